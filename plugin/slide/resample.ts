import type { Box } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { axisWeights, type AxisWeights } from './resample-weights.js';

/**
 * The region of a picture at exactly `width` × `height` pixels.
 *
 * Frame: `region` in pixels of `source`, origin top left, may be fractional, must lie inside.
 * Each axis is averaged over the exact area a result pixel covers where it shrinks (as OpenCV's
 * `INTER_AREA`), and interpolated linearly between pixel centres where it grows (as `INTER_LINEAR`).
 * Halves round to even. The caller owns the result; `source` is left untouched.
 * One resampler for browser, Node and training gives one result everywhere.
 */
export function resampleArea(source: RgbaTile, region: Box, width: number, height: number): RgbaTile {
  const copied = copyRegion(source, region, width, height);
  if (copied) return copied;
  const columns = axisWeights(region.minX, region.maxX, width, source.width);
  const rows = axisWeights(region.minY, region.maxY, height, source.height);
  const stride = width * 4;
  // Rows are narrowed when first needed and given up when no result row needs them: all of them at once would be megabytes
  // of garbage for each tile, and this way they stay in the processor's cache.
  const kept = rows.counts.reduce((most, count) => Math.max(most, count));
  const narrowed = new Float32Array(kept * stride);
  let next = rows.from;
  const data = new Uint8ClampedArray(stride * height);
  const sums = new Float32Array(stride);
  for (let y = 0, w = 0; y < height; y++) {
    sums.fill(0);
    const start = rows.starts[y] as number;
    const end = start + (rows.counts[y] as number);
    for (; next < end; next++) narrowRow(source, next, columns, narrowed, (next % kept) * stride);
    for (let row = start; row < end; row++) {
      const weight = rows.weights[w++] as number;
      let i = (row % kept) * stride;
      for (let x = 0; x < stride; x++, i++) {
        sums[x] = (sums[x] as number) + weight * (narrowed[i] as number);
      }
    }
    data.set(sums, y * stride);
  }
  return { width, height, data };
}

/** Writes a row of the source at the result's width into `narrowed`, from `at` on. */
function narrowRow(
  source: RgbaTile,
  row: number,
  columns: AxisWeights,
  narrowed: Float32Array,
  at: number,
): void {
  // Named once: every pixel of every tile comes through here.
  const { starts, counts, weights } = columns;
  const bytes = source.data;
  const line = row * source.width;
  const width = starts.length;
  let out = at;
  for (let x = 0, w = 0; x < width; x++, out += 4) {
    let i = (line + (starts[x] as number)) * 4;
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (const end = w + (counts[x] as number); w < end; w++, i += 4) {
      const weight = weights[w] as number;
      r += weight * (bytes[i] as number);
      g += weight * (bytes[i + 1] as number);
      b += weight * (bytes[i + 2] as number);
      a += weight * (bytes[i + 3] as number);
    }
    narrowed[out] = r;
    narrowed[out + 1] = g;
    narrowed[out + 2] = b;
    narrowed[out + 3] = a;
  }
}

/** A plain copy where nothing has to be scaled or shifted by parts of a pixel. */
function copyRegion(source: RgbaTile, region: Box, width: number, height: number): RgbaTile | undefined {
  const { minX, minY, maxX, maxY } = region;
  if (maxX - minX !== width || maxY - minY !== height) return undefined;
  if (!Number.isInteger(minX) || !Number.isInteger(minY)) return undefined;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = ((minY + y) * source.width + minX) * 4;
    data.set(source.data.subarray(start, start + width * 4), y * width * 4);
  }
  return { width, height, data };
}
