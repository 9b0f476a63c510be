import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { readOnce } from '../backend/backend.js';
import { padRows } from '../layers/batches.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import { SmearError } from '../domain/errors.js';
import type { PackManifest, PyramidLevel } from '../pack/pack-manifest.js';
import { padAround } from '../layers/padding.js';
import { RowFiltering } from '../layers/row-filtering.js';
import { depthToSpace } from '../layers/ways-on-wasm.js';
import type { Weights } from '../pack/safetensors.js';
import { splitReadings, type BoxReadings, type DetectorStages } from './detector-stages.js';
import { arrangeDetector } from './detector-weights.js';
import { TensorPyramid } from './tensor-pyramid.js';

const LEVELS: readonly PyramidLevel[] = ['p2', 'p3', 'p4', 'p5'];
const FINEST_STRIDE = 4;
const BOX_POOL = 7;
const MASK_POOL = 14;

interface Layer {
  readonly weight: Tensor;
  readonly bias: Tensor1D;
  /** How it is computed with half the products, where that pays. */
  readonly byRows?: RowFiltering;
}

/** The first convolutions of the stages halve the map, and so cannot be computed by rows. */
const HALVING = /^stage[234]\.0\.conv1$/;

/** The detector's network on the active tfjs backend. Weights live there until `dispose`. */
export class MaskRcnn implements DetectorStages {
  readonly #layers = new Map<string, Layer>();
  readonly #manifest: PackManifest;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(manifest: PackManifest, weights: Weights) {
    this.#manifest = manifest;
    for (const [name, { weight, bias }] of arrangeDetector(manifest, weights)) {
      const byRows = HALVING.test(name) ? undefined : RowFiltering.open(weight, bias);
      this.#layers.set(name, {
        weight: tf.tensor(weight.data, [...weight.shape]),
        bias: tf.tensor1d(bias),
        byRows,
      });
    }
  }

  pyramid(input: Float32Array, size: number): TensorPyramid {
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
    // The finest map takes a quarter of the time and serves the outlines alone: tiles without cells go without it.
    return new TensorPyramid(byLevel(maps), (finest) => this.#convolve(finest, 'fpn.output2', 1));
  }

  pyramidFrom(levels: Readonly<Record<PyramidLevel, Float32Array>>): TensorPyramid {
    const { channels } = this.#manifest.detector;
    const maps = LEVELS.map((level) => {
      const side = Math.sqrt(levels[level].length / channels);
      return tf.tensor(levels[level], [1, side, side, channels]) as Tensor4D;
    });
    return new TensorPyramid(byLevel(maps));
  }

  proposals(pyramid: TensorPyramid): Promise<Float32Array> {
    return readOnce(() => {
      const rows = this.#manifest.detector.anchors.map(({ level }) => {
        const readings = this.#convolve(
          this.#convolve(pyramid.level(level), 'rpn.conv', 1, 'relu'),
          'rpn.readings',
          1,
        );
        return tf.reshape(readings, [-1, readings.shape[3]]);
      });
      return tf.concat(rows, 0);
    });
  }

  async classify(pyramid: TensorPyramid, boxes: Float32Array): Promise<BoxReadings> {
    const rows = await readOnce(() =>
      this.#readBoxes(this.#align(pyramid, 'p3', padRows(boxes, 4), BOX_POOL)),
    );
    return splitReadings(rows, boxes.length / 4);
  }

  async classifyPooled(pooled: Float32Array, count: number): Promise<BoxReadings> {
    return splitReadings(await readOnce(() => this.#readBoxes(asMaps(pooled, count, BOX_POOL))), count);
  }

  async masks(pyramid: TensorPyramid, boxes: Float32Array): Promise<Float32Array> {
    const rows = padRows(boxes, 4);
    const values = await readOnce(() =>
      tf.sigmoid(this.#drawMasks(this.#align(pyramid, 'p2', rows, MASK_POOL))),
    );
    return values.subarray(0, (values.length / rows.length) * boxes.length);
  }

  async maskLogitsPooled(pooled: Float32Array, count: number): Promise<Float32Array> {
    return readOnce(() => this.#drawMasks(asMaps(pooled, count, MASK_POOL)));
  }

  async pool(
    pyramid: TensorPyramid,
    level: PyramidLevel,
    boxes: Float32Array,
    size: number,
  ): Promise<Float32Array> {
    return readOnce(() => this.#align(pyramid, level, boxes, size));
  }

  async read(pyramid: TensorPyramid, level: PyramidLevel): Promise<Float32Array> {
    return (await pyramid.level(level).data()) as Float32Array;
  }

  async pooledFeatures(pyramid: TensorPyramid, boxes: Float32Array): Promise<Float32Array> {
    const batch = this.features(pyramid, boxes);
    try {
      const values = (await batch.values.data()) as Float32Array;
      return values.subarray(0, (values.length / batch.values.shape[0]) * batch.count);
    } finally {
      batch.dispose();
    }
  }

  features(pyramid: TensorPyramid, boxes: Float32Array): FeatureBatch & { readonly values: Tensor4D } {
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
    return { count, values: joined, dispose: () => joined.dispose() };
  }

  dispose(): void {
    for (const { weight, bias, byRows } of this.#layers.values()) {
      weight.dispose();
      bias.dispose();
      byRows?.dispose();
    }
    this.#layers.clear();
  }

  #block(x: Tensor4D, name: string, stride: number): Tensor4D {
    const kept = this.#layers.has(`${name}.project`) ? this.#convolve(x, `${name}.project`, stride) : x;
    const changed = this.#convolve(this.#convolve(x, `${name}.conv1`, stride, 'relu'), `${name}.conv2`, 1);
    return tf.relu(tf.add<Tensor4D>(kept, changed));
  }

  /** Feature pyramid network (Lin et al., 2017): coarse maps enlarged and added to finer ones. The finest is left unfinished. */
  #merge(stages: readonly Tensor4D[]): Tensor4D[] {
    const maps: Tensor4D[] = [];
    let above: Tensor4D | undefined;
    for (let index = stages.length - 1; index >= 0; index--) {
      let merged = this.#convolve(stages[index] as Tensor4D, `fpn.lateral${index + 2}`, 1);
      if (above) {
        const [, height, width] = merged.shape;
        merged = tf.add(merged, tf.image.resizeNearestNeighbor(above, [height, width]));
      }
      maps.unshift(index === 0 ? merged : this.#convolve(merged, `fpn.output${index + 2}`, 1));
      above = merged;
    }
    return maps;
  }

  /**
   * RoIAlign with two samples a side and half-pixel alignment: `[boxes, size, size, channels]`.
   * cropAndResize reads the sample points; it gives 0 outside the map where the reference repeats the border,
   * so the map grows by one repeated pixel on every side.
   */
  #align(pyramid: TensorPyramid, level: PyramidLevel, boxes: Float32Array, size: number): Tensor4D {
    const stride = FINEST_STRIDE << LEVELS.indexOf(level);
    const map = tf.mirrorPad(pyramid.level(level), padAround(1), 'symmetric');
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
    const up = this.#convolve(x, 'mask.up', 1, 'relu');
    const [count, height, width, channels] = up.shape;
    // The last layer looks at single pixels, so only its few results need laying out in space.
    const pixels: Tensor4D = tf.reshape(up, [count, height, width * 4, channels / 4]);
    const logits = this.#convolve(pixels, 'mask.logits', 1);
    return depthToSpace(tf.reshape(logits, [count, height, width, logits.shape[3] * 4]), 2);
  }

  #convolve(x: Tensor4D, name: string, strides: number, activation?: 'relu'): Tensor4D {
    const { weight, bias, byRows } = this.#layer(name);
    const filter = weight as Tensor4D;
    // Padded explicitly, because TensorFlow's own "same" pads unevenly at stride 2.
    const padding = (filter.shape[0] - 1) / 2;
    if (byRows?.suits(x.shape, padding)) return byRows.apply(x, padding, activation);
    const pad = padAround(padding);
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

function byLevel(maps: readonly Tensor4D[]): Readonly<Record<PyramidLevel, Tensor4D>> {
  const [p2, p3, p4, p5] = maps as [Tensor4D, Tensor4D, Tensor4D, Tensor4D];
  return { p2, p3, p4, p5 };
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
