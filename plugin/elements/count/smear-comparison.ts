import { asModelsNamed } from '../../count/compare-counts.js';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import { asSmearError } from '../../../models/domain/errors.js';
import { compareCounts, type ComparedKind } from '../../count/compare-counts.js';
import { readOtherReader } from '../../session/other-reader.js';
import type { SmearSession } from '../../session/session.js';
import type { SlideReader } from '../../slide/slide-reader.js';
import { className } from '../../words/class-words.js';
import { differentialStyles, UNFOLDED } from './differential-styles.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { writePercent, writePoints } from '../../words/numbers.js';
import { areCells } from '../cell/is-cell.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Two counts side by side: as the models named the cells, or another reader did, and as they are called now. */
export class SmearComparison extends SmearElement implements SaysItsFailures {
  static override properties = {
    other: { attribute: false, accepts: areCells },
    otherName: { attribute: false, accepts: isText },
    open: UNFOLDED,
  };
  static override styles = [baseStyles, differentialStyles, failureStyles];

  /** Another reader's cells of this slide; what the models said by default. */
  declare other: readonly Cell[] | undefined;
  /** What heads the other reader's column. */
  declare otherName: string | undefined;
  declare open: boolean;

  readonly localFailure = new LocalFailure(this);
  #slide: SlideReader | undefined;

  constructor() {
    super();
    this.open = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const slide = this.session?.slide;
    if (slide === this.#slide) return;
    if (this.#slide) this.#closeOther();
    this.#slide = slide;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { compare: t } = this.strings.differential;
    return html`<details
      ?open=${this.open}
      @toggle=${(event: Event) => {
        this.open = (event.currentTarget as HTMLDetailsElement).open;
      }}
    >
      <summary>${t.title}</summary>
      <div class="inside">
        ${this.open ? this.#compared(session) : nothing}
        <div class="pair">
          <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>('[type=file]')?.click()}>
            ${t.load}
          </button>
          ${this.other ? html`<button @click=${() => this.#closeOther()}>${t.back}</button>` : nothing}
        </div>
        ${this.localFailure.render(this.strings)}
        <input
          type="file"
          accept=".geojson,.json,.gz"
          hidden
          aria-label=${t.load}
          @change=${(event: Event) => this.#load(session, event.currentTarget as HTMLInputElement)}
        />
      </div>
    </details>`;
  }

  #compared(session: SmearSession): TemplateResult {
    const { compare: t, kind } = this.strings.differential;
    const { counting } = session;
    const first = counting.countOf(this.other ?? asModelsNamed(session.cells.all())).suggested;
    const rows = compareCounts(first, counting.count.suggested).filter(
      (row) => row.first?.share !== undefined || row.second?.share !== undefined,
    );
    if (rows.length === 0) return html`<p class="small muted">${t.nothing}</p>`;
    return html`<p class="small muted">${this.other ? t.readersHint : t.hint}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">${kind}</th>
            <th scope="col">${this.otherName ?? t.first}</th>
            <th scope="col">${t.second}</th>
            <th scope="col">${t.difference}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#row(row))}
        </tbody>
      </table>
      <p class="small muted">${t.overlapHint}</p>`;
  }

  async #load(session: SmearSession, input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const { slide } = session;
    this.localFailure.clear();
    try {
      const other = await readOtherReader(file, session);
      if (session.slide !== slide) return;
      this.other = other;
      this.otherName = file.name;
    } catch (error) {
      if (session.slide !== slide) return;
      this.localFailure.say(asSmearError(error, 'import-unreadable', 'The file could not be read.'));
    }
  }

  #closeOther(): void {
    this.other = undefined;
    this.otherName = undefined;
  }

  #row({ label, first, second, difference, overlap }: ComparedKind): TemplateResult {
    const { strings } = this;
    const { compare: t } = strings.differential;
    const percent = (share: number | undefined): string =>
      share === undefined ? '–' : writePercent(strings.language, share, 1);
    const points = difference === undefined ? '–' : writePoints(strings.language, difference);
    return html`<tr>
      <th scope="row">${className(strings, label.name)}</th>
      <td>${percent(first?.share)}</td>
      <td>${percent(second?.share)}</td>
      <td>
        ${points}
        ${
          overlap === undefined
            ? nothing
            : html`<span class="under ${overlap ? '' : 'outside'}">${overlap ? t.overlap : t.apart}</span>`
        }
      </td>
    </tr>`;
  }
}
