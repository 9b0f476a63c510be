import { computesOnWasm } from './ways-on-wasm.js';

/** On graphics cards batches are padded to one of these, so that memory is reused and shaders are compiled once. */
const SIZES = [1, 2, 4, 8, 16, 32, 64];

/** Rows that a batch of `count` is padded to; on wasm an even number, for there every row costs its time. */
export function batchFor(count: number): number {
  if (computesOnWasm()) return count > 1 ? count + (count % 2) : 1;
  return SIZES.find((size) => size >= count) ?? count;
}

/** The rows, `width` numbers each, with the first repeated up to the batch size; the given ones where there are so many. */
export function padRows(rows: Float32Array, width: number): Float32Array {
  const length = batchFor(rows.length / width) * width;
  if (length === rows.length) return rows;
  const padded = new Float32Array(length);
  padded.set(rows);
  for (let at = rows.length; at < padded.length; at += width) padded.set(rows.subarray(0, width), at);
  return padded;
}
