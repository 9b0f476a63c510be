import { SmearError } from '../domain/errors.js';
import type { RgbaTile } from '../domain/tile.js';

const RADIUS_PX = 2;

/**
 * Where a rebuilt picture differs from the real crop: `width * height` squared RGB differences, row-major, each the mean of the
 * three channels on a scale from 0 to 1, smoothed by two 5×5 box filters so that single edges do not glitter.
 * Both pictures must have the same size, else `invalid-argument`. Alpha is not looked at.
 */
export function errorMap(crop: RgbaTile, rebuilt: RgbaTile): Float32Array {
  const { width, height } = crop;
  if (rebuilt.width !== width || rebuilt.height !== height) {
    throw new SmearError(
      'invalid-argument',
      `A crop of ${width}×${height} cannot be compared with an image of ${rebuilt.width}×${rebuilt.height}. Both must have the same size.`,
    );
  }
  const errors = new Float32Array(width * height);
  for (let pixel = 0; pixel < errors.length; pixel++) {
    let sum = 0;
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 4 + channel;
      sum += ((crop.data[at] as number) - (rebuilt.data[at] as number)) ** 2;
    }
    errors[pixel] = sum / (3 * 255 * 255);
  }
  for (let pass = 0; pass < 2; pass++) {
    smoothLines(errors, width, height, 1, width);
    smoothLines(errors, height, width, width, 1);
  }
  return errors;
}

/** Mean over `2 * RADIUS_PX + 1` neighbours along each line, fewer at its ends, in place. */
function smoothLines(values: Float32Array, length: number, lines: number, step: number, between: number) {
  const line = new Float32Array(length);
  for (let number = 0; number < lines; number++) {
    const start = number * between;
    for (let at = 0; at < length; at++) line[at] = values[start + at * step] as number;
    for (let at = 0; at < length; at++) {
      const from = Math.max(0, at - RADIUS_PX);
      const to = Math.min(length - 1, at + RADIUS_PX);
      let sum = 0;
      for (let near = from; near <= to; near++) sum += line[near] as number;
      values[start + at * step] = sum / (to - from + 1);
    }
  }
}
