import { colorAt } from './colormap.js';

/**
 * The colour difference at which the heat map reaches its brightest colour, as a part of full scale.
 * The same for every cell, so that colours can be compared across a slide.
 */
export const FULL_DIFFERENCE = 0.4;

/** From squared RGB difference (0 to 1) to the place on the colour scale (0 to 1). */
export function errorToScale(squaredDifference: number): number {
  return Math.min(1, Math.sqrt(Math.max(0, squaredDifference)) / FULL_DIFFERENCE);
}

/**
 * The error map as straight RGBA, row-major, in the legend's colours.
 * `minAlpha` and `maxAlpha` (0 to 1) let the picture below shine through, where nothing differs and from half the
 * scale on; opaque where they are left out.
 */
export function paintError(error: Float32Array, minAlpha = 1, maxAlpha = 1): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(error.length * 4);
  for (let i = 0; i < error.length; i += 1) {
    const place = errorToScale(error[i] ?? 0);
    const [r, g, b] = colorAt(place);
    pixels[i * 4] = r;
    pixels[i * 4 + 1] = g;
    pixels[i * 4 + 2] = b;
    pixels[i * 4 + 3] = 255 * (minAlpha + (maxAlpha - minAlpha) * Math.min(1, place * 2));
  }
  return pixels;
}
