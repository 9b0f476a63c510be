import type { SlideReader } from '../slide-reader.js';
import { SmearError } from '../../../models/domain/errors.js';
import type { LevelCandidate } from './tiff-levels.js';

/** Places that are compared, as shares of width and height. */
const PLACES = [
  [0.5, 0.5],
  [0.25, 0.3],
  [0.75, 0.7],
  [0.3, 0.75],
  [0.7, 0.25],
] as const;
const PATCH_PX = 64;
/** Standard deviation of green below which a patch shows nothing to compare. */
const LEAST_CONTRAST = 4;
/** Two views of one place correlate by more than 0.9, those of two fields by nearly nothing. */
const LEAST_CORRELATION = 0.5;

/**
 * Whether a smaller picture of the file shows the same as a larger one, by their pixels at a few places. Where both are
 * empty everywhere they do; where one cannot be read they do not. Abort and network errors pass through.
 */
export async function showsSame(
  open: (levels: readonly LevelCandidate[]) => Promise<SlideReader>,
  larger: LevelCandidate,
  smaller: LevelCandidate,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const readers = await Promise.all([larger, smaller].map((level) => open([{ ...level, downsample: 1 }])));
    const [large, small] = readers as [SlideReader, SlideReader];
    const ratio = smaller.downsample / larger.downsample;
    // Without the padding that either may have, and what rounding left over.
    const content = {
      width: Math.min(small.width, Math.floor(large.width / ratio)),
      height: Math.min(small.height, Math.floor(large.height / ratio)),
    };
    if (content.width < 1 || content.height < 1) return false;
    let alike = 0;
    let unlike = 0;
    for (const place of PLACES) {
      const [one, other] = await Promise.all([
        patchAt(large, content, ratio, place, signal),
        patchAt(small, content, 1, place, signal),
      ]);
      if (Math.max(deviation(one), deviation(other)) < LEAST_CONTRAST) continue;
      if (correlation(one, other) >= LEAST_CORRELATION) alike++;
      else unlike++;
    }
    return alike >= unlike;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SmearError && ['slide-unreadable', 'tile-failed'].includes(error.code)) return false;
    throw error;
  }
}

/** Green of the place, at the smaller picture's scale; `scale` is the reader's pixels per pixel of that one. */
async function patchAt(
  reader: SlideReader,
  content: { readonly width: number; readonly height: number },
  scale: number,
  [x, y]: readonly [number, number],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const [width, height] = [Math.min(PATCH_PX, content.width), Math.min(PATCH_PX, content.height)];
  const minX = Math.floor((content.width - width) * x) * scale;
  const minY = Math.floor((content.height - height) * y) * scale;
  const region = { minX, minY, maxX: minX + width * scale, maxY: minY + height * scale };
  const { data } = await reader.read({ region, width, height }, signal ? { signal } : {});
  return Float64Array.from({ length: width * height }, (_, i) => data[i * 4 + 1] as number);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function correlation(one: Float64Array, other: Float64Array): number {
  const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanOne, meanOther] = [meanOf(one), meanOf(other)];
  let shared = 0;
  for (let i = 0; i < one.length; i++) {
    shared += ((one[i] as number) - meanOne) * ((other[i] as number) - meanOther);
  }
  const spread = deviation(one) * deviation(other) * one.length;
  return spread === 0 ? 0 : shared / spread;
}
