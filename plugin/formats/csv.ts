import { polygonCentroid } from '../../models/domain/rings/polygon.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { countingOf } from '../kinds/kind-list.js';
import { encodeMeasurements, type GeoJsonHeader } from './geojson.js';

/** What is written beside the cells themselves. */
export interface CsvOptions {
  readonly header: GeoJsonHeader;
  /** Name of the slide, for the first column. */
  readonly image: string;
  readonly classes: readonly CellClass[];
}

/** Spreadsheets take µ for two letters without it. */
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';
/** How a kind is counted, as the table says it. */
const COUNTED = { among: 'percent', perHundred: 'per 100', no: 'no' } as const;
/** A text that begins so is run as a formula by spreadsheets. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The cells as a table, in pieces to be written one after another: the column names, then a line for each cell.
 * The columns are those of QuPath's table of measurements, its keys those of the GeoJSON; what a person said follows.
 * Centroids are in µm, or in level-0 pixels (and the column says so) where the resolution is not known.
 *
 * RFC 4180: commas, CRLF, quotes doubled; UTF-8 with a byte order mark. Texts that a spreadsheet would run as a formula
 * get an apostrophe before them.
 */
export function* encodeCsv(
  cells: readonly Cell[],
  { header, image, classes }: CsvOptions,
): Generator<string, void, void> {
  const { micronsPerPixel } = header;
  const measured: Record<string, number>[] = [];
  for (const cell of cells) {
    measured.push(encodeMeasurements(cell, classes, micronsPerPixel, false));
    // Nothing can be written before all columns are known; whoever writes may pause here all the same.
    yield '';
  }
  const keys = [...new Set(measured.flatMap((values) => Object.keys(values)))];
  const unit = micronsPerPixel === undefined ? 'px' : 'µm';
  const columns = [
    'Image',
    'Object ID',
    'Object type',
    'Name',
    'Classification',
    'Parent',
    'ROI',
    `Centroid X ${unit}`,
    `Centroid Y ${unit}`,
    ...keys,
    'Review: Suggested',
    'Review: Confirmed',
    'Review: Outlined',
    'Review: At',
    'Review: By',
    'Review: Comment',
    ...(header.kinds ? ['Laboratory name', 'Counted'] : []),
  ];
  const titles = new Map(header.kinds?.kinds.map(({ name, title }) => [name, title]));
  const countedAs = countingOf(header.kinds?.kinds ?? []);
  yield BYTE_ORDER_MARK + columns.map(quoted).join(',') + LINE_END;
  for (const [i, cell] of cells.entries()) {
    const { x, y } = polygonCentroid(cell.outline);
    const scale = micronsPerPixel ?? 1;
    const { review } = cell;
    const values: (string | number | undefined)[] = [
      image,
      cell.id,
      'Cell',
      '',
      cell.label.name,
      'Root object (Image)',
      'Polygon',
      rounded(x * scale),
      rounded(y * scale),
      ...keys.map((key) => measured[i]?.[key]),
      review?.suggested?.name,
      review && yesNo(review.confirmed),
      review && yesNo(review.outlined === true),
      review?.at,
      review?.by,
      review?.comment,
      ...(header.kinds ? [titles.get(cell.label.name), COUNTED[countedAs(cell.label.name)]] : []),
    ];
    yield values.map(field).join(',') + LINE_END;
  }
}

function field(value: string | number | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? String(value) : quoted(FORMULA.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
