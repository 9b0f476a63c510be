import type { CompactForest, CompactTree } from './compact-forest.js';

/** Numbers of one node: feature, threshold, and the nodes for values that are not below and that are below it. */
const NODE = 4;
/** Steps between two looks whether all four ways have ended. */
const STEPS = 4;

/**
 * A forest in flat arrays. A way down it is a chain of loads that each wait for the one before, so four ways are
 * walked at once, without a branch that the processor would have to guess: one tree's for four cells, or, where fewer
 * cells are left, one cell's in four trees.
 */
export class FlatForest {
  readonly #features: number;
  readonly #classes: number;
  /** Node after node. A leaf leads to itself, and where its threshold would stand is the place of its shares. */
  readonly #nodes: Int32Array;
  /** The same bytes, for the thresholds. */
  readonly #thresholds: Float32Array;
  /** Where each tree begins in the nodes. */
  readonly #roots: Int32Array;
  /** Class shares of all leaves, divided by the number of trees, so that the sum over the trees is their mean. */
  readonly #shares: Float64Array;
  /** The nodes at which the four ways end. */
  readonly #ends = new Int32Array(4);

  /** Of a forest that has been checked. */
  constructor({ features, classes, trees }: CompactForest) {
    const buffer = new ArrayBuffer(4 * NODE * sum(trees, ({ feature }) => feature.length));
    this.#features = features;
    this.#classes = classes.length;
    this.#nodes = new Int32Array(buffer);
    this.#thresholds = new Float32Array(buffer);
    this.#roots = new Int32Array(trees.length);
    this.#shares = new Float64Array(sum(trees, ({ distribution }) => distribution.length));
    let root = 0;
    let leaf = 0;
    trees.forEach((tree, index) => {
      this.#roots[index] = root;
      leaf = this.#plant(tree, root, leaf, trees.length);
      root += tree.feature.length * NODE;
    });
  }

  /** Writes a tree from `root` on, and its leaves' shares from `leaf` on; where the next ones' begin. */
  #plant(
    { feature, threshold, left, right, distribution }: CompactTree,
    root: number,
    leaf: number,
    trees: number,
  ): number {
    const nodes = this.#nodes;
    const from = leaf;
    for (let node = 0, at = root; node < feature.length; node++, at += NODE) {
      const isLeaf = (feature[node] as number) < 0;
      nodes[at] = isLeaf ? 0 : (feature[node] as number);
      if (isLeaf) nodes[at + 1] = leaf;
      else this.#thresholds[at + 1] = singleFrom(threshold[node] as number);
      nodes[at + 2] = isLeaf ? at : root + (right[node] as number) * NODE;
      nodes[at + 3] = isLeaf ? at : root + (left[node] as number) * NODE;
      if (!isLeaf) continue;
      let total = 0;
      const end = leaf + this.#classes;
      for (let own = leaf - from; own < end - from; own++) total += distribution[own] as number;
      for (; leaf < end; leaf++) this.#shares[leaf] = (distribution[leaf - from] as number) / total / trees;
    }
    return leaf;
  }

  /** Probabilities, `count × classes`; each cell's are summed in the order of the trees. */
  classify(values: Float32Array, count: number): Float32Array {
    const probabilities = new Float32Array(count * this.#classes);
    const inFours = count - (count % 4);
    for (const root of this.#roots) this.#oneTree(root, values, inFours, probabilities);
    for (let cell = inFours; cell < count; cell++) this.#oneCell(cell, values, probabilities);
    return probabilities;
  }

  #oneTree(root: number, values: Float32Array, cells: number, probabilities: Float32Array): void {
    const features = this.#features;
    for (let cell = 0; cell < cells; cell += 4) {
      const row = cell * features;
      this.#walk(values, row, row + features, row + 2 * features, row + 3 * features, root, root, root, root);
      for (let way = 0; way < 4; way++) this.#add(way, cell + way, probabilities);
    }
  }

  #oneCell(cell: number, values: Float32Array, probabilities: Float32Array): void {
    const row = cell * this.#features;
    const roots = this.#roots;
    const last = roots.length - 1;
    for (let tree = 0; tree <= last; tree += 4) {
      const [first, second] = [roots[tree] as number, roots[Math.min(tree + 1, last)] as number];
      const [third, fourth] = [
        roots[Math.min(tree + 2, last)] as number,
        roots[Math.min(tree + 3, last)] as number,
      ];
      this.#walk(values, row, row, row, row, first, second, third, fourth);
      for (let way = 0; way < 4 && tree + way <= last; way++) this.#add(way, cell, probabilities);
    }
  }

  /** From four nodes down to their leaves, for the values at four rows. */
  #walk(
    values: Float32Array,
    row0: number,
    row1: number,
    row2: number,
    row3: number,
    root0: number,
    root1: number,
    root2: number,
    root3: number,
  ): void {
    const nodes = this.#nodes;
    const thresholds = this.#thresholds;
    let [at0, at1, at2, at3] = [root0, root1, root2, root3];
    let isOnTheWay = true;
    while (isOnTheWay) {
      for (let step = 0; step < STEPS; step++) {
        const is0 = (values[row0 + (nodes[at0] as number)] as number) < (thresholds[at0 + 1] as number);
        const is1 = (values[row1 + (nodes[at1] as number)] as number) < (thresholds[at1 + 1] as number);
        const is2 = (values[row2 + (nodes[at2] as number)] as number) < (thresholds[at2 + 1] as number);
        const is3 = (values[row3 + (nodes[at3] as number)] as number) < (thresholds[at3 + 1] as number);
        at0 = nodes[at0 + 2 + Number(is0)] as number;
        at1 = nodes[at1 + 2 + Number(is1)] as number;
        at2 = nodes[at2 + 2 + Number(is2)] as number;
        at3 = nodes[at3 + 2 + Number(is3)] as number;
      }
      isOnTheWay =
        nodes[at0 + 2] !== at0 || nodes[at1 + 2] !== at1 || nodes[at2 + 2] !== at2 || nodes[at3 + 2] !== at3;
    }
    const ends = this.#ends;
    ends[0] = at0;
    ends[1] = at1;
    ends[2] = at2;
    ends[3] = at3;
  }

  #add(way: number, cell: number, probabilities: Float32Array): void {
    const shares = this.#shares;
    const classes = this.#classes;
    let leaf = this.#nodes[(this.#ends[way] as number) + 1] as number;
    let at = cell * classes;
    for (const end = at + classes; at < end; at++, leaf++) {
      probabilities[at] = (probabilities[at] as number) + (shares[leaf] as number);
    }
  }
}

/**
 * The smallest single-precision number that is no smaller: values in single precision lie below it exactly where they
 * lie below the number itself.
 */
function singleFrom(number: number): number {
  const nearest = Math.fround(number);
  if (nearest >= number) return nearest;
  const single = Float32Array.of(nearest);
  // Rounded down: one step up, which for negative numbers is one towards nothing. Nothing itself came of a positive one.
  const bits = new Int32Array(single.buffer);
  bits[0] = (bits[0] as number) + (number > 0 ? 1 : -1);
  return single[0] as number;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
