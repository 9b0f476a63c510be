import { UNKNOWN } from '../../models/domain/class-name.js';
import type { CountLine } from '../count/count-table.js';
import type { DifferentialCount } from '../count/differential.js';
import { isNeverUsual, originOf } from '../count/reference-ranges.js';
import { lineName } from '../words/class-words.js';
import { writeCount, writeMeasure, writePercentNumber } from '../words/numbers.js';
import { rangeSource, VERDICT_MARKS } from '../words/range-words.js';
import type { Strings } from '../words/strings.js';
import { safeHtml, type SafeHtml } from './escape.js';
import type { Report } from './report.js';

/** What the per cent rest on first; beside it the other basis for as long as the two are not the same. */
export function differentialSection(report: Report, strings: Strings): SafeHtml {
  const t = strings.report;
  const { table, isComplete } = report;
  const { basis, leukocytes, lines } = table;
  const other = basis === 'reviewed' ? 'suggested' : 'reviewed';
  const write = (value: number): string => writeCount(strings.language, value);
  const row = (line: CountLine): SafeHtml => safeHtml`<tr class="${line.level === 'kind' ? '' : 'finer'}">
      <th scope="row">${lineName(strings, line)}${line.level === 'rest' ? '' : ` (${line.label.code})`}</th>
      ${shareFields(line[basis], strings)}
      <td>${usual(line, strings)}</td>
      ${isComplete ? '' : shareFields(line[other], strings)}
    </tr>`;
  const heads = safeHtml`<th scope="col">${t.cells}</th><th scope="col">${t.percent}</th><th scope="col">${t.interval}</th>`;
  return safeHtml`<table>
    <thead>
      ${
        isComplete
          ? ''
          : safeHtml`<tr><th></th><th colspan="4" scope="colgroup">${t[basis]}</th><th colspan="3" scope="colgroup">${t[other]}</th></tr>`
      }
      <tr><th scope="col">${t.kind}</th>${heads}<th scope="col">${t.usual}</th>${isComplete ? '' : heads}</tr>
    </thead>
    <tbody>
      ${lines.map(row)}
      <tr class="total"><th scope="row">${t.total}</th><td>${write(leukocytes[basis])}</td><td></td><td></td><td></td>
        ${isComplete ? '' : safeHtml`<td>${write(leukocytes[other])}</td><td></td><td></td>`}</tr>
    </tbody>
  </table>
  <p class="small">${t.intervalHint}</p>
  ${rangeSources(report, strings)}`;
}

/** Where the ranges on view are from; those beside the laboratory's own are named with their kinds. */
function rangeSources({ ranges, table }: Report, strings: Strings): SafeHtml {
  const t = strings.report;
  const isAdults = originOf(ranges) !== 'own';
  const others = table.lines.filter(({ range }) => range && !ranges.ranges.includes(range));
  const names = others.map((line) => lineName(strings, line)).join(', ');
  const sources = [
    ...(ranges.ranges.length > 0 ? [rangeSource(strings, ranges)] : []),
    ...(names !== '' && !isAdults ? [`${names}: ${strings.differential.ranges.adults}`] : []),
  ];
  return safeHtml`${sources.length > 0 ? safeHtml`<p class="small">${t.usualFrom(sources.join('; '))}</p>` : ''}`;
}

function shareFields(row: DifferentialCount, strings: Strings): SafeHtml {
  const { report: t, language } = strings;
  const { label, count, share, interval, perHundredLeukocytes } = row;
  if (share !== undefined && interval) {
    const written = t.range(
      writePercentNumber(language, interval.low),
      writePercentNumber(language, interval.high),
    );
    return safeHtml`<td>${writeCount(language, count)}</td><td>${writePercentNumber(language, share)}</td><td>${written}</td>`;
  }
  const beside =
    label.name === UNKNOWN.name
      ? t.notInPercent
      : perHundredLeukocytes !== undefined && count > 0
        ? t.perHundred(writeCount(language, Math.round(perHundredLeukocytes * 10) / 10))
        : '';
  return safeHtml`<td>${writeCount(language, count)}</td><td colspan="2" class="small">${beside}</td>`;
}

function usual({ range, verdict }: CountLine, strings: Strings): SafeHtml | string {
  const { report: t, differential: words, language } = strings;
  if (!range) return '';
  const [low, high] = [range.low, range.high].map((limit) => writeMeasure(language, limit));
  const written = isNeverUsual(range) ? (high ?? '') : t.range(low ?? '', high ?? '');
  if (!verdict || verdict === 'within') return written;
  const { shape, weight } = VERDICT_MARKS[verdict];
  return safeHtml`${written} <span class="${weight}">${shape} ${words.verdicts[verdict]}</span>`;
}
