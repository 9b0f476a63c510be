import type { CellClass } from '../domain/cell.js';
import { SmearError } from '../domain/errors.js';
import type { Pack } from '../pack.js';
import { calibrate } from './calibrate.js';
import type { Classifier } from './classifier.js';
import { openLinearHead } from './linear-head.js';
import { openForest } from './random-forest.js';
import { sumClasses } from './sum-classes.js';

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
export function openLeaves({ forest, heads }: Pack, head: string = 'forest'): Classifier {
  if (head === 'forest') return calibrate(openForest(forest), heads?.forest?.temperature ?? 1);
  if (head === 'linear' && heads?.linear) return openLinearHead(heads.linear);
  const lacking = head === 'linear' ? 'The model pack has no linear head' : `There is no head “${head}”`;
  throw new SmearError('invalid-argument', `${lacking}. Use “forest”, which every pack has.`);
}

/** The classifier over all classes of a pack. Throws `pack-incompatible` where it names one that is not there. */
export function overClasses(leaves: Classifier, classes: readonly CellClass[]): Classifier {
  const names = classes.map(({ name }) => name);
  const unlisted = leaves.classes.find((name) => !names.includes(name));
  if (unlisted !== undefined) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack names cells “${unlisted}”, which its manifest does not list. Use another pack.`,
    );
  }
  return sumClasses(leaves, names);
}
