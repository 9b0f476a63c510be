import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { readOnce, type Backend } from '../backend/backend.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import { SmearError } from '../domain/errors.js';
import type { CellCrops } from '../domain/findings.js';
import { batchFor } from '../layers/batches.js';
import { padAround } from '../layers/padding.js';
import { layerShapes, normaliseCrops, type EncoderStages } from './encoder-stages.js';
import { soften } from './soften.js';
import { mixStain, stainMixing } from './stain-alignment.js';

import type { EncoderBlock, SecondLookManifest } from '../pack/pack-manifest.js';
import { requireTensor, type Weights } from '../pack/safetensors.js';

export interface InstanceEncoder {
  /** Cells that are encoded at a time, so that memory stays bounded. */
  readonly batch: number;
  /**
   * Instance features of at most `batch` crops, brought to one sharpness and stain, for the autoencoder. The caller disposes them.
   * Abort rejects with the signal's reason. Rejects with `invalid-argument`, `backend-lost` or `disposed`.
   */
  encode(crops: CellCrops, options?: { signal?: AbortSignal }): Promise<FeatureBatch>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

/** The widest layer of one crop takes 5 MB. */
const CROPS_AT_ONCE = 8;

/** The pack's encoder network on what computes it. Throws `pack-incompatible`. */
export function openEncoderStages(
  secondLook: SecondLookManifest,
  weights: Weights,
  { networks }: Backend,
): EncoderStages {
  return networks?.encoder(secondLook, weights) ?? new EncoderNetwork(secondLook, weights);
}

/** The pack's instance encoder on a backend. Throws `pack-incompatible` where weights are missing or misshapen. */
export function createInstanceEncoder(
  secondLook: SecondLookManifest,
  weights: Weights,
  backend: Backend,
): InstanceEncoder {
  const network = openEncoderStages(secondLook, weights, backend);
  return {
    batch: CROPS_AT_ONCE,
    encode: async (crops, { signal } = {}) => {
      signal?.throwIfAborted();
      const alike = alikeCrops(crops, secondLook);
      return backend.run(async () => network.encode(alike, secondLook.widthPx));
    },
    dispose: () => network.dispose(),
  };
}

/** Copies of the crops as the encoder knows them: of one sharpness and one stain, as far as the pack asks for it. */
export function alikeCrops(
  crops: CellCrops,
  { widthPx: side, softness, stain }: SecondLookManifest,
): CellCrops {
  if (softness === undefined && !stain) return crops;
  const rgb = crops.rgb.slice();
  const length = side * side * 3;
  for (let start = 0; start + length <= rgb.length; start += length) {
    const data = rgb.subarray(start, start + length);
    if (softness !== undefined) soften(data, side, softness);
    const picture = { data, side, step: 3 } as const;
    const mixing = stain && stainMixing(picture, stain);
    if (mixing) mixStain(picture, mixing, stain.glass);
  }
  return { count: crops.count, rgb };
}

type Activation = 'relu' | 'relu6';

interface Layer {
  readonly weight: Tensor4D;
  readonly bias: Tensor1D;
}

/**
 * A MobileNetV2 trunk (Sandler et al., 2018) cut at stride 16, and a 1×1 convolution to the instance feature, on the
 * active tfjs backend. Batch norm is folded into the weights, which live on the backend until `dispose`.
 */
export class EncoderNetwork implements EncoderStages {
  readonly #layers = new Map<string, Layer>();
  readonly #secondLook: SecondLookManifest;

  /** Throws `pack-incompatible`. */
  constructor(secondLook: SecondLookManifest, weights: Weights) {
    this.#secondLook = secondLook;
    for (const [name, shape] of layerShapes(secondLook)) {
      const { data } = requireTensor(weights, `${name}.weight`, shape);
      const outputs = name.endsWith('.depthwise') ? shape[2] : shape[3];
      const bias = requireTensor(weights, `${name}.bias`, [outputs]).data;
      this.#layers.set(name, { weight: tf.tensor4d(data, [...shape]), bias: tf.tensor1d(bias) });
    }
  }

  encode(crops: CellCrops, side: number): FeatureBatch & { readonly values: Tensor4D } {
    const { count } = crops;
    const { channels, size, normalisation } = this.#secondLook;
    const rows = count === 0 ? 0 : batchFor(count);
    const input = normaliseCrops(crops, side, normalisation, rows);
    const values = tf.tidy(() => {
      if (count === 0) return tf.zeros([0, size, size, channels]) as Tensor4D;
      return this.#run(tf.tensor4d(input, [rows, side, side, 3]));
    });
    return { count, values, dispose: () => values.dispose() };
  }

  async read(crops: CellCrops, side: number): Promise<Float32Array> {
    const batch = this.encode(crops, side);
    try {
      return await readOnce(() => tf.slice(batch.values, 0, crops.count));
    } finally {
      batch.dispose();
    }
  }

  /** Frees the weights; may be called twice. */
  dispose(): void {
    for (const { weight, bias } of this.#layers.values()) {
      weight.dispose();
      bias.dispose();
    }
    this.#layers.clear();
  }

  #run(crops: Tensor4D): Tensor4D {
    let x = this.#convolve(crops, 'stem', 2, 'relu6');
    this.#secondLook.blocks.forEach((block, index) => {
      x = this.#block(x, `blocks.${index}`, block);
    });
    return this.#convolve(x, 'neck', 1, 'relu');
  }

  /** An inverted residual block: widened, filtered channel by channel, narrowed. */
  #block(x: Tensor4D, name: string, [inputs, outputs, , stride]: EncoderBlock): Tensor4D {
    const wide = this.#convolve(x, `${name}.expand`, 1, 'relu6');
    const filtered = this.#filterChannels(wide, `${name}.depthwise`, stride);
    const narrow = this.#convolve(filtered, `${name}.project`, 1);
    return stride === 1 && inputs === outputs ? tf.add<Tensor4D>(x, narrow) : narrow;
  }

  #convolve(x: Tensor4D, name: string, strides: number, activation?: Activation): Tensor4D {
    const { weight, bias } = this.#layer(name);
    const pad = padAround((weight.shape[0] - 1) / 2);
    return tf.fused.conv2d({ x, filter: weight, strides, pad, dimRoundingMode: 'floor', bias, activation });
  }

  #filterChannels(x: Tensor4D, name: string, strides: number): Tensor4D {
    const { weight, bias } = this.#layer(name);
    return tf.fused.depthwiseConv2d({
      x,
      filter: weight,
      strides,
      pad: 1,
      dimRoundingMode: 'floor',
      bias,
      activation: 'relu6',
    });
  }

  #layer(name: string): Layer {
    const layer = this.#layers.get(name);
    if (layer) return layer;
    throw new SmearError('disposed', 'The instance encoder was disposed while in use.');
  }
}
