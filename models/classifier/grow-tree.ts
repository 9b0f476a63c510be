import type { Quantised } from './quantise.js';
import type { CompactTree } from './compact-forest.js';

export interface TreeOptions {
  readonly quantised: Quantised;
  readonly kinds: Uint8Array;
  /** Of each row; 0 leaves it out. */
  readonly weights: Float64Array;
  /** How many there are. */
  readonly classes: number;
  readonly depth: number;
  /** Features tried at each split. */
  readonly tried: number;
  /** Least rows on either side of a split. */
  readonly leaf: number;
  readonly random: () => number;
}

interface Split {
  readonly feature: number;
  readonly step: number;
}

/** One tree of a forest, grown on the rows with a weight until they are of one class, too few, or deep enough. */
export function growTree(options: TreeOptions): CompactTree {
  const { quantised, weights, depth } = options;
  const rows = Uint32Array.from(weights.keys()).filter((row) => (weights[row] as number) > 0);
  const seeker = new SplitSeeker(options);
  const tree = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
  };
  const distribution: number[] = [];
  const open = [{ start: 0, end: rows.length, level: 0 }];
  // Breadth first: children come after their parents, and leaves in the order of their nodes.
  for (let node = 0; node < open.length; node++) {
    const { start, end, level } = open[node] as (typeof open)[number];
    const here = rows.subarray(start, end);
    const totals = seeker.weigh(here);
    const split = level < depth ? seeker.seek(here, totals) : undefined;
    if (!split) {
      const sum = totals.reduce((a, b) => a + b, 0);
      for (const total of totals) distribution.push(Math.round((total / sum) * 255));
      tree.feature.push(-1);
      tree.threshold.push(0);
      tree.left.push(0);
      tree.right.push(0);
      continue;
    }
    const middle = start + seeker.part(here, split);
    tree.feature.push(split.feature);
    tree.threshold.push(quantised.edges[split.feature]?.[split.step] as number);
    tree.left.push(open.length);
    tree.right.push(open.length + 1);
    open.push({ start, end: middle, level: level + 1 });
    open.push({ start: middle, end, level: level + 1 });
  }
  return { ...tree, distribution };
}

/** Seeks the split that leaves the least Gini impurity; holds the buffers that every node uses again. */
class SplitSeeker {
  readonly #options: TreeOptions;
  readonly #histogram: Float64Array;
  readonly #counts: Uint32Array;
  readonly #features: Uint16Array;
  readonly #left: Float64Array;
  readonly #aside: Uint32Array;

  constructor(options: TreeOptions) {
    const { quantised, classes, kinds } = options;
    this.#options = options;
    this.#histogram = new Float64Array(256 * classes);
    this.#counts = new Uint32Array(256);
    this.#features = Uint16Array.from(quantised.edges.keys());
    this.#left = new Float64Array(classes);
    this.#aside = new Uint32Array(kinds.length);
  }

  /** The weight of each class among the rows. */
  weigh(rows: Uint32Array): Float64Array {
    const { kinds, weights, classes } = this.#options;
    const totals = new Float64Array(classes);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const kind = kinds[row] as number;
      totals[kind] = (totals[kind] as number) + (weights[row] as number);
    }
    return totals;
  }

  /** `undefined` where the rows are of one class, or nothing parts them. */
  seek(rows: Uint32Array, totals: Float64Array): Split | undefined {
    const { tried, leaf, random } = this.#options;
    if (rows.length < 2 * leaf || totals.filter((total) => total > 0).length < 2) return undefined;
    const features = this.#features;
    let best: Split | undefined;
    let highest = -Infinity;
    // As in scikit-learn, features that part nothing do not count among the tried ones.
    for (let at = 0, useful = 0; at < features.length && useful < tried; at++) {
      const other = at + Math.floor(random() * (features.length - at));
      const feature = features[other] as number;
      features[other] = features[at] as number;
      features[at] = feature;
      const found = this.#seekIn(feature, rows, totals);
      if (!found) continue;
      useful++;
      if (found.purity > highest) {
        highest = found.purity;
        best = { feature, step: found.step };
      }
    }
    return best;
  }

  /** Puts the rows that go left first, and returns how many they are. */
  part(rows: Uint32Array, { feature, step }: Split): number {
    const { codes } = this.#options.quantised;
    const column = feature * this.#options.kinds.length;
    let left = 0;
    let right = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if ((codes[column + row] as number) <= step) rows[left++] = row;
      else this.#aside[right++] = row;
    }
    rows.set(this.#aside.subarray(0, right), left);
    return left;
  }

  #seekIn(
    feature: number,
    rows: Uint32Array,
    totals: Float64Array,
  ): { readonly step: number; readonly purity: number } | undefined {
    const { quantised, kinds, weights, classes, leaf } = this.#options;
    const column = feature * kinds.length;
    const { codes } = quantised;
    const histogram = this.#histogram;
    const counts = this.#counts;
    let first = 255;
    let last = 0;
    for (let at = 0; at < rows.length; at++) {
      const code = codes[column + (rows[at] as number)] as number;
      if (code < first) first = code;
      if (code > last) last = code;
    }
    if (first >= last) return undefined;
    histogram.fill(0, first * classes, (last + 1) * classes);
    counts.fill(0, first, last + 1);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const code = codes[column + row] as number;
      const place = code * classes + (kinds[row] as number);
      histogram[place] = (histogram[place] as number) + (weights[row] as number);
      counts[code] = (counts[code] as number) + 1;
    }
    const left = this.#left.fill(0);
    let leftCount = 0;
    let best = -1;
    let highest = -Infinity;
    for (let step = first; step < last; step++) {
      if (counts[step] === 0) continue;
      leftCount += counts[step] as number;
      let [leftSum, rightSum, leftSquares, rightSquares] = [0, 0, 0, 0];
      for (let kind = 0; kind < classes; kind++) {
        const here = (left[kind] as number) + (histogram[step * classes + kind] as number);
        const there = (totals[kind] as number) - here;
        left[kind] = here;
        leftSum += here;
        rightSum += there;
        leftSquares += here * here;
        rightSquares += there * there;
      }
      if (leftCount < leaf || rows.length - leftCount < leaf) continue;
      // Least impurity is the most of this, for the sums of both sides are fixed.
      const purity = leftSquares / leftSum + rightSquares / rightSum;
      if (purity > highest) {
        highest = purity;
        best = step;
      }
    }
    return best < 0 ? undefined : { step: best, purity: highest };
  }
}
