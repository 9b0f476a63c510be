import { html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import { cssColor, counterColor } from '../../../overlays/layers/colormap.js';
import type { DifferentialCount } from '../../count/differential.js';
import type { CountLine, CountTable } from '../../count/count-table.js';
import type { CellCount, CountBasis } from '../../count/count-cells.js';
import type { Counting } from '../../count/counting.js';
import { isNeverUsual } from '../../count/reference-ranges.js';
import type { SmearSession } from '../../session/session.js';
import { lineName } from '../../words/class-words.js';
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
import { VERDICT_MARKS } from '../../words/range-words.js';

const LIMITS = [100, 200, 500, undefined] as const;
const BASES: readonly CountBasis[] = ['suggested', 'reviewed'];
const OTHER = { reviewed: 'suggested', suggested: 'reviewed' } as const;

/**
 * The differential: how many of each kind, what share of the white cells with its 95 % interval, and whether
 * that is usual; what is reviewed and what is not always stand side by side.
 */
export class SmearDifferential extends SmearElement {
  static override styles = [baseStyles, segmentedStyles, differentialStyles];

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
          : html`${this.#choices(counting)} ${this.#notes(session, count)} ${this.#table(counting.table)}`
      }
      <div class="folds">
        <smear-areas .session=${session} lang=${t.language}></smear-areas>
        <smear-size-limits .session=${session} lang=${t.language}></smear-size-limits>
        <smear-kinds .session=${session} lang=${t.language}></smear-kinds>
        <smear-ranges .session=${session} lang=${t.language}></smear-ranges>
        <smear-comparison .session=${session} lang=${t.language}></smear-comparison>
      </div>
      ${isEmpty ? nothing : html`<p class="small muted">${t.differential.intervalHint}</p>`}
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
    const next = (what: 'left' | 'unknown', label: string): TemplateResult =>
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
    const others = count.suggested.total - all;
    return html`<ul class="notes">
      ${
        count.suggested.total === 0
          ? nothing
          : html`<li>
                ${limit === undefined ? t.found(write(all)) : count.last ? t.reached(write(limit)) : t.notReached(write(all), write(limit))}
                ${others > 0 ? t.plus(others, write(others)) : nothing}
              </li>
              <li>
                <span>${t.left(count.left, write(count.left), write(count.suggested.total))}</span>
                ${count.left > 0 ? next('left', t.nextUnreviewed) : nothing}
              </li>`
      }
      ${
        count.unknown > 0
          ? html`<li>
              <span>${t.unknown(count.unknown, write(count.unknown))}</span>
              ${count.left > count.unreviewed ? next('unknown', t.nextUnknown) : nothing}
            </li>`
          : nothing
      }
      ${
        count.beyondLimit > 0
          ? html`<li>${t.beyondLimit(count.beyondLimit, write(count.beyondLimit))}</li>`
          : nothing
      }
      ${
        count.leftOutBySize > 0
          ? html`<li>${t.leftOut(count.leftOutBySize, write(count.leftOutBySize))}</li>`
          : nothing
      }
    </ul>`;
  }

  #table(table: CountTable): TemplateResult {
    const { differential: t, language } = this.strings;
    const { basis, leukocytes, lines } = table;
    const other = OTHER[basis];
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t.kind}</th>
          <th scope="col">${t.number}</th>
          <th scope="col">${t.percent}</th>
          <th scope="col" title=${t.intervalHint}>${t.intervalHead}</th>
          <th scope="col">${basis === 'reviewed' ? t.otherSuggested : t.otherReviewed}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => this.#line(line, basis))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t.leukocytes}</th>
          <td>${writeCount(language, leukocytes[basis])}</td>
          <td></td>
          <td></td>
          <td>${writeCount(language, leukocytes[other])}</td>
        </tr>
      </tfoot>
    </table>`;
  }

  #line(line: CountLine, basis: CountBasis): TemplateResult {
    const { strings: t } = this;
    const { level, label } = line;
    const [own, other] = [line[basis], line[OTHER[basis]]];
    const { code, color } = this.session?.kinds.look(label) ?? label;
    return html`<tr class=${level !== 'kind' ? 'finer' : own.count === 0 && other.count === 0 ? 'none' : ''}>
      <th scope="row">
        <span class="kind">
          <span class="code" .style="background:${cssColor(color)};color:${cssColor(counterColor(color))}"
            >${level === 'rest' ? '' : code}</span
          >
          <span>${lineName(t, line)}</span>
        </span>
        ${this.#verdict(line)}
      </th>
      <td>${writeCount(t.language, own.count)}</td>
      ${this.#relative(line, own)}
      <td
        class="muted"
        title=${other.share === undefined ? nothing : writePercent(t.language, other.share, 1)}
      >
        ${writeCount(t.language, other.count)}
      </td>
    </tr>`;
  }

  /** The share and its interval, or so many per hundred white cells. */
  #relative(
    { label }: CountLine,
    { count, share, interval, perHundredLeukocytes }: DifferentialCount,
  ): TemplateResult {
    const { differential: t, language } = this.strings;
    if (share !== undefined && interval) {
      const [low, high] = [interval.low, interval.high].map((end) => writePercentNumber(language, end));
      return html`<td>${writePercentNumber(language, share)}</td>
        <td class="interval">${t.interval(low ?? '', high ?? '')}</td>`;
    }
    const isRelated = perHundredLeukocytes !== undefined && count > 0 && label.name !== UNKNOWN.name;
    const rounded = Math.round((perHundredLeukocytes ?? 0) * 10) / 10;
    return html`<td></td>
      <td class="interval">
        ${isRelated ? html`<span class="wide">${t.perHundred(writeCount(language, rounded))}</span>` : nothing}
      </td>`;
  }

  /** Under the name, where the row has room for it. */
  #verdict({ range, verdict }: CountLine): TemplateResult | typeof nothing {
    const { differential: t, language } = this.strings;
    if (!range || !verdict || verdict === 'within') return nothing;
    const { weight, shape } = VERDICT_MARKS[verdict];
    const usual = isNeverUsual(range)
      ? t.neverUsual
      : t.usual(writeMeasure(language, range.low), writeLimit(language, range.high));
    return html`<span class="verdict ${weight}"
      ><span aria-hidden="true">${shape}</span> ${t.verdicts[verdict]}, ${usual}</span
    >`;
  }
}
