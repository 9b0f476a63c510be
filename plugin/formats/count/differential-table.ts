import type { CountLine, CountTable } from '../../count/count-table.js';
import { tenthsWritten } from '../../count/written-share.js';
import { delimited, type Field } from '../delimited.js';

/** Heads of the columns and names of the lines, in the reader's language. */
export interface TableWords {
  readonly heads: readonly string[];
  readonly nameOf: (line: CountLine) => string;
  readonly verdictOf: (verdict: CountLine['verdict']) => string;
  readonly leukocytes: string;
}

/** Columns of the table, in their order; `TableWords.heads` names them. */
export const TABLE_COLUMNS = [
  'kind',
  'name',
  'code',
  'cells',
  'percent',
  'low',
  'high',
  'perHundred',
  'from',
  'to',
  'verdict',
  'confirmed',
] as const;

/** How numbers and lines are written: a file for any program, or a text that a spreadsheet takes from the clipboard. */
export type TableForm = 'csv' | 'tsv';

/**
 * The count as a table with a line for each line of the panel and one for all leukocytes. CSV is RFC 4180 with a decimal
 * point; TSV has `decimal` for it, since a spreadsheet reads the clipboard in the language of its computer.
 */
export function encodeDifferential(
  { basis, lines, leukocytes }: CountTable,
  { heads, nameOf, verdictOf, leukocytes: total }: TableWords,
  {
    form,
    decimal = '.',
    facts = [],
  }: {
    readonly form: TableForm;
    readonly decimal?: string;
    /** What follows the lines: a name and what is said of it, as the sample and who signed. */
    readonly facts?: readonly (readonly [name: string, said: string])[];
  },
): string {
  const tenth = (share: number | undefined): number | undefined =>
    share === undefined ? undefined : tenthsWritten(share) / 10;
  const rows = lines.map((line): Field[] => {
    const { count, share, interval, perHundredLeukocytes } = line[basis];
    return [
      nameOf(line),
      line.level === 'rest' ? '' : line.label.name,
      line.level === 'rest' ? '' : line.label.code,
      count,
      tenth(share),
      tenth(interval?.low),
      tenth(interval?.high),
      perHundredLeukocytes === undefined ? undefined : Math.round(perHundredLeukocytes * 10) / 10,
      line.range?.low,
      line.range?.high,
      verdictOf(line.verdict),
      line.reviewed.count,
    ];
  });
  const last: Field[] = TABLE_COLUMNS.map(
    (column) =>
      ({ kind: total, cells: leukocytes[basis], confirmed: leukocytes.reviewed })[column as string] ?? '',
  );
  const below = facts.map((fact) => TABLE_COLUMNS.map((_, at): Field => fact[at] ?? ''));
  return delimited([[...heads], ...rows, last, ...below], { form, decimal });
}
