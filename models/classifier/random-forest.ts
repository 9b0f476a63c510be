import { SmearError } from '../domain/errors.js';
import { distinct, integer, isObject, listOf, oneOf, record, text } from '../pack/json-checks.js';
import type { Classifier } from './classifier.js';
import type { CompactForest, CompactTree } from './compact-forest.js';
import { FlatForest } from './flat-forest.js';

/**
 * The forest in a pack's `forest.json`, for embeddings of so many numbers. Throws `pack-incompatible`.
 * A probability is the mean over the trees of their leaves' class shares, as in the forest's training
 * (scikit-learn). `ml-random-forest` walks the same trees to the same leaves, which the tests compare, but its
 * `predictProbability` counts votes and so cannot tell a sure leaf from a mixed one.
 */
export function openForest(json: unknown, embedding?: number): Classifier {
  const forest = checkForest(json);
  const { classes, features } = forest;
  if (embedding !== undefined && features !== embedding) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack’s forest.json reads ${features} numbers of each cell, and its models give ${embedding}. Use another pack.`,
    );
  }
  const flat = new FlatForest(forest);
  return { classes, classify: (embeddings, count) => flat.classify(embeddings, count) };
}

const MOST_TREES = 10_000;
const MOST_NODES = 4_000_000;
const isForest = record({
  format: oneOf(1),
  features: integer(1, 4096),
  classes: distinct(listOf(text(100), 1, 500)),
  trees: listOf(isObject, 1, MOST_TREES),
});

function checkForest(json: unknown): CompactForest {
  if (
    isForest(json) &&
    (json as CompactForest).trees.every((tree) => isSoundTree(tree, json as CompactForest))
  ) {
    return json as CompactForest;
  }
  throw new SmearError(
    'pack-incompatible',
    'The model pack’s forest.json cannot be read by this version. Use a pack made for this version.',
  );
}

function isSoundTree(tree: CompactTree, { features, classes }: CompactForest): boolean {
  const { feature, threshold, left, right, distribution } = tree;
  if (![feature, threshold, left, right, distribution].every(Array.isArray)) return false;
  const nodes = feature.length;
  if (nodes === 0 || nodes > MOST_NODES) return false;
  if (![threshold, left, right].every((list) => list.length === nodes)) return false;
  const isInner = (child: number | undefined, at: number) =>
    Number.isInteger(child) && (child as number) > at && (child as number) < nodes;
  let leaves = 0;
  for (let at = 0; at < nodes; at++) {
    const asked = feature[at] as number;
    if (!Number.isInteger(asked) || asked < -1 || asked >= features) return false;
    if (asked < 0) leaves++;
    else if (!Number.isFinite(threshold[at]) || !isInner(left[at], at) || !isInner(right[at], at))
      return false;
  }
  return distribution.length === leaves * classes.length && areShares(distribution, classes.length);
}

/** Whether each leaf has weights that are no less than nothing, and one that is more. */
function areShares(distribution: readonly number[], classes: number): boolean {
  for (let from = 0; from < distribution.length; from += classes) {
    let sum = 0;
    for (let at = from; at < from + classes; at++) {
      const weight = distribution[at];
      if (typeof weight !== 'number' || !(weight >= 0)) return false;
      sum += weight;
    }
    if (!(sum > 0 && Number.isFinite(sum))) return false;
  }
  return true;
}
