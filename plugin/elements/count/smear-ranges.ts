import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import { isLeukocyte } from '../../count/differential.js';
import type { Counting } from '../../count/counting.js';
import {
  ADULT_RANGES,
  rangeOf,
  readReferenceRanges,
  withRange,
  writeReferenceRanges,
  type ReferenceRanges,
} from '../../count/reference-ranges.js';
import { className } from '../../words/class-words.js';
import { differentialStyles } from './differential-styles.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { readNumber, writeMeasure } from '../../words/numbers.js';
import { rangeSource } from '../../words/range-words.js';
import { saveFile } from '../exchange/save-file.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** The usual ranges, which a laboratory puts in for itself, saves and opens. */
export class SmearRanges extends SmearElement implements SaysItsFailures {
  static override properties = { problem: { state: true } };
  static override styles = [
    baseStyles,
    differentialStyles,
    failureStyles,
    css`
      tbody th {
        vertical-align: middle;
      }
    `,
  ];

  /** The kind whose field holds no range. */
  declare problem: string | undefined;
  readonly localFailure = new LocalFailure(this);

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { ranges: t } = this.strings.differential;
    const { counting } = session;
    const kinds = session.classes
      .filter(
        (label) =>
          !label.name.includes(':') &&
          (isLeukocyte(label) || rangeOf(counting.ranges, label.name) !== undefined),
      )
      .map(({ name }) => name);
    return html`<details
      @toggle=${(event: Event) =>
        this.toggleAttribute('unfolded', (event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>${t.title}</summary>
      <div class="inside">
        <p class="small muted">${t.hint}</p>
        <label class="small"
          >${t.source}
          <input
            type="text"
            .value=${rangeSource(this.strings, counting.ranges)}
            @change=${(event: Event) => {
              const source = (event.currentTarget as HTMLInputElement).value.trim();
              counting.ranges = { ...counting.ranges, source };
            }}
          />
        </label>
        <table>
          <thead>
            <tr>
              <th scope="col">${this.strings.differential.kind}</th>
              <th scope="col">${t.low}</th>
              <th scope="col">${t.high}</th>
            </tr>
          </thead>
          <tbody>
            ${kinds.map((kind) => this.#range(counting, kind))}
          </tbody>
        </table>
        <p class="small" role="status">${this.#said()}</p>
        <div class="pair">
          <button
            @click=${() => saveFile(this.ownerDocument, new Blob([writeReferenceRanges(counting.ranges)], { type: 'application/json' }), 'ranges.json')}
          >
            ${t.save}
          </button>
          <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>('[type=file]')?.click()}>
            ${t.load}
          </button>
        </div>
        ${this.localFailure.render(this.strings)}
        <input
          type="file"
          accept=".json,application/json"
          hidden
          aria-label=${t.load}
          @change=${(event: Event) => this.#open(counting, event.currentTarget as HTMLInputElement)}
        />
        <button @click=${() => this.#take(counting, ADULT_RANGES)}>${t.reset}</button>
      </div>
    </details>`;
  }

  #range(counting: Counting, kind: string): TemplateResult {
    const { strings: t } = this;
    const name = className(t, kind);
    const field = (end: 'low' | 'high', label: string): TemplateResult =>
      html`<td>
        <input
          type="text"
          inputmode="decimal"
          size="4"
          data-kind=${kind}
          data-end=${end}
          aria-label=${label}
          aria-invalid=${this.problem === kind}
          .value=${this.#written(counting, kind, end)}
          @change=${() => this.#set(counting, kind)}
        />
      </td>`;
    return html`<tr>
      <th scope="row">${name}</th>
      ${field('low', t.differential.ranges.from(name))} ${field('high', t.differential.ranges.to(name))}
    </tr>`;
  }

  #written(counting: Counting, kind: string, end: 'low' | 'high'): string {
    const range = rangeOf(counting.ranges, kind);
    return range ? writeMeasure(this.strings.language, range[end], 4) : '';
  }

  /** Other ranges as a whole: what was typed and not taken goes, too. */
  #take(counting: Counting, ranges: ReferenceRanges): void {
    counting.ranges = ranges;
    this.problem = undefined;
    this.#show(counting);
  }

  /** Writes what is in force into the fields, of one kind or of all. */
  #show(counting: Counting, only?: string): void {
    for (const input of this.#fields) {
      const { kind = '', end } = input.dataset;
      if (only === undefined || only === kind)
        input.value = this.#written(counting, kind, end as 'low' | 'high');
    }
  }

  get #fields(): HTMLInputElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLInputElement>('[data-kind]')];
  }

  /** Takes the two fields of a kind; half a pair waits for its other half. */
  #set(counting: Counting, kind: string): void {
    const [low = '', high = ''] = this.#fields
      .filter(({ dataset }) => dataset['kind'] === kind)
      .map(({ value }) => value.trim());
    const [from, to] = [readNumber(low), readNumber(high)];
    const isNone = low === '' && high === '';
    if (!isNone && (from === undefined || to === undefined || from < 0 || from > to || to > 100)) {
      this.problem = kind;
      return;
    }
    this.problem = undefined;
    counting.ranges = withRange(
      counting.ranges,
      kind,
      from === undefined || to === undefined ? undefined : { low: from, high: to },
    );
    // What holds in adults stands in the place of what was taken out.
    if (isNone) this.#show(counting, kind);
  }

  async #open(counting: Counting, input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    this.localFailure.clear();
    try {
      this.#take(counting, readReferenceRanges(await file.text()));
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'ranges-unreadable', 'The ranges could not be read.'));
    }
  }

  #said(): string {
    const { problem, strings: t } = this;
    if (problem === undefined) return '';
    return t.differential.ranges.invalid(className(t, problem));
  }
}
