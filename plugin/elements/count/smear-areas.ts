import type { CountArea } from '../../../models/domain/count-area.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import type { Box } from '../../../models/domain/geometry.js';
import type { SmearSession } from '../../session/session.js';
import { differentialStyles, UNFOLDED } from './differential-styles.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import { freeName, readabilityWords } from '../../words/readability-words.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** The areas chosen for the count: drawn, named, gone to, removed; and how well each can be read. */
export class SmearAreas extends SmearElement implements SaysItsFailures {
  static override properties = {
    drawing: { state: true },
    looked: { state: true },
    isEmpty: { state: true },
    isOpen: UNFOLDED,
  };
  static override styles = [
    baseStyles,
    differentialStyles,
    failureStyles,
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
  /** How much of the slide has been looked at for a monolayer, 0 to 1; absent while nobody looks. */
  declare looked: number | undefined;
  /** Whether the last look found none. */
  declare isEmpty: boolean;
  declare isOpen: boolean;
  readonly localFailure = new LocalFailure(this);
  #areas = 0;
  #looking: AbortController | undefined;

  constructor() {
    super();
    this.drawing = false;
    this.isEmpty = false;
    this.isOpen = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#looking?.abort();
  }

  /** The first area opens the list; it closes only by hand, not under one who takes the last area out. */
  protected override willUpdate(): void {
    const areas = this.session?.counting.areas.list.length ?? 0;
    if (areas > 0 && this.#areas === 0) this.isOpen = true;
    this.#areas = areas;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { areas: t } = this.strings.differential;
    const { counting } = session;
    const { list } = counting.areas;
    return html`<details
      ?open=${this.isOpen}
      @toggle=${(event: Event) => {
        this.isOpen = (event.currentTarget as HTMLDetailsElement).open;
      }}
    >
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
          class="draw"
          aria-pressed=${this.drawing ? 'true' : 'false'}
          @click=${() => {
            if (this.drawing) session.tools.stop();
            else void this.#draw(session);
          }}
        >
          ${t.draw}
        </button>
        <button
          data-action=${this.looked === undefined ? 'find-monolayer' : 'stop-looking'}
          @click=${() => {
            if (this.#looking) this.#looking.abort();
            else void this.#findMonolayer(session);
          }}
        >
          ${this.looked === undefined ? t.monolayer.find : t.monolayer.stop}
        </button>
        <p class="small muted" role="status">${this.#status}</p>
        ${
          list.length === 0
            ? nothing
            : html`<button
                  data-action="analyse-areas"
                  ?disabled=${session.state.kind === 'analysing'}
                  @click=${() => void session.analyzeAreas().catch(() => this.requestUpdate())}
                >
                  ${t.analyse(list.length)}
                </button>
                <p class="small muted">${this.#progress(session)}</p>`
        }
        ${this.localFailure.render(this.strings)}
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

  #progress({ state, tally, threshold }: SmearSession): string {
    if (state.kind !== 'analysing' || state.progress.total === 0) return '';
    const { find, count, language } = this.strings;
    const { shown } = tally.at(threshold);
    const part = state.progress.done / state.progress.total;
    return find.progress(writePercent(language, part), count.cells(shown, writeCount(language, shown)));
  }

  get #status(): string {
    const { language, differential } = this.strings;
    const { drawing, monolayer } = differential.areas;
    if (this.drawing) return drawing;
    if (this.looked !== undefined) return monolayer.finding(writePercent(language, this.looked));
    return this.isEmpty ? monolayer.none : '';
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
          const input = event.currentTarget as HTMLInputElement;
          const name = input.value.trim();
          if (name !== '') areas.rename(area.id, name);
          else input.value = area.name;
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
        class="icon remove"
        aria-label=${t.remove(area.name)}
        title=${t.remove(area.name)}
        @click=${() => void this.#remove(session, area)}
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

  /** The button goes with its area: who works by keyboard goes on at the next one. */
  async #remove({ counting: { areas } }: SmearSession, area: CountArea): Promise<void> {
    const at = areas.list.indexOf(area);
    areas.remove(area.id);
    await this.updateComplete;
    const left = this.renderRoot.querySelectorAll<HTMLElement>('.remove');
    const next = left[Math.min(at, left.length - 1)] ?? this.renderRoot.querySelector<HTMLElement>('.draw');
    next?.focus();
  }

  async #findMonolayer(session: SmearSession): Promise<void> {
    const { slide } = session;
    const looking = new AbortController();
    this.#looking = looking;
    this.looked = 0;
    this.isEmpty = false;
    this.localFailure.clear();
    try {
      const boxes = await session.findMonolayer({
        signal: looking.signal,
        onProgress: (share) => (this.looked = share),
      });
      if (session.slide !== slide) return;
      const { areas } = session.counting;
      const { name } = this.strings.differential.areas.monolayer;
      this.isEmpty = boxes.length === 0;
      const isNew = ({ minX, minY, maxX, maxY }: Box): boolean =>
        !areas.list.some(
          ({ box }) => [box.minX, box.minY, box.maxX, box.maxY].join() === [minX, minY, maxX, maxY].join(),
        );
      const added = boxes.filter(isNew);
      if (added.length > 0) areas.addAll(named(added, areas.list, name));
      if (!this.isEmpty) session.goToRegion(around(boxes));
    } catch (error) {
      if (looking.signal.aborted || session.slide !== slide) return;
      this.localFailure.say(asSmearError(error, 'tile-failed', 'The slide could not be looked at.'));
    } finally {
      this.#looking = undefined;
      this.looked = undefined;
    }
  }

  async #draw(session: SmearSession): Promise<void> {
    this.drawing = true;
    this.localFailure.clear();
    try {
      const box = await session.drawRegion();
      if (!box) return;
      const { areas } = session.counting;
      areas.add(
        box,
        freeName(areas.list, (n) => this.strings.differential.areas.name(n)),
      );
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'invalid-argument', 'The area could not be drawn.'));
    } finally {
      this.drawing = false;
    }
  }
}

/** All of them. */
function around(boxes: readonly Box[]): Box {
  return {
    minX: Math.min(...boxes.map(({ minX }) => minX)),
    minY: Math.min(...boxes.map(({ minY }) => minY)),
    maxX: Math.max(...boxes.map(({ maxX }) => maxX)),
    maxY: Math.max(...boxes.map(({ maxY }) => maxY)),
  };
}

/** Each box with the first numbered name that no area has. */
function named(boxes: readonly Box[], areas: readonly CountArea[], nameOf: (number: string) => string) {
  const taken = new Set(areas.map(({ name }) => name));
  let number = 0;
  return boxes.map((box) => {
    let name = nameOf(String(++number));
    while (taken.has(name)) name = nameOf(String(++number));
    return { name, box };
  });
}
