import type { NoveltyHead } from './heads-file.js';

/**
 * How little each of `count` cells is like those that the models know: its distance from the nearest class in
 * the whitened embedding space and its reconstruction error, each standardised, weighed and added. Above the
 * head's threshold a cell fits nothing.
 */
export function scoreNovelty(
  { whitening, means, distance, error, weights }: NoveltyHead,
  embeddings: Float32Array,
  reconstructionErrors: Float32Array,
  count: number,
): Float32Array<ArrayBuffer> {
  const scores = new Float32Array(count);
  const [distanceWeight, errorWeight] = weights;
  for (let cell = 0; cell < count; cell++) {
    const z = embeddings.subarray(cell * whitening.length, (cell + 1) * whitening.length);
    const white = whitening.map((row) =>
      row.reduce((total, weight, at) => total + weight * (z[at] as number), 0),
    );
    const nearest = Math.min(
      ...means.map((mean) => Math.hypot(...mean.map((value, at) => (white[at] as number) - value))),
    );
    const rebuilt = reconstructionErrors[cell] as number;
    scores[cell] =
      (distanceWeight * (nearest - distance.mean)) / distance.deviation +
      (errorWeight * (rebuilt - error.mean)) / error.deviation;
  }
  return scores;
}
