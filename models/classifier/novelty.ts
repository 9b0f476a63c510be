import type { NoveltyHead } from './heads-file.js';

/**
 * How little each of `count` cells is like those that the models know: its distance from the nearest class in
 * the whitened embedding space and its reconstruction error, each standardised, weighed and added. Above the
 * head's threshold a cell fits nothing.
 */
export function scoreNovelty(
  head: NoveltyHead,
  embeddings: Float32Array,
  reconstructionErrors: Float32Array,
  count: number,
): Float32Array<ArrayBuffer> {
  const { distance, error, weights } = head;
  const [distanceWeight, errorWeight] = weights;
  return Float32Array.from(nearestDistances(head, embeddings, count), (nearest, cell) => {
    const rebuilt = reconstructionErrors[cell] as number;
    return (
      (distanceWeight * (nearest - distance.mean)) / distance.deviation +
      (errorWeight * (rebuilt - error.mean)) / error.deviation
    );
  });
}

/** Distance of each embedding from the nearest class in the whitened space. */
export function nearestDistances(
  { whitening, means }: NoveltyHead,
  embeddings: Float32Array,
  count: number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, cell) => {
    const z = embeddings.subarray(cell * whitening.length, (cell + 1) * whitening.length);
    const white = whitening.map((row) =>
      row.reduce((total, weight, at) => total + weight * (z[at] as number), 0),
    );
    return Math.min(
      ...means.map((mean) => Math.hypot(...mean.map((value, at) => (white[at] as number) - value))),
    );
  });
}
