import { growTree } from './grow-tree.js';
import { quantise } from './quantise.js';
import type { CompactForest, CompactTree } from './compact-forest.js';
import { seededRandom } from '../domain/seeded-random.js';

/** What a forest is fitted on. */
export interface TrainingRows {
  /** `count × features`, row after row. */
  readonly rows: Float32Array;
  /** Class of each row, as an index into `classes`. */
  readonly kinds: Uint8Array;
  /** How much each row counts; all the same where absent. */
  readonly weights?: Float32Array;
  readonly features: number;
  readonly classes: readonly string[];
}

export interface FitOptions {
  readonly trees?: number;
  readonly depth?: number;
  /** Steps into which each feature is cut, at most 256. */
  readonly steps?: number;
  /** Features tried at each split; √features by default. */
  readonly tried?: number;
  /** Least rows on either side of a split. */
  readonly leaf?: number;
  /** Same seed, same forest. */
  readonly seed?: number;
}

/**
 * A random forest (Breiman, 2001) in the layout that `openForest` opens, tree by tree: after each `next` one more
 * is fitted, and the caller may stop or yield. Pure, and the same for the same seed. Splits are sought
 * in histograms by the Gini impurity; each tree sees a bootstrap sample; each class weighs as much as any other.
 */
export function* fitForest(
  training: TrainingRows,
  options: FitOptions = {},
): Generator<number, CompactForest, void> {
  const { rows, kinds, features, classes } = training;
  const { trees = 100, depth = 16, steps = 128, leaf = 1, seed = 1 } = options;
  const tried = options.tried ?? Math.max(1, Math.round(Math.sqrt(features)));
  const count = kinds.length;
  const quantised = quantise(rows, count, features, steps);
  const weights = balanced(training);
  const grown: CompactTree[] = [];
  for (let tree = 0; tree < trees; tree++) {
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(tree + 1, 0x85ebca6b));
    const drawn = new Float64Array(count);
    for (let draw = 0; draw < count; draw++) {
      const row = Math.floor(random() * count);
      drawn[row] = (drawn[row] as number) + (weights[row] as number);
    }
    grown.push(
      growTree({ quantised, kinds, weights: drawn, classes: classes.length, depth, tried, leaf, random }),
    );
    yield tree + 1;
  }
  return { format: 1, features, classes, trees: grown };
}

/** The whole forest at once; `fitForest` lets others work between the trees. */
export function fitWholeForest(training: TrainingRows, options?: FitOptions): CompactForest {
  const fitting = fitForest(training, options);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
  }
}

/** The rows' weights, such that all classes that occur weigh the same and the mean is 1. */
function balanced({ kinds, weights, classes }: TrainingRows): Float64Array {
  const of = (row: number): number => weights?.[row] ?? 1;
  const totals = new Float64Array(classes.length);
  kinds.forEach((kind, row) => (totals[kind] = (totals[kind] as number) + of(row)));
  const present = totals.filter((total) => total > 0).length;
  return Float64Array.from(
    kinds,
    (kind, row) => (of(row) * kinds.length) / (present * (totals[kind] as number)),
  );
}
