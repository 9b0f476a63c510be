/** A value of a table; empty where it is absent. */
export type Field = string | number | undefined;

const LINE_END = '\r\n';
/** A text that begins so is run as a formula by spreadsheets. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as comma- or tab-separated text, each with its line end. RFC 4180: quotes doubled. Texts that a spreadsheet would
 * run as a formula get an apostrophe before them.
 */
export function delimited(
  rows: readonly (readonly Field[])[],
  { form, decimal = '.' }: { readonly form: 'csv' | 'tsv'; readonly decimal?: string },
): string {
  const separator = form === 'csv' ? ',' : '\t';
  return rows.map((row) => row.map((value) => written(value, decimal)).join(separator) + LINE_END).join('');
}

function written(value: Field, decimal: string): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value).replace('.', decimal);
  return quoted(FORMULA.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
