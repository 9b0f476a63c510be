import type { Box } from '../../models/domain/geometry.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from './slide-reader.js';

/**
 * The pixels turned upright: `orientation` says how they are stored, 1 to 8 as in TIFF and EXIF (5 to 8 swap width and
 * height). The tile itself where nothing is to be done; the source is left untouched.
 */
export function turnPixels(tile: RgbaTile, orientation: number): RgbaTile {
  if (!isTurned(orientation)) return tile;
  const { mirrored, flipped, swapped } = steps(orientation);
  const [width, height] = swapped ? [tile.height, tile.width] : [tile.width, tile.height];
  // Pixels that came in a message begin at any byte of it.
  const data = tile.data.byteOffset % 4 === 0 ? tile.data : tile.data.slice();
  const from = new Uint32Array(data.buffer, data.byteOffset, tile.width * tile.height);
  const to = new Uint32Array(width * height);
  for (let y = 0, i = 0; y < tile.height; y++) {
    const row = flipped ? tile.height - 1 - y : y;
    for (let x = 0; x < tile.width; x++, i++) {
      const column = mirrored ? tile.width - 1 - x : x;
      to[swapped ? column * width + row : row * width + column] = from[i] as number;
    }
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) };
}

/** A reader over a slide whose pixels are stored turned or mirrored. It takes the given one over. */
export function createTurnedReader(stored: SlideReader, orientation: number): SlideReader {
  if (!isTurned(orientation)) return stored;
  const { swapped } = steps(orientation);
  const turned = <Size extends { readonly width: number; readonly height: number }>(size: Size): Size =>
    swapped ? { ...size, width: size.height, height: size.width } : size;
  return {
    ...stored,
    ...turned({ width: stored.width, height: stored.height }),
    levels: stored.levels.map(turned),
    async read(request, options) {
      const whole = { width: stored.width, height: stored.height };
      const asked: TileRequest = {
        ...turned(request),
        region: storedRegion(request.region, whole, orientation),
      };
      return turnPixels(await stored.read(asked, options), orientation);
    },
    dispose: () => stored.dispose(),
  };
}

function isTurned(orientation: number): boolean {
  return orientation >= 2 && orientation <= 8;
}

/** What makes stored pixels upright: mirror left and right, then up and down, then swap rows and columns. */
function steps(orientation: number) {
  return {
    mirrored: [2, 3, 7, 8].includes(orientation),
    flipped: [3, 4, 6, 7].includes(orientation),
    swapped: orientation >= 5,
  };
}

/** Where an upright region lies in the stored pixels. */
function storedRegion(
  region: Box,
  { width, height }: { readonly width: number; readonly height: number },
  orientation: number,
): Box {
  const { mirrored, flipped, swapped } = steps(orientation);
  const [minX, maxX, minY, maxY] = swapped
    ? [region.minY, region.maxY, region.minX, region.maxX]
    : [region.minX, region.maxX, region.minY, region.maxY];
  return {
    minX: mirrored ? width - maxX : minX,
    maxX: mirrored ? width - minX : maxX,
    minY: flipped ? height - maxY : minY,
    maxY: flipped ? height - minY : maxY,
  };
}
