import type { Heads } from '../../models/classifier/heads-file.js';
import { seededRandom } from '../../models/domain/seeded-random.js';

export interface LaboratoryOptions {
  /** How much wider than in training each kind is scattered. */
  readonly spread?: number;
  /** How far the stain moves every cell, in deviations within a kind. */
  readonly shift?: number;
  /** How far it moves each kind on its own. */
  readonly own?: number;
  readonly seed: number;
}

/** Cells as rows of embeddings, with the kind of each. */
export interface Drawn {
  readonly rows: Float32Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
}

/** Draws cells as another laboratory might see them: a Gaussian for each kind of the pack, moved by the stain. */
export function simulateLaboratory(
  { linear, novelty }: Heads,
  { spread = 1, shift = 0, own = 0, seed }: LaboratoryOptions,
): { readonly classes: readonly string[]; draw(count: number): Drawn } {
  if (!linear || !novelty) throw new Error('The pack says nothing of its classes.');
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const width = novelty.whitening.length;
  const colour = inverse(novelty.whitening);
  const common = Array.from({ length: width }, () => (normal() * shift) / Math.sqrt(width));
  const means = novelty.means.map((mean) =>
    mean.map((value, at) => value + (common[at] as number) + (normal() * own) / Math.sqrt(width)),
  );
  return {
    classes: linear.classes,
    draw(count) {
      const rows = new Float32Array(count * width);
      const kinds = new Uint8Array(count);
      for (let row = 0; row < count; row++) {
        const kind = Math.floor(random() * means.length);
        kinds[row] = kind;
        const white = (means[kind] as readonly number[]).map((value) => value + normal() * spread);
        colour.forEach((line, at) => {
          rows[row * width + at] = line.reduce((sum, value, i) => sum + value * (white[i] as number), 0);
        });
      }
      return { rows, kinds };
    },
  };
}

/** By Gauss and Jordan. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(work[row]?.[column] ?? 0) > Math.abs(work[pivot]?.[column] ?? 0)) pivot = row;
    }
    [work[column], work[pivot]] = [work[pivot] as number[], work[column] as number[]];
    const top = work[column] as number[];
    const lead = top[column] as number;
    for (let j = 0; j < 2 * size; j++) top[j] = (top[j] as number) / lead;
    for (let row = 0; row < size; row++) {
      const line = work[row] as number[];
      const factor = line[column] as number;
      if (row === column || factor === 0) continue;
      for (let j = 0; j < 2 * size; j++) line[j] = (line[j] as number) - factor * (top[j] as number);
    }
  }
  return work.map((row) => row.slice(size));
}
