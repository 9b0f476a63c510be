import { VERSION, type Box, type GeoJsonHeader, type RunRecord } from '../../plugin/node-entry.js';
import type { FileStore } from '../storage/file-store.js';
import type { RunSettings } from './task.js';

/** A header of the command line's own files. */
export type ResultHeader = GeoJsonHeader & { readonly run: RunRecord };
/** The same before it is known what was found. */
export type PlannedHeader = Omit<GeoJsonHeader, 'run'> & {
  readonly run: Omit<RunRecord, 'cells' | 'counts'>;
};

const HEAD_BYTES = 64 * 1024;
const BEGIN = '{"type":"FeatureCollection","smearlens":';
const END = ',"features":[';

/** The header of a finished result; `undefined` where there is none, or none of ours. Rejects where nobody can tell. */
export async function readResultHeader(
  store: FileStore,
  place: string,
  signal?: AbortSignal,
): Promise<ResultHeader | undefined> {
  const head = await readHead(store, place, signal);
  const end = head.indexOf(END);
  if (!head.startsWith(BEGIN) || end < 0) return undefined;
  const header = parseJson(head.slice(BEGIN.length, end)) as ResultHeader | undefined;
  return header?.run ? header : undefined;
}

/** The first 64 KiB as text; empty where there is no file. */
export async function readHead(store: FileStore, place: string, signal?: AbortSignal): Promise<string> {
  const size = await store.size(place, signal);
  if (size === undefined || size === 0) return '';
  return new TextDecoder().decode(await store.read(place, 0, HEAD_BYTES, signal));
}

/** The part of the slide that was analysed, level-0 pixels. */
export function analysedRegion({
  run,
  width,
  height,
}: Pick<GeoJsonHeader, 'width' | 'height'> & {
  readonly run?: Pick<RunRecord, 'settings' | 'monolayer'>;
}): Box {
  return run?.monolayer ?? run?.settings.region ?? { minX: 0, minY: 0, maxX: width, maxY: height };
}

/** Whether a file with this header is what a run over the same bytes with the same models and settings would write. */
export function isResultOf(
  { version, packHash, run }: PlannedHeader,
  wanted: { readonly input: string; readonly packHash: string; readonly settings: RunSettings },
): boolean {
  return (
    version === VERSION &&
    packHash === wanted.packHash &&
    run.input === wanted.input &&
    JSON.stringify(run.settings) === JSON.stringify(wanted.settings)
  );
}

/** `undefined` for what is no JSON: not ours, or damaged, and then it is made anew. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
