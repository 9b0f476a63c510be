import { RandomForestClassifier } from 'ml-random-forest';
import type { CompactForest, CompactTree } from '../../../../models/classifier/compact-forest.js';

type SavedForest = Parameters<typeof RandomForestClassifier.load>[0];

/** A node in the layout that ml-random-forest saves and loads. */
type SavedNode =
  | { readonly distribution: readonly (readonly number[])[] }
  | {
      readonly splitColumn: number;
      readonly splitValue: number;
      readonly gain: number;
      readonly left: SavedNode;
      readonly right: SavedNode;
    };

/** The same forest opened by ml-random-forest. */
export function openInLibrary(forest: CompactForest): RandomForestClassifier {
  const everyFeature = Array.from({ length: forest.features }, (_, index) => index);
  const treeOptions = {
    kind: 'classifier',
    gainFunction: 'gini',
    splitFunction: 'mean',
    minNumSamples: 1,
    maxDepth: 64,
  };
  const saved: SavedForest = {
    name: 'RFClassifier',
    baseModel: {
      indexes: forest.trees.map(() => everyFeature),
      n: forest.features,
      replacement: false,
      maxFeatures: forest.features,
      nEstimators: forest.trees.length,
      treeOptions,
      isClassifier: true,
      seed: 0,
      useSampleBagging: true,
      noOOB: true,
      estimators: forest.trees.map((tree) => ({
        name: 'DTClassifier',
        options: treeOptions,
        root: savedTree(tree, forest.classes.length),
      })),
    },
  };
  return RandomForestClassifier.load(saved);
}

/** Which class each tree names each row, by ml-random-forest: `[row][tree]`. */
export function votesOfLibrary(forest: CompactForest, rows: readonly (readonly number[])[]): number[][] {
  return openInLibrary(forest)
    .predictionValues(rows.map((row) => [...row]))
    .to2DArray();
}

function savedTree(tree: CompactTree, classes: number): SavedNode {
  const nodes: SavedNode[] = new Array(tree.feature.length);
  let leaf = tree.feature.filter((feature) => feature < 0).length;
  // Children come after their parents, so that from the end every child stands ready.
  for (let at = tree.feature.length - 1; at >= 0; at--) {
    const feature = tree.feature[at] as number;
    if (feature < 0) {
      leaf--;
      nodes[at] = { distribution: [tree.distribution.slice(leaf * classes, (leaf + 1) * classes)] };
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
