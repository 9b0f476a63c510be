import { Decompress } from 'fzstd';
import { BoundedBytes } from './bounded-bytes.js';

/** Room for the look back that any encoder asks for at its usual levels. */
const USUAL_WINDOW = 8 * 1024 * 1024;
const PIECE_BYTES = 16 * 1024;

/**
 * At most `most` bytes of zstd data; fewer where the data end. Throws where they are damaged, or ask for
 * more memory than the result could need. Source: RFC 8878, section 3.1.1.
 */
export function decodeZstd(data: Uint8Array, most: number): Uint8Array {
  if (windowBytes(data) > Math.max(USUAL_WINDOW, 2 * most)) throw new Error('its zstd data are damaged');
  const out = new BoundedBytes(most);
  const decompress = new Decompress((piece) => out.add(piece));
  try {
    for (let at = 0; at < data.length && !out.full; at += PIECE_BYTES) {
      // A copy, because the decoder keeps a view of what it has not used yet.
      decompress.push(data.slice(at, at + PIECE_BYTES), false);
    }
  } catch (cause) {
    if (out.taken().length === 0) throw new Error('its zstd data are damaged', { cause });
  }
  return out.taken();
}

function windowBytes(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) throw new Error('its zstd data are damaged');
  const descriptor = view.getUint8(4);
  if ((descriptor & 0x20) === 0) {
    const [exponent, mantissa] = [view.getUint8(5) >> 3, view.getUint8(5) & 7];
    const base = 2 ** (10 + exponent);
    return base + (base / 8) * mantissa;
  }
  // One segment: the window is the content.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] as number);
  const size = [1, 2, 4, 8][descriptor >> 6] as number;
  if (at + size > data.length) throw new Error('its zstd data are damaged');
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true) + 256;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
