import { html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import type { DifferentialCount, DifferentialRow } from '../../count/differential.js';
import type { CellCount, CountBasis } from '../../count/count-cells.js';
import type { Counting } from '../../count/counting.js';
import { judgeShare, rangeOf, whileOpen } from '../../count/reference-ranges.js';
import type { SmearSession } from '../../session/session.js';
import { className, finerClassName } from '../../words/class-words.js';
import { differentialStyles } from './differential-styles.js';
import {
  writeCount,
  writeLimit,
  writeMeasure,
  writePercent,
  writePercentNumber,
} from '../../words/numbers.js';
import { segmentedChoice, segmentedStyles } from '../panel/segmented-choice.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';
import { VERDICT_MARKS } from '../../words/verdict-marks.js';

const LIMITS = [100, 200, 500, undefined] as const;
const BASES: readonly CountBasis[] = ['reviewed', 'suggested'];

/**
 * The differential: how many of each kind, what share of the white cells with its 95 % interval, and whether
 * that is usual; what is reviewed and what is not always stand side by side.
 */
export class SmearDifferential extends SmearElement {
  static override styles = [baseStyles, segmentedStyles, swatchStyles, differentialStyles];

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    const { counting } = session;
    const { count } = counting;
    const isEmpty = count.suggested.total === 0 && count.leftOutBySize === 0;
    return html`
      ${
        isEmpty && counting.areas.list.length === 0
          ? html`<p class="muted">${t.count.empty}</p>`
          : html`${this.#choices(counting)} ${this.#notes(session, count)} ${this.#table(counting, count)}`
      }
      <smear-areas .session=${session} lang=${t.language}></smear-areas>
      <smear-size-limits .session=${session} lang=${t.language}></smear-size-limits>
      <smear-ranges .session=${session} lang=${t.language}></smear-ranges>
      <smear-comparison .session=${session} lang=${t.language}></smear-comparison>
    `;
  }

  #choices(counting: Counting): TemplateResult {
    const { differential: t, language } = this.strings;
    return html`<div class="notes">
      <fieldset class="choice" role="radiogroup" aria-label=${t.countTo}>
        <span>${t.countTo}</span>
        ${segmentedChoice<number | undefined>({
          name: 'limit',
          values: LIMITS,
          chosen: counting.limit,
          words: (limit) => (limit === undefined ? t.all : writeCount(language, limit)),
          onChoose: (limit) => (counting.limit = limit),
        })}
      </fieldset>
      <fieldset class="choice" role="radiogroup" aria-label=${t.basis}>
        <span>${t.basis}</span>
        ${segmentedChoice({
          name: 'basis',
          values: BASES,
          chosen: counting.basis,
          words: (basis) => t[basis],
          onChoose: (basis) => (counting.basis = basis),
        })}
      </fieldset>
    </div>`;
  }

  /** What a reader must know before taking the numbers for their own. */
  #notes(session: SmearSession, count: CellCount): TemplateResult {
    const { differential: t, language } = this.strings;
    const { counting } = session;
    const write = (value: number): string => writeCount(language, value);
    const all = count.suggested.leukocytes;
    const next = (what: 'unknown' | 'unreviewed', label: string): TemplateResult =>
      html`<button
        class="link"
        aria-label=${label}
        title=${label}
        @click=${() => {
          const id = counting.next(what, session.selected);
          if (id !== undefined) session.goTo(id);
        }}
      >
        ${t.next}
      </button>`;
    const { limit } = counting;
    return html`<ul class="notes">
      <li>${t.reviewedOf(write(count.reviewed.leukocytes), write(all))}</li>
      ${
        limit === undefined
          ? nothing
          : html`<li>${count.last ? t.reached(write(limit)) : t.notReached(write(all), write(limit))}</li>`
      }
      ${
        count.unreviewed > 0
          ? html`<li>
              <span>${t.unreviewed(count.unreviewed, write(count.unreviewed))}</span>
              ${next('unreviewed', t.nextUnreviewed)}
            </li>`
          : nothing
      }
      ${
        count.unknown > 0
          ? html`<li>
              <span>${t.unknown(count.unknown, write(count.unknown))}</span>
              ${next('unknown', t.nextUnknown)}
            </li>`
          : nothing
      }
      ${
        count.leftOutBySize > 0
          ? html`<li>${t.leftOut(count.leftOutBySize, write(count.leftOutBySize))}</li>`
          : nothing
      }
    </ul>`;
  }

  #table(counting: Counting, count: CellCount): TemplateResult {
    const { differential: t, language } = this.strings;
    const { basis } = counting;
    const shown = count[basis];
    const other = count[basis === 'reviewed' ? 'suggested' : 'reviewed'];
    const others = new Map(
      other.rows.flatMap((row) => [row, ...row.finer].map((kind) => [kind.label.name, kind])),
    );
    // Whoever confirms one kind first would have it stand high until the others follow.
    const isOpen = basis === 'reviewed' && shown.leukocytes < other.leukocytes;
    const shownRows = new Map(shown.rows.map((row) => [row.label.name, row]));
    // Kinds that only unreviewed cells have must be seen too.
    const rows = count.suggested.rows.map(
      (row): DifferentialRow => shownRows.get(row.label.name) ?? { label: row.label, count: 0, finer: [] },
    );
    return html`<table>
        <thead>
          <tr>
            <th scope="col">${t.kind}</th>
            <th scope="col">${t.number}</th>
            <th scope="col">${t.percent}</th>
            <th scope="col">${basis === 'reviewed' ? t.otherSuggested : t.otherReviewed}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => [
            this.#row(counting, row, others.get(row.label.name), { isFiner: false, isOpen }),
            row.finer.map((finer) =>
              this.#row(counting, finer, others.get(finer.label.name), { isFiner: true, isOpen }),
            ),
          ])}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${t.leukocytes}</th>
            <td>${writeCount(language, shown.leukocytes)}</td>
            <td></td>
            <td>${writeCount(language, other.leukocytes)}</td>
          </tr>
        </tfoot>
      </table>
      <p class="small muted">${t.intervalHint}</p>`;
  }

  #row(
    counting: Counting,
    row: DifferentialCount,
    other: DifferentialCount | undefined,
    { isFiner, isOpen }: { readonly isFiner: boolean; readonly isOpen: boolean },
  ): TemplateResult {
    const { strings: t } = this;
    const { label, count } = row;
    return html`<tr class=${isFiner ? 'finer' : count === 0 && !other?.count ? 'none' : ''}>
      <th scope="row">
        <span class="kind">
          <span class="swatch" style="background:${cssColor(label.color)}"></span>
          <span class="code">${label.code}</span>
          <span>${(isFiner ? finerClassName : className)(t, label.name)}</span>
        </span>
      </th>
      <td>${writeCount(t.language, count)}</td>
      <td>${this.#relative(counting, row, isOpen)}</td>
      <td class="muted">${this.#other(other)}</td>
    </tr>`;
  }

  #relative(counting: Counting, row: DifferentialCount, isOpen: boolean): TemplateResult | typeof nothing {
    const { differential: t, language } = this.strings;
    const { label, count, share, interval, perHundredLeukocytes } = row;
    if (share === undefined || !interval) {
      if (perHundredLeukocytes === undefined || count === 0 || label.name === UNKNOWN.name) return nothing;
      const rounded = Math.round(perHundredLeukocytes * 10) / 10;
      return html`<span class="under">${t.perHundred(writeCount(language, rounded))}</span>`;
    }
    const range = rangeOf(counting.ranges, label.name);
    const judged = judgeShare(range, share, interval);
    const verdict = isOpen ? whileOpen(judged) : judged;
    const usual = range && t.usual(writeMeasure(language, range.low), writeLimit(language, range.high));
    return html`${writePercent(language, share, 1)}
      <span class="under"
        >${t.interval(writePercentNumber(language, interval.low), writePercentNumber(language, interval.high))}</span
      >
      ${
        verdict && verdict !== 'within'
          ? html`<span class="under ${VERDICT_MARKS[verdict].weight}" title=${usual ?? ''}
              ><span aria-hidden="true">${VERDICT_MARKS[verdict].shape}</span> ${t.verdicts[verdict]},
              ${usual}</span
            >`
          : nothing
      }`;
  }

  #other(other: DifferentialCount | undefined): TemplateResult | typeof nothing {
    const { language } = this.strings;
    if (!other) return nothing;
    const share = other.share === undefined ? nothing : writePercent(language, other.share, 1);
    return html`${writeCount(language, other.count)}<span class="under">${share}</span>`;
  }
}
