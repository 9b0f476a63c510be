import { TimeSlices } from '../scheduling/time-slices.js';
import type { Cell } from '../../models/domain/cell.js';
import { encodeGeoJson, type GeoJsonOptions } from './geojson.js';

/**
 * The cells as a GeoJSON file, written in slices of a few milliseconds between which the page answers.
 * Cells that change meanwhile are written as they were handed in. Abort rejects with the signal's reason.
 */
export function writeGeoJson(
  cells: readonly Cell[],
  options: GeoJsonOptions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Blob> {
  return writePieces(encodeGeoJson(cells, options), 'application/geo+json', signal);
}

const CHUNK_LETTERS = 1 << 18;

/**
 * The same as a stream of UTF-8, encoded only as fast as it is taken: however many cells there are, it needs the same
 * memory beside them. To be piped into a file's writable or a request; `readGeoJson` reads it back cell by cell.
 */
export function streamGeoJson(
  cells: Iterable<Cell>,
  options: GeoJsonOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = encodeGeoJson(cells, options);
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      let text = '';
      while (text.length < CHUNK_LETTERS) {
        const { done, value } = pieces.next();
        if (done) break;
        text += value;
      }
      if (text === '') controller.close();
      else controller.enqueue(encoder.encode(text));
    },
    cancel: () => void pieces.return(),
  });
}

/**
 * The pieces as one file, encoded in slices of a few milliseconds between which the page answers.
 * Abort rejects with the signal's reason.
 */
export async function writePieces(
  pieces: Iterable<string>,
  type: string,
  signal?: AbortSignal,
): Promise<Blob> {
  const slices = new TimeSlices();
  const parts: Blob[] = [];
  let texts: string[] = [];
  for (const piece of pieces) {
    texts.push(piece);
    if (!slices.due) continue;
    // A Blob for each slice: one of all pieces at the end would encode the whole file in one task. Of one text, since
    // Node reads a Blob back part by part.
    parts.push(new Blob([texts.join('')]));
    texts = [];
    await slices.pause(signal);
  }
  return new Blob([...parts, ...texts], { type });
}
