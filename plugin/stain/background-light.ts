import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, boxHeight, boxWidth } from '../../models/domain/geometry.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Longest side of the picture of the whole slide on which the light is read. */
const OVERVIEW_PX = 512;
/** Side of the parts that are read one by one where the slide cannot be read as a whole. */
const PART_PX = 64;

/** Red, green and blue, 0 to 255. */
export type Light = readonly [red: number, green: number, blue: number];

/**
 * The light that comes through empty glass: per channel the `percentile`-th percentile (0 to 100) of the
 * slide's opaque pixels, the whole slide seen at no more than 512 pixels a side; `undefined` where nothing
 * is opaque. A slide of which a part cannot be read is judged by the rest.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read`.
 */
export async function readBackgroundLight(
  slide: SlideReader,
  percentile: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Light | undefined> {
  return backgroundLight(await readOverview(slide, options), percentile);
}

/** The same of pixels at hand. Interpolates between ranks as numpy's default does. */
export function backgroundLight(tiles: readonly RgbaTile[], percentile: number): Light | undefined {
  const [reds, greens, blues] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let opaque = 0;
  // No call for each pixel: there are hundreds of thousands.
  for (const { data } of tiles) {
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 0) continue;
      opaque++;
      countByte(reds, data[at] as number);
      countByte(greens, data[at + 1] as number);
      countByte(blues, data[at + 2] as number);
    }
  }
  if (opaque === 0) return undefined;
  const rank = (percentile / 100) * (opaque - 1);
  const [red = 0, green = 0, blue = 0] = [reds, greens, blues].map((count) => {
    const below = valueAtRank(count, Math.floor(rank));
    const above = valueAtRank(count, Math.ceil(rank));
    return below + (above - below) * (rank - Math.floor(rank));
  });
  return [red, green, blue];
}

/** One more of this byte. */
export function countByte(counts: Uint32Array, byte: number): void {
  counts[byte] = (counts[byte] as number) + 1;
}

/** The value at this place, from 0, of the sorted bytes that the histogram counts. */
function valueAtRank(counts: Uint32Array, rank: number): number {
  let seen = 0;
  return counts.findIndex((count) => (seen += count) > rank);
}

async function readOverview(
  slide: SlideReader,
  options: { readonly signal?: AbortSignal },
): Promise<RgbaTile[]> {
  const whole = overviewRequest(slide, OVERVIEW_PX);
  try {
    return [await slide.read(whole, options)];
  } catch (error) {
    if (!isPartFailure(error)) throw error;
    return readParts(slide, whole, options, error);
  }
}

/** All of the slide, at no more than this many pixels a side and never enlarged. */
export function overviewRequest(
  { width, height }: Pick<SlideReader, 'width' | 'height'>,
  longestPx: number,
): TileRequest {
  const scale = Math.min(1, longestPx / Math.max(width, height));
  return {
    region: fullExtent({ width, height }),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The parts of the request that can be read; rejects with the first failure where none can. */
async function readParts(
  slide: SlideReader,
  { region, width, height }: TileRequest,
  options: { readonly signal?: AbortSignal },
  failure: unknown,
): Promise<RgbaTile[]> {
  const [stepX, stepY] = [boxWidth(region) / width, boxHeight(region) / height];
  const parts: RgbaTile[] = [];
  for (let top = 0; top < height; top += PART_PX) {
    for (let left = 0; left < width; left += PART_PX) {
      const [right, bottom] = [Math.min(width, left + PART_PX), Math.min(height, top + PART_PX)];
      const part = {
        minX: left * stepX,
        minY: top * stepY,
        maxX: right === width ? region.maxX : right * stepX,
        maxY: bottom === height ? region.maxY : bottom * stepY,
      };
      try {
        parts.push(await slide.read({ region: part, width: right - left, height: bottom - top }, options));
      } catch (error) {
        if (!isPartFailure(error)) throw error;
      }
    }
  }
  if (parts.length === 0) throw failure;
  return parts;
}

/** Whether one part of the slide is at fault, and the rest may be read. */
export function isPartFailure(error: unknown): boolean {
  return error instanceof SmearError && error.code === 'tile-failed';
}
