import type { CellClass } from '../domain/cell.js';
import { SmearError } from '../domain/errors.js';
import type { Pack } from '../pack/pack.js';
import type { Classifier } from './classifier.js';
import { openLinearHead } from './linear-head.js';
import { openForest } from './random-forest.js';

/** What names the cells: the random forest, or logistic regression. */
export type HeadName = 'forest' | 'linear';

/**
 * The pack's forest or linear head, calibrated where the pack says how, over all classes of the pack: the
 * probability of a coarse class is the sum over its finer ones.
 * Throws `pack-incompatible`, or `invalid-argument` where the pack has no such head.
 */
export function openClassifier(pack: Pack, head?: string): Classifier {
  return overClasses(openLeaves(pack, head), pack.manifest.classes);
}

/** The same over the finest classes alone, before they are summed. */
export function openLeaves({ forest, heads, manifest }: Pack, head: string = 'forest'): Classifier {
  if (head === 'forest')
    return calibrate(openForest(forest, manifest.autoencoder.embedding), heads?.forest?.temperature ?? 1);
  if (head === 'linear' && heads?.linear) return openLinearHead(heads.linear);
  const lacking =
    head === 'linear' ? 'The model pack has no linear classifier' : `Unknown classifier “${head}”`;
  throw new SmearError('invalid-argument', `${lacking}. Use “forest”, which every pack has.`);
}

/** The classifier over all classes of a pack. Throws `pack-incompatible` where it names one that is not there. */
export function overClasses(leaves: Classifier, classes: readonly CellClass[]): Classifier {
  const names = classes.map(({ name }) => name);
  const unlisted = leaves.classes.find((name) => !names.includes(name));
  if (unlisted !== undefined) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack contains the class “${unlisted}”, which its manifest does not list. Use another pack.`,
    );
  }
  return sumClasses(leaves, names);
}

/**
 * The classifier with its probabilities raised to `1 / temperature` and made to sum to 1 again: above 1 it
 * becomes less certain, below 1 more certain (temperature scaling, Guo et al., 2017).
 */
export function calibrate(classifier: Classifier, temperature: number): Classifier {
  if (temperature === 1) return classifier;
  const { classes } = classifier;
  return {
    classes,
    classify(embeddings, count) {
      const probabilities = classifier.classify(embeddings, count);
      for (let cell = 0; cell < count; cell++) {
        const row = probabilities.subarray(cell * classes.length, (cell + 1) * classes.length);
        // Beside the highest first, for high powers of small numbers vanish.
        const highest = Math.max(...row);
        const powers = Array.from(row, (value) => (value / highest) ** (1 / temperature));
        const sum = powers.reduce((total, value) => total + value, 0);
        row.set(powers.map((value) => value / sum));
      }
      return probabilities;
    },
  };
}

/**
 * The classifier over other classes: the probability of each is the sum over those of the classifier's own
 * that are the same or finer (`Neutrophil: Band` is finer than `Neutrophil`).
 */
export function sumClasses(leaves: Classifier, classes: readonly string[]): Classifier {
  const parts = classes.map((name) =>
    leaves.classes.flatMap((leaf, at) => (leaf === name || leaf.startsWith(`${name}:`) ? [at] : [])),
  );
  const width = leaves.classes.length;
  return {
    classes,
    classify(embeddings, count) {
      const own = leaves.classify(embeddings, count);
      const sums = new Float32Array(count * classes.length);
      for (let cell = 0; cell < count; cell++) {
        parts.forEach((places, kind) => {
          const sum = places.reduce((total, at) => total + (own[cell * width + at] as number), 0);
          sums[cell * classes.length + kind] = sum;
        });
      }
      return sums;
    },
  };
}
