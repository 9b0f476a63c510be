import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { WeightTensor } from '../pack/safetensors.js';
import { padRowsAndColumns } from './padding.js';
import { computesOnWasm } from './ways-on-wasm.js';

/** Four rows of the result from six of the input. */
const ROWS = 4;
const SEEN = 6;
/**
 * Winograd's minimal filtering F(4, 3) (Lavin & Gray, 2016): with these the rows of the input, the taps of the kernel
 * and the products are combined, so that six products do for twelve.
 */
const OF_INPUT = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const OF_KERNEL = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
const OF_PRODUCTS = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];
/** Depthwise convolutions are quick with 3, 4, 9 and 25 taps, and eight times as slow with 6: three of these are zero. */
const TAPS = 9;
/** With fewer channels or products the combining costs more than it saves. */
const LEAST_CHANNELS = 48;
const LEAST_PRODUCTS = 8e6;

type Shape = readonly [number, number, number, number];

/**
 * A 3 × 3 convolution of stride 1 with half the products, for backends that compute on the processor: the same numbers
 * to some millionths of the largest, in two thirds of the time.
 */
export class RowFiltering {
  readonly #kernels: readonly Tensor4D[];
  readonly #bias: Tensor1D;
  readonly #ofInput: readonly Tensor4D[];
  readonly #ofProducts: readonly Tensor4D[];
  readonly #outputs: number;

  private constructor({ shape, data }: WeightTensor, bias: Float32Array) {
    const [, , inputs = 0, outputs = 0] = shape;
    this.#kernels = OF_KERNEL.map((taps) => combineTaps(data, inputs, outputs, taps));
    this.#bias = tf.tensor1d(bias);
    this.#ofInput = OF_INPUT.map((taps) => columnFilter(taps, inputs));
    this.#ofProducts = OF_PRODUCTS.map((taps) => columnFilter(taps, outputs));
    this.#outputs = outputs;
  }

  /** Nothing where it would not pay: on other backends, and for other or narrower kernels. */
  static open(weight: WeightTensor, bias: Float32Array): RowFiltering | undefined {
    const [height, width, inputs = 0, outputs = 0] = weight.shape;
    const pays = height === 3 && width === 3 && Math.min(inputs, outputs) >= LEAST_CHANNELS;
    return pays && computesOnWasm() ? new RowFiltering(weight, bias) : undefined;
  }

  /** Whether the rows of the result come in fours, and are enough of them. */
  suits([count, height, width, inputs]: Shape, padding: number): boolean {
    const [rows, columns] = [height + 2 * padding - 2, width + 2 * padding - 2];
    const products = count * rows * columns * inputs * this.#outputs * 9;
    // With two rows of padding, maps lie one under the other; see `apply`.
    return (padding === 2 ? count * rows : rows) % ROWS === 0 && products >= LEAST_PRODUCTS;
  }

  /** The convolution of maps that suit, with so many zeros around each. */
  apply(x: Tensor4D, padding: number, activation?: 'relu'): Tensor4D {
    const [count, height, width, inputs] = x.shape;
    if (padding < 2 || count === 1) return this.#filter(x, padding, padding, activation);
    // Two rows of zeros serve the map above and the one below: all maps are one column, with no row too many.
    const apart = tf.pad(x, padRowsAndColumns(0, 2));
    const column: Tensor4D = tf.reshape(apart, [1, count * (height + 2), width, inputs]);
    const filtered = this.#filter(column, padding, 0, activation);
    return tf.reshape(filtered, [count, height + 2, width + 2, this.#outputs]);
  }

  dispose(): void {
    for (const tensor of [...this.#kernels, this.#bias, ...this.#ofInput, ...this.#ofProducts]) {
      tensor.dispose();
    }
  }

  #filter(x: Tensor4D, above: number, below: number, activation?: 'relu'): Tensor4D {
    const [count, height, width] = x.shape;
    const sides = Math.max(above, below);
    const [rows, columns] = [(height + above + below - 2) / ROWS, width + 2 * sides - 2];
    const around = zeroRows(above, below + TAPS - SEEN);
    const products = this.#ofInput.map((filter, at) => {
      const combined = tf.depthwiseConv2d(x, filter, [ROWS, 1], around, 'NHWC', 1, 'floor');
      const kernel = this.#kernels[at] as Tensor4D;
      return tf.conv2d(combined, kernel, 1, padRowsAndColumns(0, 0, sides), 'NHWC', 1, 'floor');
    });
    const shape: Shape = [1, SEEN, count * rows * columns, this.#outputs];
    const stacked: Tensor4D = tf.reshape(tf.concat(products, 0), [...shape]);
    const results = this.#ofProducts.map((filter) => {
      const row = tf.fused.depthwiseConv2d({
        x: stacked,
        filter,
        strides: 1,
        pad: zeroRows(0, TAPS - SEEN),
        dimRoundingMode: 'floor',
        bias: this.#bias,
        activation,
      });
      return tf.reshape(row, [1, count * rows, columns * this.#outputs]);
    });
    const woven = tf.transpose(tf.concat(results, 0), [1, 0, 2]);
    return tf.reshape(woven, [count, rows * ROWS, columns, this.#outputs]);
  }
}

/** As a depthwise convolution takes them; tfjs's types do not say that it does. */
function zeroRows(above: number, below: number): 'valid' {
  return padRowsAndColumns(above, below) as unknown as 'valid';
}

/** The kernel's three rows combined into one. */
function combineTaps(data: Float32Array, inputs: number, outputs: number, taps: readonly number[]): Tensor4D {
  const size = 3 * inputs * outputs;
  const [a = 0, b = 0, c = 0] = taps;
  const row = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    row[at] =
      a * (data[at] as number) + b * (data[at + size] as number) + c * (data[at + 2 * size] as number);
  }
  return tf.tensor4d(row, [1, 3, inputs, outputs]);
}

function columnFilter(taps: readonly number[], channels: number): Tensor4D {
  const values = new Float32Array(TAPS * channels);
  taps.forEach((tap, at) => values.fill(tap, at * channels, (at + 1) * channels));
  return tf.tensor4d(values, [TAPS, 1, channels, 1]);
}
