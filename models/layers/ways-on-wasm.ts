import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Whether tfjs's wasm computes. Some of its ops take many times as long as others that lead to the same numbers; every
 * choice that rests on this asks here. On graphics cards one op is better than several.
 */
export function computesOnWasm(): boolean {
  return tf.getBackend() === 'wasm';
}

/** The hyperbolic tangent; through the logistic function on wasm, a tenth of the time. */
export function tanh<T extends Tensor>(x: T): T {
  if (!computesOnWasm()) return tf.tanh(x);
  return tf.sub(tf.mul(tf.sigmoid(tf.mul<T>(x, 2)), 2), 1);
}

/**
 * Channels laid out in space: `[n, height, width, stride² × c]` to `[n, stride × height, stride × width, c]`. By a
 * transposition on wasm, an eighth of the time.
 */
export function depthToSpace(x: Tensor4D, stride: number): Tensor4D {
  if (!computesOnWasm()) return tf.depthToSpace(x, stride);
  const [count, height, width, depth] = x.shape;
  const outputs = depth / stride ** 2;
  // Written with all six axes: with neighbouring ones joined it takes four times as long.
  const phases = tf.reshape(x, [count, height, width, stride, stride, outputs]);
  const laidOut = tf.transpose(phases, [0, 1, 3, 2, 4, 5]);
  return tf.reshape(laidOut, [count, height * stride, width * stride, outputs]);
}
