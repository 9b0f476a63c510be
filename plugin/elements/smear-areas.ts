import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../models/domain/errors.js';
import type { CountArea } from '../count/count-areas.js';
import type { SmearSession } from '../session.js';
import { differentialStyles } from './differential-styles.js';
import { emit } from './events.js';
import { writeCount } from './numbers.js';
import { freeName, readabilityWords } from './readability-words.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

/** The areas chosen for the count: drawn, named, gone to, removed; and how well each can be read. */
export class SmearAreas extends SmearElement {
  static override properties = { drawing: { state: true } };
  static override styles = [
    baseStyles,
    differentialStyles,
    css`
      li {
        list-style: none;
        display: grid;
        grid-template-columns: 1fr auto auto;
        align-items: center;
        gap: 0.25rem 0.375rem;
      }
      li .said {
        grid-column: 1 / -1;
      }
      ul {
        display: grid;
        gap: 0.5rem;
      }
      .icon {
        min-width: 2rem;
        padding: 0;
      }
    `,
  ];

  declare drawing: boolean;

  constructor() {
    super();
    this.drawing = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { areas: t } = this.strings.differential;
    const { counting } = session;
    const { list } = counting.areas;
    return html`<details ?open=${list.length > 0}>
      <summary>
        ${t.title}${list.length > 0 ? ` (${writeCount(this.strings.language, list.length)})` : ''}
      </summary>
      <div class="inside">
        ${
          list.length === 0
            ? html`<p class="small muted">${t.none}</p>`
            : html`<ul>
                ${list.map((area) => this.#area(session, area))}
              </ul>`
        }
        <button
          aria-pressed=${this.drawing ? 'true' : 'false'}
          @click=${() => {
            if (this.drawing) session.tools.stop();
            else void this.#draw(session);
          }}
        >
          ${t.draw}
        </button>
        <p class="small muted" role="status">${this.drawing ? t.drawing : ''}</p>
        <label class="check small">
          <input
            type="checkbox"
            .checked=${counting.showsPath}
            @change=${(event: Event) => {
              counting.showsPath = (event.currentTarget as HTMLInputElement).checked;
            }}
          /><span>${t.showPath}</span>
        </label>
        ${counting.showsPath ? html`<p class="small muted">${t.pathHint}</p>` : nothing}
      </div>
    </details>`;
  }

  #area(session: SmearSession, area: CountArea): TemplateResult {
    const { areas: t } = this.strings.differential;
    const { areas } = session.counting;
    return html`<li>
      <input
        type="text"
        aria-label=${t.nameLabel}
        .value=${area.name}
        @change=${(event: Event) => {
          const name = (event.currentTarget as HTMLInputElement).value.trim();
          if (name !== '') areas.rename(area.id, name);
          else this.requestUpdate();
        }}
      />
      <button
        class="icon"
        aria-label=${t.goTo(area.name)}
        title=${t.goTo(area.name)}
        @click=${() => session.goToRegion(area.box)}
      >
        →
      </button>
      <button
        class="icon"
        aria-label=${t.remove(area.name)}
        title=${t.remove(area.name)}
        @click=${() => areas.remove(area.id)}
      >
        ×
      </button>
      <span class="said small">${this.#said(session, area)}</span>
    </li>`;
  }

  #said(session: SmearSession, area: CountArea): TemplateResult | typeof nothing {
    const said = readabilityWords(session.counting.checks.of(area), this.strings);
    if (!said) return nothing;
    return said.isTrouble
      ? html`<span class="outside"><span aria-hidden="true">⚠</span> ${said.text}</span>`
      : html`<span class="muted">${said.text}</span>`;
  }

  async #draw(session: SmearSession): Promise<void> {
    this.drawing = true;
    try {
      const box = await session.drawRegion();
      if (!box) return;
      const { areas } = session.counting;
      areas.add(
        box,
        freeName(areas.list, (n) => this.strings.differential.areas.name(n)),
      );
    } catch (error) {
      emit(this, 'smear-error', asSmearError(error, 'invalid-argument', 'The area could not be drawn.'));
    } finally {
      this.drawing = false;
    }
  }
}
