import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of a pack's `heads.json` that says how unlike all known classes an embedding is. */
export interface NoveltyHead {
  readonly whitening: readonly (readonly number[])[];
  /** Whitened already, in the order of `classes`. */
  readonly means: readonly (readonly number[])[];
  readonly classes: readonly string[];
  readonly distance: { readonly mean: number; readonly deviation: number };
  readonly error: { readonly mean: number; readonly deviation: number };
  /** Of the distance and of the error. */
  readonly weights: readonly [number, number];
  readonly threshold: number;
}

/** Undefined where the pack has no such head. */
export async function readNoveltyHead(pack: string): Promise<NoveltyHead | undefined> {
  const text = await readFile(join(pack, 'heads.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as { novelty?: NoveltyHead }).novelty;
}

/**
 * The novelty score of a cell: weighted sum of its standardised distance to the nearest class mean and of
 * its standardised reconstruction error. Higher is stranger. The means of `heldOut`, a coarse class, are
 * left out with those of its finer ones.
 */
export function noveltyScore(
  { whitening, means, classes, distance, error, weights }: NoveltyHead,
  cell: { readonly embedding: readonly number[]; readonly reconstructionError: number },
  heldOut?: string,
): number {
  const white = whitening.map((row) =>
    row.reduce((sum, weight, k) => sum + weight * (cell.embedding[k] as number), 0),
  );
  let nearest = Infinity;
  means.forEach((centre, index) => {
    if (classes[index]?.split(':')[0] === heldOut) return;
    nearest = Math.min(nearest, Math.hypot(...white.map((value, k) => value - (centre[k] as number))));
  });
  return (
    (weights[0] * (nearest - distance.mean)) / distance.deviation +
    (weights[1] * (cell.reconstructionError - error.mean)) / error.deviation
  );
}
