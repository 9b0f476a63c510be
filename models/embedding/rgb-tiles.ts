import type { RgbaTile } from '../domain/tile.js';

/** The first `count` of a stack of square RGB pictures (values from 0 to 1, row-major) as opaque tiles. */
export function rgbTiles(rgb: Float32Array, side: number, count: number): RgbaTile[] {
  const pixels = side * side;
  return Array.from({ length: count }, (_, index) => {
    const data = new Uint8ClampedArray(pixels * 4).fill(255);
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        data[pixel * 4 + channel] = (rgb[(index * pixels + pixel) * 3 + channel] as number) * 255;
      }
    }
    return { width: side, height: side, data };
  });
}
