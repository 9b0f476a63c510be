import { SmearError } from '../domain/errors.js';
import { distinct, integer, isObject, listOf, oneOf, record, text } from '../pack/json-checks.js';
import type { Classifier } from './classifier.js';

export interface CompactTree {
  /** −1 marks a leaf. */
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** Node to go to where the value is smaller than the threshold; else `right`. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Class weights, leaf after leaf in node order. */
  readonly distribution: readonly number[];
}

export interface CompactForest {
  readonly format: 1;
  readonly features: number;
  readonly classes: readonly string[];
  readonly trees: readonly CompactTree[];
}

/** A tree as it is walked: −1 in `feature` marks a leaf, whose class shares begin at `leaf` in `shares`. */
interface OpenTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly leaf: Int32Array;
  /** Divided by the number of trees, so that the sum over the trees is their mean. */
  readonly shares: Float64Array;
}

/**
 * The forest in a pack's `forest.json`, for embeddings of so many numbers. Throws `pack-incompatible`.
 * A probability is the mean over the trees of their leaves' class shares, as in the forest's training
 * (scikit-learn). `ml-random-forest` walks the same trees to the same leaves, which the tests compare, but its
 * `predictProbability` counts votes and so cannot tell a sure leaf from a mixed one.
 */
export function openForest(json: unknown, embedding?: number): Classifier {
  const { classes, features, trees: compact } = checkForest(json);
  if (embedding !== undefined && features !== embedding) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack’s forest.json reads ${features} numbers of each cell, and its models give ${embedding}. Use another pack.`,
    );
  }
  const trees = compact.map((tree) => openTree(tree, classes.length, compact.length));
  return {
    classes,
    classify(embeddings, count) {
      const probabilities = new Float32Array(count * classes.length);
      for (let cell = 0; cell < count; cell++) {
        for (const tree of trees) {
          const leaf = leafOf(tree, embeddings, cell * features);
          for (let kind = 0; kind < classes.length; kind++) {
            const at = cell * classes.length + kind;
            probabilities[at] = (probabilities[at] as number) + (tree.shares[leaf + kind] as number);
          }
        }
      }
      return probabilities;
    },
  };
}

function openTree(tree: CompactTree, classes: number, trees: number): OpenTree {
  const shares = Float64Array.from(tree.distribution);
  const leaf = new Int32Array(tree.feature.length);
  let leaves = 0;
  tree.feature.forEach((feature, node) => {
    if (feature >= 0) return;
    const from = leaves++ * classes;
    const sum = shares.subarray(from, from + classes).reduce((total, weight) => total + weight, 0);
    for (let at = from; at < from + classes; at++) shares[at] = (shares[at] as number) / sum / trees;
    leaf[node] = from;
  });
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    leaf,
    shares,
  };
}

/** Where in the tree's `shares` those of the leaf begin that the row at `row` of `values` comes to. */
function leafOf(
  { feature, threshold, left, right, leaf }: OpenTree,
  values: Float32Array,
  row: number,
): number {
  let node = 0;
  for (let asked = feature[0] as number; asked >= 0; asked = feature[node] as number) {
    const below = (values[row + asked] as number) < (threshold[node] as number);
    node = (below ? left : right)[node] as number;
  }
  return leaf[node] as number;
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
