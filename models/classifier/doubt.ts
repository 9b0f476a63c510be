import type { CellClass } from '../domain/cell.js';
import { coarseName } from '../domain/class-name.js';
import type { Heads } from './heads-file.js';
import { openLinearHead } from './linear-head.js';
import { nearestDistances } from './novelty.js';
import { sumClasses } from './open-classifier.js';

/** The chance, 0 to 1, that the name which these probabilities give each of `count` cells is wrong. */
export type ScoreDoubt = (
  embeddings: Float32Array,
  /** One per class of the pack, cell after cell. */
  probabilities: Float32Array,
  count: number,
) => Float32Array<ArrayBuffer>;

/** Keeps the logarithm of the odds finite. */
const EDGE = 0.01;

/**
 * Doubt from three views of a cell: how sure the classifier in use is of its likeliest coarse class, how sure the linear
 * head is of that same class, and how far the embedding lies from every class that the models know. Calibrated on
 * laboratories that were left out of training. Absent where the pack has no such head.
 */
export function openDoubt(heads: Heads | undefined, classes: readonly CellClass[]): ScoreDoubt | undefined {
  const { doubt, linear, novelty } = heads ?? {};
  if (!doubt || !linear || !novelty) return undefined;
  const names = classes.map(({ name }) => name);
  const coarse = [...names.keys()].filter((at) => !isFiner(names[at] as string, names));
  const second = sumClasses(openLinearHead(linear), names);
  return (embeddings, probabilities, count) => {
    const others = second.classify(embeddings, count);
    const distances = nearestDistances(novelty, embeddings, count);
    return Float32Array.from({ length: count }, (_, cell) => {
      const row = cell * names.length;
      const chance = (at: number): number => probabilities[row + at] ?? 0;
      const named = coarse.reduce((best, at) => (chance(at) > chance(best) ? at : best), coarse[0] ?? 0);
      const views = [oddsAgainst(chance(named)), oddsAgainst(others[row + named] ?? 0), distances[cell]];
      const sum = views.reduce<number>((total, view, at) => {
        const standard = ((view as number) - (doubt.mean[at] as number)) / (doubt.deviation[at] as number);
        return total + (doubt.weights[at] as number) * standard;
      }, doubt.bias);
      return 1 / (1 + Math.exp(-sum));
    });
  };
}

function isFiner(name: string, names: readonly string[]): boolean {
  return coarseName(name) !== name && names.includes(coarseName(name));
}

function oddsAgainst(probability: number): number {
  return Math.log((1 + EDGE - probability) / (probability + EDGE));
}
