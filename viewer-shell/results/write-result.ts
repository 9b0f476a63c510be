import {
  encodeGeoJson,
  EXPORT_ENDINGS,
  exportCells,
  fingerprintSlide,
  GeoJsonDecoder,
  type Cell,
  type CellStore,
  type ExportFormat,
  type GeoJsonDecoderOptions,
} from '../../plugin/node-entry.js';
import type { Storage } from '../storage/storage.js';
import { nameOf } from '../storage/storage.js';
import { forgetFailure } from './failure-note.js';
import { readResult } from './read-result.js';
import type { PlannedHeader, ResultHeader } from './result-header.js';
import { beside } from './task.js';

export interface WriteOptions {
  readonly storage: Storage;
  readonly signal?: AbortSignal;
}

/** What is written for one slide. */
export interface Result {
  /** The slide's own place. */
  readonly input: string;
  /** Of the GeoJSON. */
  readonly output: string;
  readonly header: PlannedHeader;
  readonly cells: CellStore;
  readonly formats: readonly ExportFormat[];
}

/**
 * Writes the GeoJSON of a slide, and the other formats before it, so that where it is all are. Gives its header.
 * Abort rejects with the signal's reason. Rejects with `export-failed`, and as `openSlide` where DICOM is asked for.
 */
export async function writeResult(result: Result, options: WriteOptions): Promise<ResultHeader> {
  const { input, output, cells, formats } = result;
  const run = { ...result.header.run, cells: cells.size, counts: countNames(cells) };
  const header = { ...result.header, run };
  const { classes, settings } = run;
  const { embedding } = settings;
  const pieces = () => encodeGeoJson(cells.all(), { header, classes, embedding });
  if (formats.length > 0) {
    const decoder = new GeoJsonDecoder(decoding(header));
    for (const piece of pieces()) decoder.push(piece);
    await writeFormats({ input, output, header, formats }, decoder.end().cells, options);
  }
  await options.storage(output).write(output, pieces(), options.signal);
  await forgetFailure(output, options.storage);
  return header;
}

/** Those of the formats that are not there yet, out of the finished GeoJSON. Rejects as `writeResult`. */
export async function completeFormats(
  result: Omit<Result, 'cells' | 'header'> & { readonly header: ResultHeader },
  { storage, signal }: WriteOptions,
): Promise<void> {
  const missing: ExportFormat[] = [];
  for (const format of wantedFormats(result)) {
    const place = formatPlace(result.output, format);
    if ((await storage(place).size(place, signal)) === undefined) missing.push(format);
  }
  if (missing.length === 0) return;
  const { output, header } = result;
  const { cells } = await readResult(storage(output), output, { ...decoding(header), signal });
  await writeFormats({ ...result, formats: missing }, cells, { storage, signal });
}

function decoding({ run: { classes } }: ResultHeader): GeoJsonDecoderOptions {
  return { classes, newId: () => '', at: '' };
}

/** `cells`: as the GeoJSON says them. All say what it says, so that it does not matter when they are made of it. */
async function writeFormats(
  result: Omit<Result, 'cells' | 'header'> & { readonly header: ResultHeader },
  cells: readonly Cell[],
  { storage, signal }: WriteOptions,
): Promise<void> {
  const { input, output, header } = result;
  const { classes } = header.run;
  for (const format of wantedFormats(result)) {
    const fingerprint =
      format === 'dicom'
        ? await fingerprintOf(input, header.run.settings.page, { storage, signal })
        : undefined;
    const file = await exportCells(format, cells, {
      header: { ...header, run: undefined, fingerprint },
      image: nameOf(input),
      classes,
      now: writingTime(),
      reviewer: '',
      signal,
    });
    const place = formatPlace(output, format);
    await storage(place).write(place, [new Uint8Array(await file.arrayBuffer())], signal);
  }
}

/** DICOM has no way to say that there are no cells. */
function wantedFormats({ formats, header }: { formats: readonly ExportFormat[]; header: ResultHeader }) {
  return formats.filter((format) => format !== 'dicom' || header.run.cells > 0);
}

export function formatPlace(output: string, format: ExportFormat): string {
  return beside(output, EXPORT_ENDINGS[format]);
}

async function fingerprintOf(
  input: string,
  page: number | undefined,
  { storage, signal }: WriteOptions,
): Promise<string> {
  const slide = await storage(input).openSlide(input, { signal, ...(page === undefined ? {} : { page }) });
  try {
    return await fingerprintSlide(slide, { signal });
  } finally {
    slide.dispose();
  }
}

/** DICOM says when it was written; who wants the same bytes again sets SOURCE_DATE_EPOCH (seconds since 1970). */
function writingTime(): Date {
  const fixed = Number(process.env.SOURCE_DATE_EPOCH);
  return process.env.SOURCE_DATE_EPOCH && Number.isFinite(fixed) ? new Date(fixed * 1000) : new Date();
}

function countNames(cells: CellStore): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of cells.all()) counts.set(label.name, (counts.get(label.name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
