import { GeoJsonDecoder, type DecodedGeoJson, type GeoJsonDecoderOptions } from '../../plugin/node-entry.js';
import type { FileStore } from '../storage/file-store.js';

/** Read at once: a result of many cells is longer than any text can be. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** The cells of a result, read piece by piece. Rejects as `decodeGeoJson` and `FileStore.read` do. */
export async function readResult(
  store: FileStore,
  place: string,
  { signal, ...options }: GeoJsonDecoderOptions & { readonly signal?: AbortSignal },
): Promise<DecodedGeoJson> {
  const size = (await store.size(place, signal)) ?? 0;
  const decoder = new GeoJsonDecoder(options);
  for (let offset = 0; offset < size; offset += PIECE_BYTES) {
    decoder.push(await store.read(place, offset, PIECE_BYTES, signal));
  }
  return decoder.end();
}
