import type { FeatureBatch } from '../layers/feature-batch.js';

export interface Embedded {
  /** `count × embedding` numbers in (−1, 1). */
  readonly embeddings: Float32Array;
  /** Mean squared error of each rebuilt feature on its [−1, 1] scale. */
  readonly errors: Float32Array;
}

/** The autoencoder's network, stage by stage, on whatever computes it. */
export interface AutoencoderStages {
  /** Embeddings and reconstruction errors of instance features. */
  embed(features: FeatureBatch): Promise<Embedded>;
  /** Pictures, `count × imageSize × imageSize × 3` from 0 to 1, of embeddings. */
  draw(embeddings: Float32Array): Promise<Float32Array>;
  /** Embeddings of features that are scaled to [−1, 1] already, `count × size × size × channels`. */
  encodeScaled(scaled: Float32Array): Promise<Float32Array>;
  /** Rebuilt features of embeddings. */
  rebuildFeatures(embeddings: Float32Array): Promise<Float32Array>;
  /** Pictures of rebuilt features. */
  drawFeatures(features: Float32Array): Promise<Float32Array>;
  /** Frees the weights; may be called twice. */
  dispose(): void;
}

/** Kernel strides of the encoder's convolutions and the feature decoder's transposed ones; no padding. */
export const ENCODER_STRIDES = [1, 2, 1, 1, 1, 1];
export const FEATURE_STRIDES = [1, 2, 1];
/** A feature that is the same everywhere is not divided by nothing. */
export const SMALLEST_RANGE = 1e-6;

/** Rows of an embedding and its error, of which those from `count` on are padding. */
export function splitEmbedded(rows: Float32Array, count: number, embedding: number): Embedded {
  const embeddings = new Float32Array(count * embedding);
  const errors = new Float32Array(count);
  for (let cell = 0; cell < count; cell++) {
    const start = cell * (embedding + 1);
    embeddings.set(rows.subarray(start, start + embedding), cell * embedding);
    errors[cell] = rows[start + embedding] as number;
  }
  return { embeddings, errors };
}
