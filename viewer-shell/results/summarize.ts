import { countDifferential, type Differential, type ResolutionSource } from '../../plugin/node-entry.js';
import type { FileStore } from '../storage/file-store.js';
import type { Failure } from './failure-note.js';
import { readResult } from './read-result.js';
import { analysedRegion, readHead, readResultHeader, type ResultHeader } from './result-header.js';

/** One slide in few numbers. */
export interface SlideSummary {
  readonly file: string;
  readonly pack?: string;
  /** Of level 0; absent where it is not known, and then no area is either. */
  readonly micronsPerPixel?: number;
  /** Given, of the file, or estimated from the picture: then areas are as uncertain as it is. */
  readonly resolutionSource?: ResolutionSource;
  /** The analysed part of the slide, empty glass included. */
  readonly analysedMm2?: number;
  readonly cells: number;
  readonly cellsPerMm2?: number;
  readonly leukocytes: number;
  readonly unknown: number;
  /** Cells that no person has looked at and whose name the models doubt; absent where the models state no doubt. */
  readonly doubtful?: number;
  /** Cells by which a person stands. */
  readonly reviewed: number;
  readonly classes: readonly ClassSummary[];
}

/** A slide that was tried and has no result. */
export interface FailedSlide {
  /** Where the result would lie. */
  readonly file: string;
  readonly failed: Failure;
}

export interface ClassSummary {
  readonly name: string;
  readonly count: number;
  /** Of the leukocytes, with its 95 % interval (Wilson); absent for other kinds. */
  readonly percent?: number;
  readonly low?: number;
  readonly high?: number;
  /** For other kinds. */
  readonly perHundredLeukocytes?: number;
}

/**
 * Counts a result as it is now, what people have said since then included. Undefined for a file that is no result.
 * Rejects with `import-unreadable`, and as `FileStore.read` does.
 */
export async function summarize(store: FileStore, file: string): Promise<SlideSummary | undefined> {
  const text = await readHead(store, file);
  if (!/^\s*\{\s*"type"\s*:\s*"FeatureCollection"\s*,\s*"smearlens"/.test(text.slice(0, 200)))
    return undefined;
  // Of a run of the command line; a file that was saved in the browser has none.
  const record = (await readResultHeader(store, file))?.run;
  const head = readThreshold(text);
  const classes = record?.classes ?? [];
  const { cells, header } = await readResult(store, file, { classes, newId: () => '', at: '' });
  const shown = cells.filter(({ review }) => !review?.rejected);
  const micronsPerPixel = header?.resolution?.micronsPerPixel;
  const analysedMm2 = micronsPerPixel && areaOf(header, record, micronsPerPixel);
  const differential = countDifferential(cells, classes, head);
  const limit = record?.doubtfulAbove;
  const doubtful = shown.filter(
    ({ doubt, review }) => review === undefined && doubt !== undefined && doubt > (limit ?? Infinity),
  );
  return {
    file,
    pack: header?.pack,
    micronsPerPixel,
    resolutionSource: header?.resolution?.source,
    analysedMm2,
    cells: differential.total,
    cellsPerMm2: analysedMm2 && differential.total / analysedMm2,
    leukocytes: differential.leukocytes,
    unknown: shown.filter(({ label }) => label.name === 'Unknown').length,
    ...(limit === undefined ? {} : { doubtful: doubtful.length }),
    reviewed: shown.filter(({ review }) => review?.confirmed).length,
    classes: classesOf(differential),
  };
}

function areaOf(
  size: { readonly width?: number; readonly height?: number } | undefined,
  record: ResultHeader['run'] | undefined,
  micronsPerPixel: number,
): number | undefined {
  const { width, height } = size ?? {};
  if (width === undefined || height === undefined) return undefined;
  const { minX, minY, maxX, maxY } = analysedRegion({ width, height, ...(record ? { run: record } : {}) });
  const across = Math.max(0, Math.min(width, maxX) - Math.max(0, minX));
  const down = Math.max(0, Math.min(height, maxY) - Math.max(0, minY));
  return (across * down * micronsPerPixel ** 2) / 1e6;
}

function readThreshold(text: string): number {
  const value = Number(/"threshold":([\d.]+)/.exec(text.slice(0, 64 * 1024))?.[1]);
  return value > 0 ? value : 0;
}

function classesOf({ rows }: Differential): ClassSummary[] {
  return rows.map(({ label, count, share, interval, perHundredLeukocytes }) => ({
    name: label.name,
    count,
    ...(share === undefined ? {} : { percent: share * 100 }),
    ...(interval ? { low: interval.low * 100, high: interval.high * 100 } : {}),
    ...(perHundredLeukocytes === undefined ? {} : { perHundredLeukocytes }),
  }));
}

/** The summaries as one table, RFC 4180; numbers with as many digits as a reader needs. Slides that failed have their error alone. */
export function encodeSummaryCsv(rows: readonly (SlideSummary | FailedSlide)[]): string {
  const slides = rows.filter((row): row is SlideSummary => !('failed' in row));
  const kinds = new Map<string, boolean>();
  for (const { name, perHundredLeukocytes } of slides.flatMap(({ classes }) => classes)) {
    kinds.set(name, kinds.get(name) || perHundredLeukocytes !== undefined);
  }
  const columns = [
    ...[
      'Slide',
      'Pack',
      'µm per pixel',
      'Resolution',
      'Analysed mm²',
      'Cells',
      'Cells per mm²',
      'Leukocytes',
    ],
    ...['Unknown', 'Doubtful', 'Reviewed', 'Error'],
    ...[...kinds].flatMap(([name, isOther]) =>
      isOther ? [name, `${name} per 100 leukocytes`] : [name, `${name} %`, `${name} % low`, `${name} % high`],
    ),
  ];
  const lines = rows.map((slide) => {
    if ('failed' in slide) {
      const { file, failed } = slide;
      return columns.map((name) => (name === 'Slide' ? file : name === 'Error' ? failed.message : undefined));
    }
    const met = new Map(slide.classes.map((one) => [one.name, one]));
    return [
      slide.file,
      slide.pack,
      digits(slide.micronsPerPixel, 4),
      slide.resolutionSource ?? 'unknown',
      digits(slide.analysedMm2, 4),
      slide.cells,
      digits(slide.cellsPerMm2, 1),
      slide.leukocytes,
      slide.unknown,
      slide.doubtful,
      slide.reviewed,
      undefined,
      ...[...kinds].flatMap(([name, isOther]) => {
        const one = met.get(name);
        if (isOther) return [one?.count ?? 0, digits(one?.perHundredLeukocytes, 1)];
        return [one?.count ?? 0, digits(one?.percent, 1), digits(one?.low, 1), digits(one?.high, 1)];
      }),
    ];
  });
  return [columns, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function digits(value: number | undefined, decimals: number): string | undefined {
  return value?.toFixed(decimals);
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function field(value: string | number | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
