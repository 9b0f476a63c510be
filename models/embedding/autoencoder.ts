import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { readOnce, type Backend } from '../backend/backend.js';
import { padRows } from '../layers/batches.js';
import { SmearError } from '../domain/errors.js';
import type { RgbaTile } from '../domain/tile.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import type { Pack } from '../pack/pack.js';
import type { Activation, ImageLayer, PackManifest } from '../pack/pack-manifest.js';
import { padAround } from '../layers/padding.js';
import { requireTensor, type Weights } from '../pack/safetensors.js';
import {
  ENCODER_STRIDES,
  FEATURE_STRIDES,
  SMALLEST_RANGE,
  splitEmbedded,
  type AutoencoderStages,
  type Embedded,
} from './autoencoder-stages.js';
import { rgbTiles } from './rgb-tiles.js';
import { RowFiltering } from '../layers/row-filtering.js';
import { depthToSpace, tanh } from '../layers/ways-on-wasm.js';
import { toSubPixel, type SubPixelConvolution } from '../layers/transposed-convolution.js';

/** Pictures decoded at once: their widest layer is the most memory that the pipeline asks for. */
const IMAGES_AT_ONCE = 8;

export type { Embedded } from './autoencoder-stages.js';

export interface Autoencoder {
  /** Embeddings of the cells whose features these are; the features stay the caller's. Rejects with `backend-lost`. */
  embed(features: FeatureBatch, options?: { signal?: AbortSignal }): Promise<Embedded>;
  /** The pictures that `count` embeddings stand for, opaque, `imageSize` a side. Rejects with `backend-lost`. */
  rebuild(embeddings: Float32Array, count: number, options?: { signal?: AbortSignal }): Promise<RgbaTile[]>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

/** The pack's autoencoder network on what computes it. Throws `pack-incompatible`. */
export function openAutoencoderStages(
  { manifest, autoencoder }: Pack,
  { networks }: Backend,
): AutoencoderStages {
  return networks?.autoencoder(manifest, autoencoder) ?? new AutoencoderNetwork(manifest, autoencoder);
}

/** The pack's autoencoder on a backend. Throws `pack-incompatible`. */
export function createAutoencoder(pack: Pack, backend: Backend): Autoencoder {
  const network = openAutoencoderStages(pack, backend);
  return {
    embed: async (features, { signal } = {}) => {
      signal?.throwIfAborted();
      return backend.run(() => network.embed(features));
    },
    rebuild: (embeddings, count, { signal } = {}) =>
      backend.run(() => rebuild(network, pack.manifest, embeddings, count, signal)),
    dispose: () => network.dispose(),
  };
}

async function rebuild(
  network: AutoencoderStages,
  { autoencoder: { embedding, imageSize } }: PackManifest,
  embeddings: Float32Array,
  count: number,
  signal?: AbortSignal,
): Promise<RgbaTile[]> {
  const tiles: RgbaTile[] = [];
  for (let start = 0; start < count; start += IMAGES_AT_ONCE) {
    signal?.throwIfAborted();
    const rows = embeddings.subarray(start * embedding, Math.min(start + IMAGES_AT_ONCE, count) * embedding);
    const rgb = await network.draw(padRows(rows, embedding));
    tiles.push(...rgbTiles(rgb, imageSize, rows.length / embedding));
  }
  return tiles;
}

interface Layer {
  readonly weight: Tensor4D;
  readonly bias: Tensor1D;
  /** Of a transposed convolution; see `SubPixelConvolution`. */
  readonly up?: SubPixelConvolution;
  /** How it is computed with half the products, where that pays. */
  readonly byRows?: RowFiltering;
}

/** The layers that take three quarters of the time; both have 3 × 3 kernels and stride 1. */
const LARGEST = ['encoder.conv1', 'feature.up3'];

interface Norm {
  readonly gain: Tensor1D;
  readonly shift: Tensor1D;
}

/**
 * AE-CFE's autoencoder (Salehi, Sadafi et al., MICCAI 2022) on the active tfjs backend, stage by stage.
 * Weights live on the backend until `dispose`.
 */
export class AutoencoderNetwork implements AutoencoderStages {
  readonly #layers = new Map<string, Layer>();
  readonly #norms = new Map<string, Norm>();
  readonly #manifest: PackManifest;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(manifest: PackManifest, weights: Weights) {
    this.#manifest = manifest;
    for (const key of weights.keys()) {
      if (!key.endsWith('.weight')) continue;
      const name = key.slice(0, -'.weight'.length);
      const weight = requireTensor(weights, key);
      const bias = requireTensor(weights, `${name}.bias`);
      if (weight.shape.length === 1) {
        this.#norms.set(name, { gain: tf.tensor1d(weight.data), shift: tf.tensor1d(bias.data) });
        continue;
      }
      const stride = this.#upStride(name);
      const up = stride === undefined ? undefined : toSubPixel(weight, bias.data, stride);
      const kernel = up?.weight ?? weight;
      const biases = up?.bias ?? bias.data;
      this.#layers.set(name, {
        weight: tf.tensor4d(kernel.data, kernel.shape as [number, number, number, number]),
        bias: tf.tensor1d(biases),
        up,
        byRows: LARGEST.includes(name) ? RowFiltering.open(kernel, biases) : undefined,
      });
    }
  }

  async embed({ count, values }: FeatureBatch): Promise<Embedded> {
    const { embedding } = this.#manifest.autoencoder;
    if (count === 0) return splitEmbedded(new Float32Array(), 0, embedding);
    const rows = await readOnce(() => {
      const { size } = this.#manifest.features;
      const scaled = scaleFeatures(values instanceof Float32Array ? this.#asMaps(values, size) : values);
      const z = this.#encode(scaled);
      const error = tf.mean(tf.squaredDifference(this.#decodeFeature(z), scaled), [1, 2, 3]);
      return tf.concat([tf.reshape(z, [-1, embedding]), tf.reshape(error, [-1, 1])], 1);
    });
    return splitEmbedded(rows, count, embedding);
  }

  async draw(embeddings: Float32Array): Promise<Float32Array> {
    return readOnce(() => this.#decodeImage(this.#decodeFeature(this.#asMaps(embeddings, 1))));
  }

  async encodeScaled(scaled: Float32Array): Promise<Float32Array> {
    return readOnce(() => this.#encode(this.#asMaps(scaled, this.#manifest.features.size)));
  }

  async rebuildFeatures(embeddings: Float32Array): Promise<Float32Array> {
    return readOnce(() => this.#decodeFeature(this.#asMaps(embeddings, 1)));
  }

  async drawFeatures(features: Float32Array): Promise<Float32Array> {
    return readOnce(() => this.#decodeImage(this.#asMaps(features, this.#manifest.features.size)));
  }

  /** Frees the weights; may be called twice. */
  dispose(): void {
    for (const { weight, bias, byRows } of this.#layers.values()) {
      weight.dispose();
      bias.dispose();
      byRows?.dispose();
    }
    for (const { gain, shift } of this.#norms.values()) {
      gain.dispose();
      shift.dispose();
    }
    this.#layers.clear();
    this.#norms.clear();
  }

  #upStride(name: string): number | undefined {
    const [, place] = /^feature\.up(\d+)$/.exec(name) ?? [];
    if (place !== undefined) return FEATURE_STRIDES[Number(place) - 1];
    const layer = this.#manifest.autoencoder.imageLayers.find((candidate) => candidate.name === name);
    return layer?.kind === 'upconv' ? (layer.stride ?? 1) : undefined;
  }

  #asMaps(values: Float32Array, side: number): Tensor4D {
    const { autoencoder, features } = this.#manifest;
    const channels = side === 1 ? autoencoder.embedding : features.channels;
    return tf.tensor4d(values, [values.length / (side * side * channels), side, side, channels]);
  }

  /** `[n, 14, 14, 256]` to `[n, 1, 1, 50]`. */
  #encode(scaled: Tensor4D): Tensor4D {
    const { groups } = this.#manifest.autoencoder;
    let x = scaled;
    ENCODER_STRIDES.forEach((stride, index) => {
      x = this.#convolve(x, `encoder.conv${index + 1}`, stride, 0);
      const count = groups[index];
      if (count !== undefined) x = this.#normAndRelu(x, `encoder.norm${index + 1}`, count);
    });
    return tanh(x);
  }

  /** `[n, 1, 1, 50]` to `[n, 14, 14, 256]`. */
  #decodeFeature(z: Tensor4D): Tensor4D {
    const groups = this.#manifest.autoencoder.featureGroups ?? [];
    let x = z;
    FEATURE_STRIDES.forEach((_, index) => {
      x = this.#upconvolve(x, `feature.up${index + 1}`, 0);
      if (index === FEATURE_STRIDES.length - 1) return;
      const count = groups[index];
      x = count === undefined ? tf.relu(x) : this.#normAndRelu(x, `feature.norm${index + 1}`, count);
    });
    return tanh(x);
  }

  #decodeImage(feature: Tensor4D): Tensor4D {
    return this.#manifest.autoencoder.imageLayers.reduce((x, layer) => this.#imageStep(x, layer), feature);
  }

  #imageStep(x: Tensor4D, { kind, name = '', stride = 1, padding = 0, activation }: ImageLayer): Tensor4D {
    if (kind === 'resize') {
      return tf.image.resizeNearestNeighbor(x, [x.shape[1] * stride, x.shape[2] * stride]);
    }
    if (kind === 'upconv') return activate(this.#upconvolve(x, name, padding), activation);
    return activate(this.#convolve(x, name, stride, padding), activation);
  }

  #convolve(x: Tensor4D, name: string, strides: number, padding: number): Tensor4D {
    const { weight, bias, byRows } = this.#layer(name);
    if (byRows?.suits(x.shape, padding)) return byRows.apply(x, padding);
    const pad = padAround(padding);
    return tf.fused.conv2d({ x, filter: weight, strides, pad, dimRoundingMode: 'floor', bias });
  }

  /** Transposed convolution; `padding` is cut from every side of the result. */
  #upconvolve(x: Tensor4D, name: string, padding: number): Tensor4D {
    const { up } = this.#layer(name);
    if (!up) throw missing(name);
    // Without a stride, what would be cut need not be computed.
    if (up.stride === 1 && padding <= up.border) return this.#convolve(x, name, 1, up.border - padding);
    const spread = this.#convolve(x, name, 1, up.border);
    const laidOut = up.stride === 1 ? spread : depthToSpace(spread, up.stride);
    const cut = 2 * padding + up.surplus;
    if (cut === 0) return laidOut;
    const [count, height, width, channels] = laidOut.shape;
    return tf.slice(laidOut, [0, padding, padding, 0], [count, height - cut, width - cut, channels]);
  }

  #normAndRelu(x: Tensor4D, name: string, groups: number): Tensor4D {
    if (this.#manifest.autoencoder.order === 'conv-relu-norm')
      return this.#groupNorm(tf.relu(x), name, groups);
    return tf.relu(this.#groupNorm(x, name, groups));
  }

  /** Group normalisation (Wu & He, 2018). */
  #groupNorm(x: Tensor4D, name: string, groups: number): Tensor4D {
    const norm = this.#norms.get(name);
    if (!norm) throw missing(name);
    const [count, height, width, channels] = x.shape;
    const grouped = tf.reshape(x, [count, height * width, groups, channels / groups]);
    const mean = tf.mean(grouped, [1, 3], true);
    const variance = tf.mean(tf.squaredDifference(grouped, mean), [1, 3], true);
    // One factor and one summand for each channel, so that the maps are gone through twice instead of four times.
    const inverse = tf.rsqrt(tf.add(variance, this.#manifest.autoencoder.epsilon));
    const factor = tf.mul(inverse, tf.reshape(norm.gain, [1, 1, groups, channels / groups]));
    const summand = tf.sub(tf.reshape(norm.shift, [1, 1, groups, channels / groups]), tf.mul(mean, factor));
    const each = [count, 1, 1, channels];
    return tf.add(tf.mul(x, tf.reshape(factor, each)), tf.reshape(summand, each));
  }

  #layer(name: string): Layer {
    const layer = this.#layers.get(name);
    if (layer) return layer;
    if (this.#layers.size === 0)
      throw new SmearError('disposed', 'The autoencoder was disposed while in use.');
    throw missing(name);
  }
}

/** Each cell's feature brought to [−1, 1] by its own smallest and largest value. */
function scaleFeatures(features: Tensor4D): Tensor4D {
  const flat: Tensor2D = tf.reshape(features, [features.shape[0], -1]);
  const low = tf.min(flat, 1, true);
  const range = tf.maximum(tf.sub(tf.max(flat, 1, true), low), SMALLEST_RANGE);
  const scaled = tf.sub(tf.mul(tf.div(tf.sub(flat, low), range), 2), 1);
  return tf.reshape(scaled, features.shape);
}

function activate(x: Tensor4D, activation: Activation | undefined): Tensor4D {
  if (activation === 'relu') return tf.relu(x);
  if (activation === 'sigmoid') return tf.sigmoid(x);
  return activation === 'tanh' ? tanh(x) : x;
}

function missing(name: string): SmearError {
  return new SmearError(
    'pack-incompatible',
    `The model pack lacks the weights “${name}”. Use a pack made for this version.`,
  );
}
