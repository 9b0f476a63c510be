import { boxWidth } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { backgroundLight } from '../stain/background-light.js';
import { gainsFor } from '../stain/colour-balance.js';

/** What the network sees: a square of so many pixels a side. As in `models/training/train_field_width.py`. */
const SIDE = 64;
const LAYERS = [
  { channels: 16, stride: 2 },
  { channels: 24, stride: 2 },
  { channels: 32, stride: 2 },
  { channels: 48, stride: 1 },
];
/** Means over so many parts a side go to the last layer. */
const PARTS = 2;
/** The light of the pictures in training: the same rule as the packs'. */
const LIGHT = { percentile: 92, glass: 237, most: 4 };

/**
 * µm per level-0 pixel of a picture of one field or one cell, judged by its whole look; for pictures that show too few red
 * cells to measure. Right within an eighth on four of five single cells of the laboratories that it was trained
 * on. Takes some milliseconds. Abort rejects with the signal's reason; read errors pass through.
 */
export async function resolutionByLook(
  slide: SlideReader,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  const side = Math.min(slide.width, slide.height);
  const [minX, minY] = [(slide.width - side) / 2, (slide.height - side) / 2];
  const region = { minX, minY, maxX: minX + side, maxY: minY + side };
  const tile = await slide.read({ region, width: SIDE, height: SIDE }, signal ? { signal } : {});
  const { FIELD_WIDTH_NUMBERS } = await import('./field-width-numbers.js');
  return Math.exp(fieldWidthLog(inTrainingLight(tile), FIELD_WIDTH_NUMBERS)) / boxWidth(region);
}

function inTrainingLight(tile: RgbaTile): Float32Array {
  const light = backgroundLight([tile], LIGHT.percentile);
  const gains = light ? gainsFor(light, LIGHT) : [1, 1, 1];
  const input = new Float32Array(SIDE * SIDE * 3);
  for (let at = 0; at < input.length; at++) {
    const channel = at % 3;
    const byte = tile.data[((at - channel) / 3) * 4 + channel] as number;
    input[at] = Math.min(255, byte * (gains[channel] as number)) / 255;
  }
  return input;
}

/** The natural logarithm of the width in micrometres; `input` is `64 × 64 × 3`, 0 to 1. */
export function fieldWidthLog(input: Float32Array, numbers: Float32Array): number {
  let [maps, side, inputs, at] = [input, SIDE, 3, 0];
  for (const { channels, stride } of LAYERS) {
    const weights = numbers.subarray(at, (at += 9 * inputs * channels));
    const biases = numbers.subarray(at, (at += channels));
    maps = convolve(maps, side, inputs, weights, biases, stride);
    [side, inputs] = [side / stride, channels];
  }
  const part = side / PARTS;
  let sum = numbers.at(-1) as number;
  for (let pixel = 0; pixel < side * side; pixel++) {
    const place = Math.floor(pixel / side / part) * PARTS + Math.floor((pixel % side) / part);
    for (let channel = 0; channel < inputs; channel++) {
      const weight = numbers[at + place * inputs + channel] as number;
      sum += ((maps[pixel * inputs + channel] as number) * weight) / part ** 2;
    }
  }
  return sum;
}

/** 3×3, one zero around, rectified; maps are `side × side × channels`. */
function convolve(
  maps: Float32Array,
  side: number,
  inputs: number,
  weights: Float32Array,
  biases: Float32Array,
  stride: number,
): Float32Array {
  const outputs = biases.length;
  const wide = side / stride;
  const result = new Float32Array(wide * wide * outputs);
  const sums = new Float32Array(outputs);
  for (let place = 0; place < wide * wide; place++) {
    const top = Math.floor(place / wide) * stride - 1;
    const left = (place % wide) * stride - 1;
    sums.set(biases);
    for (let tap = 0; tap < 9; tap++) {
      const [y, x] = [top + Math.floor(tap / 3), left + (tap % 3)];
      if (y < 0 || x < 0 || y >= side || x >= side) continue;
      const from = (y * side + x) * inputs;
      for (let input = 0; input < inputs; input++) {
        const value = maps[from + input] as number;
        if (value === 0) continue;
        const row = (tap * inputs + input) * outputs;
        for (let output = 0; output < outputs; output++) {
          sums[output] = (sums[output] as number) + value * (weights[row + output] as number);
        }
      }
    }
    for (let output = 0; output < outputs; output++) {
      result[place * outputs + output] = Math.max(0, sums[output] as number);
    }
  }
  return result;
}
