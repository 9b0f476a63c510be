import { seededRandom } from '../../models/domain/seeded-random.js';

/** A figure with its bootstrap 95 % interval. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What was counted: images, cells or pairs, as the figure's own description says. */
  readonly n: number;
}

const ROUNDS = 500;

/** The statistic with every image counted as often as `weights` says. */
export type WeightedStatistic = (weights: Int32Array) => number;

/**
 * The statistic over all images and its percentile bootstrap interval: `count` images are drawn with
 * replacement, 500 times, always the same draws. A draw for which the statistic is no number is left out.
 * `n` is the number of things counted where that is not the number of images.
 */
export function bootstrapImages(count: number, statistic: WeightedStatistic, n = count): Figure {
  const random = seededRandom(1);
  const values: number[] = [];
  const weights = new Int32Array(count);
  for (let round = 0; round < ROUNDS && count > 0; round++) {
    weights.fill(0);
    for (let i = 0; i < count; i++) {
      const drawn = Math.floor(random() * count);
      weights[drawn] = (weights[drawn] as number) + 1;
    }
    const value = statistic(weights);
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return { value: statistic(weights.fill(1)), low: at(0.025), high: at(0.975), n };
}

/** `bootstrapImages` for a statistic of items, each of which comes from the image with the index `image`. */
export function bootstrapItems<T extends { readonly image: number }>(
  images: number,
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
): Figure {
  const drawn = (weights: Int32Array): T[] =>
    items.flatMap((item) => Array.from({ length: weights[item.image] ?? 0 }, () => item));
  return bootstrapImages(images, (weights) => statistic(drawn(weights)), items.length);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, the mean of the two middle ones of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return mean([sorted[Math.floor(half - 0.5)] ?? NaN, sorted[Math.floor(half)] ?? NaN]);
}
