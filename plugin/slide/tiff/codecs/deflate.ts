import { Unzlib } from 'fflate';
import { BoundedBytes } from './bounded-bytes.js';

/** A byte of deflate gives at most 1,032; pieces of this size give at most a megabyte before they are counted. */
const PIECE_BYTES = 1024;

/**
 * At most `most` bytes of zlib data; what can be decoded where the data are cut short or damaged farther on.
 * The caller checks that it is enough. Throws where nothing can be decoded.
 */
export function decodeDeflate(data: Uint8Array, most: number): Uint8Array {
  const out = new BoundedBytes(most);
  const inflate = new Unzlib((piece) => out.add(piece));
  try {
    for (let at = 0; at < data.length && !out.full; at += PIECE_BYTES) {
      inflate.push(data.subarray(at, at + PIECE_BYTES), false);
    }
  } catch (cause) {
    if (out.taken().length === 0) throw new Error('its deflate data are damaged', { cause });
  }
  return out.taken();
}
