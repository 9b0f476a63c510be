import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { PyramidLevel } from '../pack/pack-manifest.js';
import type { Pyramid } from './detector-stages.js';

type Maps = Readonly<Record<PyramidLevel, Tensor4D>>;

/** Feature maps on the backend; the finest may be computed when it is first asked for. */
export class TensorPyramid implements Pyramid {
  readonly #maps: Maps;
  readonly #finish?: (unfinished: Tensor4D) => Tensor4D;
  #finest?: Tensor4D;

  /** With `finish`, `maps.p2` is what it makes p2 of. The maps become the pyramid's. */
  constructor(maps: Maps, finish?: (unfinished: Tensor4D) => Tensor4D) {
    this.#maps = maps;
    this.#finish = finish;
  }

  /** The pyramid's own: nobody else disposes it. */
  level(name: PyramidLevel): Tensor4D {
    const map = this.#maps[name];
    const finish = this.#finish;
    if (name !== 'p2' || !finish) return map;
    return (this.#finest ??= tf.tidy(() => tf.keep(finish(map))));
  }

  /** May be called twice. */
  dispose(): void {
    for (const map of Object.values(this.#maps)) map.dispose();
    this.#finest?.dispose();
  }
}
