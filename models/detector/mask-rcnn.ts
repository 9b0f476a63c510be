import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { readOnce } from '../backend/backend.js';
import { padRows } from '../layers/batches.js';
import { SmearError } from '../domain/errors.js';
import type { PackManifest, PyramidLevel } from '../pack/pack-manifest.js';
import { padAround } from '../layers/padding.js';
import type { Weights } from '../pack/safetensors.js';
import { arrangeDetector } from './detector-weights.js';

const LEVELS: readonly PyramidLevel[] = ['p2', 'p3', 'p4', 'p5'];
const FINEST_STRIDE = 4;
const BOX_POOL = 7;
const MASK_POOL = 14;
/** Two logits, then four deltas for the background and four for the cell. */
const BOX_READINGS = 10;

/** Feature maps p2 … p5 of one tile, on the backend. The holder disposes. */
export interface Pyramid {
  readonly levels: Readonly<Record<PyramidLevel, Tensor4D>>;
  dispose(): void;
}

/** RoI features of cells, on the backend, for the autoencoder. The holder disposes; twice is harmless. */
export interface FeatureBatch {
  readonly count: number;
  /** `[count or more, size, size, channels]`; rows from `count` on are padding. */
  readonly tensor: Tensor4D;
  dispose(): void;
}

/** What the box head says of each proposal, row by row. */
export interface BoxReadings {
  /** `[background, cell]` for each box. */
  readonly logits: Float32Array;
  /** Four deltas of the cell class for each box. */
  readonly deltas: Float32Array;
}

interface Layer {
  readonly weight: Tensor;
  readonly bias: Tensor1D;
}

/**
 * Mask R-CNN's network (He et al., 2017) on the active tfjs backend, stage by stage; what lies between the stages
 * is plain TypeScript in the neighbouring files. Boxes are flat `[x1, y1, x2, y2, …]` in tile pixels.
 * Weights live on the backend until `dispose`.
 */
export class MaskRcnn {
  readonly #layers = new Map<string, Layer>();
  readonly #manifest: PackManifest;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(manifest: PackManifest, weights: Weights) {
    this.#manifest = manifest;
    for (const [name, { weight, bias }] of arrangeDetector(manifest, weights)) {
      this.#layers.set(name, { weight: tf.tensor(weight.data, [...weight.shape]), bias: tf.tensor1d(bias) });
    }
  }

  /** Feature maps of a normalised `size × size × 3` input. The caller disposes. */
  pyramid(input: Float32Array, size: number): Pyramid {
    const maps = tf.tidy(() => {
      let x = this.#convolve(tf.tensor(input, [1, size, size, 3]), 'stem.0', 2, 'relu');
      x = this.#convolve(x, 'stem.1', 2, 'relu');
      const stages: Tensor4D[] = [];
      for (const stage of [1, 2, 3, 4]) {
        x = this.#block(x, `stage${stage}.0`, stage === 1 ? 1 : 2);
        x = this.#block(x, `stage${stage}.1`, 1);
        stages.push(x);
      }
      return this.#merge(stages);
    });
    return holdPyramid(maps);
  }

  /** A pyramid of given values, row-major `H × W × channels` per level of a square input. The caller disposes. */
  pyramidFrom(levels: Readonly<Record<PyramidLevel, Float32Array>>): Pyramid {
    const { channels } = this.#manifest.detector;
    const maps = LEVELS.map((level) => {
      const side = Math.sqrt(levels[level].length / channels);
      return tf.tensor(levels[level], [1, side, side, channels]) as Tensor4D;
    });
    return holdPyramid(maps);
  }

  /**
   * The proposal network's rows, level after level, one for each location: the objectness of every anchor shape,
   * then four deltas for each.
   */
  proposals({ levels }: Pyramid): Promise<Float32Array> {
    return readOnce(() => {
      const rows = this.#manifest.detector.anchors.map(({ level }) => {
        const readings = this.#convolve(
          this.#convolve(levels[level], 'rpn.conv', 1, 'relu'),
          'rpn.readings',
          1,
        );
        return tf.reshape(readings, [-1, readings.shape[3]]);
      });
      return tf.concat(rows, 0);
    });
  }

  /** Class logits and deltas of each box. */
  async classify(pyramid: Pyramid, boxes: Float32Array): Promise<BoxReadings> {
    const rows = await readOnce(() =>
      this.#readBoxes(this.#align(pyramid, 'p3', padRows(boxes, 4), BOX_POOL)),
    );
    return splitReadings(rows, boxes.length / 4);
  }

  /** The same from pooled features, `count × 7 × 7 × channels`. */
  async classifyPooled(pooled: Float32Array, count: number): Promise<BoxReadings> {
    return splitReadings(await readOnce(() => this.#readBoxes(asMaps(pooled, count, BOX_POOL))), count);
  }

  /** Probabilities of cell and nucleus, `count × size × size × 2`, on a grid over each box. */
  async masks(pyramid: Pyramid, boxes: Float32Array): Promise<Float32Array> {
    const rows = padRows(boxes, 4);
    const values = await readOnce(() =>
      tf.sigmoid(this.#drawMasks(this.#align(pyramid, 'p2', rows, MASK_POOL))),
    );
    return values.subarray(0, (values.length / rows.length) * boxes.length);
  }

  /** The same before the sigmoid, from pooled features, `count × 14 × 14 × channels`. */
  async maskLogitsPooled(pooled: Float32Array, count: number): Promise<Float32Array> {
    return readOnce(() => this.#drawMasks(asMaps(pooled, count, MASK_POOL)));
  }

  /** One level pooled over each box, `boxes × size × size × channels`. */
  async pool(
    pyramid: Pyramid,
    level: PyramidLevel,
    boxes: Float32Array,
    size: number,
  ): Promise<Float32Array> {
    return readOnce(() => this.#align(pyramid, level, boxes, size));
  }

  /** Values of one feature map, row-major. */
  async read({ levels }: Pyramid, level: PyramidLevel): Promise<Float32Array> {
    return (await levels[level].data()) as Float32Array;
  }

  /** Values of RoI features, `boxes × size × size × channels`. */
  async pooledFeatures(pyramid: Pyramid, boxes: Float32Array): Promise<Float32Array> {
    const batch = this.features(pyramid, boxes);
    try {
      const values = (await batch.tensor.data()) as Float32Array;
      return values.subarray(0, (values.length / batch.tensor.shape[0]) * batch.count);
    } finally {
      batch.dispose();
    }
  }

  /** RoI features of the boxes: all levels pooled and joined. The caller disposes. */
  features(pyramid: Pyramid, boxes: Float32Array): FeatureBatch {
    const { levels, size, channels } = this.#manifest.features;
    const count = boxes.length / 4;
    const rows = padRows(boxes, 4);
    const joined = tf.tidy(() => {
      if (count === 0) return tf.zeros([0, size, size, channels]) as Tensor4D;
      return tf.concat(
        levels.map((level) => this.#align(pyramid, level, rows, size)),
        3,
      );
    });
    return { count, tensor: joined, dispose: () => joined.dispose() };
  }

  /** Frees the weights; may be called twice. */
  dispose(): void {
    for (const { weight, bias } of this.#layers.values()) {
      weight.dispose();
      bias.dispose();
    }
    this.#layers.clear();
  }

  #block(x: Tensor4D, name: string, stride: number): Tensor4D {
    const kept = this.#layers.has(`${name}.project`) ? this.#convolve(x, `${name}.project`, stride) : x;
    const changed = this.#convolve(this.#convolve(x, `${name}.conv1`, stride, 'relu'), `${name}.conv2`, 1);
    return tf.relu(tf.add<Tensor4D>(kept, changed));
  }

  /** Feature pyramid network (Lin et al., 2017): coarse maps enlarged and added to finer ones. */
  #merge(stages: readonly Tensor4D[]): Tensor4D[] {
    const maps: Tensor4D[] = [];
    let above: Tensor4D | undefined;
    for (let index = stages.length - 1; index >= 0; index--) {
      let merged = this.#convolve(stages[index] as Tensor4D, `fpn.lateral${index + 2}`, 1);
      if (above) {
        const [, height, width] = merged.shape;
        merged = tf.add(merged, tf.image.resizeNearestNeighbor(above, [height, width]));
      }
      maps.unshift(this.#convolve(merged, `fpn.output${index + 2}`, 1));
      above = merged;
    }
    return maps;
  }

  /**
   * RoIAlign with two samples a side and half-pixel alignment: `[boxes, size, size, channels]`.
   * cropAndResize reads the sample points; it gives 0 outside the map where the reference repeats the border,
   * so the map grows by one repeated pixel on every side.
   */
  #align(pyramid: Pyramid, level: PyramidLevel, boxes: Float32Array, size: number): Tensor4D {
    const stride = FINEST_STRIDE << LEVELS.indexOf(level);
    const map = tf.mirrorPad(pyramid.levels[level], padAround(1), 'symmetric');
    const samples = size * 2;
    const count = boxes.length / 4;
    const places = tf.tensor2d(roiSamples(boxes, stride, map.shape[1], samples), [count, 4]);
    const sampled = tf.image.cropAndResize(map, places, tf.zeros([count], 'int32'), [samples, samples]);
    return tf.avgPool(sampled, 2, 2, 'valid') as Tensor4D;
  }

  #readBoxes(pooled: Tensor4D): Tensor {
    let x: Tensor2D = tf.reshape(pooled, [pooled.shape[0], -1]);
    for (const name of ['box.fc1', 'box.fc2']) x = this.#connect(x, name, 'relu');
    return this.#connect(x, 'box.readings');
  }

  #drawMasks(pooled: Tensor4D): Tensor4D {
    let x = pooled;
    for (const name of ['mask.conv1', 'mask.conv2', 'mask.conv3']) x = this.#convolve(x, name, 1, 'relu');
    return this.#convolve(tf.depthToSpace(this.#convolve(x, 'mask.up', 1, 'relu'), 2), 'mask.logits', 1);
  }

  #convolve(x: Tensor4D, name: string, strides: number, activation?: 'relu'): Tensor4D {
    const { weight, bias } = this.#layer(name);
    const filter = weight as Tensor4D;
    // Padded explicitly, because TensorFlow's own "same" pads unevenly at stride 2.
    const pad = padAround((filter.shape[0] - 1) / 2);
    return tf.fused.conv2d({ x, filter, strides, pad, dimRoundingMode: 'floor', bias, activation });
  }

  #connect(x: Tensor2D, name: string, activation?: 'relu'): Tensor2D {
    const { weight, bias } = this.#layer(name);
    return tf.fused.matMul({ a: x, b: weight, bias, activation }) as Tensor2D;
  }

  #layer(name: string): Layer {
    const layer = this.#layers.get(name);
    if (layer) return layer;
    if (this.#layers.size === 0) throw new SmearError('disposed', 'The detector was disposed while in use.');
    throw new SmearError(
      'pack-incompatible',
      `The model pack lacks the weights “${name}”. Use a pack made for this version.`,
    );
  }
}

function holdPyramid(maps: readonly Tensor4D[]): Pyramid {
  const [p2, p3, p4, p5] = maps as [Tensor4D, Tensor4D, Tensor4D, Tensor4D];
  return { levels: { p2, p3, p4, p5 }, dispose: () => maps.forEach((map) => map.dispose()) };
}

function splitReadings(rows: Float32Array, count: number): BoxReadings {
  const logits = new Float32Array(count * 2);
  const deltas = new Float32Array(count * 4);
  for (let box = 0; box < count; box++) {
    const row = rows.subarray(box * BOX_READINGS, (box + 1) * BOX_READINGS);
    logits.set(row.subarray(0, 2), box * 2);
    deltas.set(row.subarray(6, 10), box * 4);
  }
  return { logits, deltas };
}

function asMaps(values: Float32Array, count: number, side: number): Tensor4D {
  return tf.tensor4d(values, [count, side, side, values.length / (count * side * side)]);
}

/**
 * Boxes for a cropAndResize to `samples` a side whose points are those of RoIAlign with half-pixel alignment
 * (He et al., 2017; `aligned=True` in torchvision): flat `[y1, x1, y2, x2]`, normalised.
 * `boxes` are flat `[x1, y1, x2, y2]` in tile pixels, `stride` is the feature map's, and `side` its size after
 * one repeated pixel was put on every side.
 */
function roiSamples(boxes: Float32Array, stride: number, side: number, samples: number): Float32Array {
  const corners = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    for (const axis of [0, 1]) {
      // Half a pixel back for the alignment, one on for the repeated pixel.
      const low = (boxes[at + axis] as number) / stride - 0.5 + 1;
      const high = (boxes[at + axis + 2] as number) / stride - 0.5 + 1;
      const half = (high - low) / samples / 2;
      corners[at + 1 - axis] = (low + half) / (side - 1);
      corners[at + 3 - axis] = (high - half) / (side - 1);
    }
  }
  return corners;
}
