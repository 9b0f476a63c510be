import { RandomForestClassifier } from 'ml-random-forest';
import { SmearError } from '../domain/errors.js';
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

/** A node in the layout that ml-cart saves and loads. */
type SavedNode =
  | { readonly distribution: readonly (readonly number[])[] }
  | {
      readonly splitColumn: number;
      readonly splitValue: number;
      readonly gain: number;
      readonly left: SavedNode;
      readonly right: SavedNode;
    };

/** What ml-random-forest holds inside, as far as it is used here. */
interface LoadedForest {
  readonly estimators: readonly {
    readonly root: { classify(row: ArrayLike<number>): { get(row: number, column: number): number } };
  }[];
}

/**
 * The forest in a pack's `forest.json`, loaded into ml-random-forest. Throws `pack-incompatible`.
 * A probability is the mean over the trees of their leaves' class shares, as in the forest's training
 * (scikit-learn); the library's own `predictProbability` only counts votes and so cannot tell a sure leaf from a
 * torn one. The walk through the trees is the library's.
 */
export function openForest(json: unknown): Classifier {
  const compact = checkForest(json);
  const { classes, features } = compact;
  const saved = expandForest(compact) as unknown as Parameters<typeof RandomForestClassifier.load>[0];
  const loaded = RandomForestClassifier.load(saved) as unknown as LoadedForest;
  return {
    classes,
    classify(embeddings, count) {
      const probabilities = new Float32Array(count * classes.length);
      for (let cell = 0; cell < count; cell++) {
        const row = embeddings.subarray(cell * features, (cell + 1) * features);
        for (const { root } of loaded.estimators) {
          const shares = root.classify(row);
          for (let kind = 0; kind < classes.length; kind++) {
            const at = cell * classes.length + kind;
            probabilities[at] =
              (probabilities[at] as number) + shares.get(0, kind) / loaded.estimators.length;
          }
        }
      }
      return probabilities;
    },
  };
}

/** ml-random-forest's saved model of the compact one. */
function expandForest({ features, classes, trees }: CompactForest) {
  const everyFeature = Array.from({ length: features }, (_, index) => index);
  const options = {
    kind: 'classifier',
    gainFunction: 'gini',
    splitFunction: 'mean',
    minNumSamples: 1,
    maxDepth: 64,
  };
  return {
    name: 'RFClassifier',
    baseModel: {
      indexes: trees.map(() => everyFeature),
      n: features,
      replacement: false,
      maxFeatures: features,
      nEstimators: trees.length,
      treeOptions: options,
      isClassifier: true,
      seed: 0,
      useSampleBagging: true,
      estimators: trees.map((tree) => ({
        name: 'DTClassifier',
        options,
        root: expandTree(tree, classes.length),
      })),
    },
  };
}

function expandTree(tree: CompactTree, classes: number): SavedNode {
  const nodes: SavedNode[] = new Array(tree.feature.length);
  let leaf = tree.feature.filter((feature) => feature < 0).length;
  // Children come after their parents, so that from the end every child stands ready.
  for (let at = tree.feature.length - 1; at >= 0; at--) {
    const feature = tree.feature[at] as number;
    if (feature < 0) {
      leaf--;
      const weights = tree.distribution.slice(leaf * classes, (leaf + 1) * classes);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      nodes[at] = { distribution: [weights.map((weight) => weight / sum)] };
    } else {
      nodes[at] = {
        splitColumn: feature,
        splitValue: tree.threshold[at] as number,
        gain: 0,
        left: nodes[tree.left[at] as number] as SavedNode,
        right: nodes[tree.right[at] as number] as SavedNode,
      };
    }
  }
  return nodes[0] as SavedNode;
}

function checkForest(json: unknown): CompactForest {
  const forest = json as CompactForest | null;
  const fits =
    forest?.format === 1 &&
    forest.features > 0 &&
    Array.isArray(forest.classes) &&
    Array.isArray(forest.trees) &&
    forest.trees.length > 0 &&
    forest.trees.every((tree) => isSoundTree(tree, forest));
  if (fits) return forest;
  throw new SmearError(
    'pack-incompatible',
    'The model pack’s forest.json is no forest that this version reads. Use a pack made for this version.',
  );
}

function isSoundTree(tree: CompactTree, { features, classes }: CompactForest): boolean {
  const { feature, threshold, left, right, distribution } = tree;
  if (![feature, threshold, left, right, distribution].every(Array.isArray) || feature.length === 0)
    return false;
  const inner = (child: number | undefined, at: number) =>
    child !== undefined && child > at && child < feature.length;
  const leaves = feature.filter((value) => value < 0).length;
  return (
    distribution.length === leaves * classes.length &&
    feature.every(
      (value, at) =>
        value < 0 ||
        (value < features && Number.isFinite(threshold[at]) && inner(left[at], at) && inner(right[at], at)),
    ) &&
    Array.from({ length: leaves }, (_, leaf) =>
      distribution.slice(leaf * classes.length, (leaf + 1) * classes.length).some((weight) => weight > 0),
    ).every(Boolean)
  );
}
