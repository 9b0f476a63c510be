import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Instance features of cells, for the autoencoder. The holder disposes; twice is harmless. */
export interface FeatureBatch {
  readonly count: number;
  /**
   * `[count or more, size, size, channels]`, row-major; rows from `count` on are padding. On the backend where tfjs
   * computes, so that they need not be read back.
   */
  readonly values: Tensor4D | Float32Array;
  dispose(): void;
}
