import { SmearError } from '../../models/domain/errors.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import { GeoJsonDecoder, tooLarge, type DecodedGeoJson } from './decode-geojson.js';
import type { DecodeOptions } from './decode-cell.js';

/** Bytes handed on at once: some milliseconds of work. */
const PIECE_BYTES = 64 * 1024;
const MOST_BYTES = 2e9;
/** Outlines shrink to a tenth; a file that unpacks to this many times its size is made to fill the memory. */
const MOST_UNPACKED = 200;
const UNSUSPICIOUS_BYTES = 50e6;

/**
 * Reads a GeoJSON file, gzipped or not, feature by feature and in slices of a few milliseconds between which the
 * page answers; the file is never in memory as a whole. Fails with `import-unreadable` (damaged, not GeoJSON; the
 * message says where) or `import-too-large`. Abort rejects with the signal's reason.
 */
export async function readGeoJson(
  file: Blob,
  { signal, ...options }: DecodeOptions & { readonly signal?: AbortSignal },
): Promise<DecodedGeoJson> {
  const slices = new TimeSlices();
  const decoder = new GeoJsonDecoder(options);
  const packed = await isPacked(file);
  signal?.throwIfAborted();
  const reader = (
    packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  ).getReader();
  let read = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw unreadable(
          packed ? 'its compressed part is damaged or cut short' : 'it is no longer accessible',
          error,
        );
      });
      signal?.throwIfAborted();
      if (done) break;
      read += value.length;
      if (read > MOST_BYTES) throw tooLarge('two gigabytes');
      if (packed && read > UNSUSPICIOUS_BYTES && read > file.size * MOST_UNPACKED) {
        throw tooLarge(`${MOST_UNPACKED} times its own size when unpacked`);
      }
      for (let from = 0; from < value.length; from += PIECE_BYTES) {
        decoder.push(value.subarray(from, from + PIECE_BYTES));
        if (slices.due) await slices.pause(signal);
      }
    }
    return decoder.end();
  } finally {
    // Lets go of the file where reading stops early; it has ended by itself otherwise.
    reader.cancel().catch(() => undefined);
  }
}

/** Told by the first bytes: a name may say anything. */
async function isPacked(file: Blob): Promise<boolean> {
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  } catch (error) {
    throw unreadable('it no longer exists, or access is denied', error);
  }
  if (head[0] === 0x50 && head[1] === 0x4b) {
    throw unreadable('it is a ZIP archive. Unpack it and open the file inside');
  }
  return head[0] === 0x1f && head[1] === 0x8b;
}

function unreadable(why: string, cause?: unknown): SmearError {
  return new SmearError('import-unreadable', `The file cannot be read: ${why}. Nothing was imported.`, {
    cause,
  });
}
