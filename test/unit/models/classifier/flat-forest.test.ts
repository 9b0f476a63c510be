import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CompactForest, CompactTree } from '../../../../models/classifier/compact-forest.js';
import { openForest } from '../../../../models/classifier/random-forest.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';

/** Cell by cell, tree by tree and node by node. */
function plainly({ features, classes, trees }: CompactForest, values: Float32Array, count: number) {
  const probabilities = new Float32Array(count * classes.length);
  for (let cell = 0; cell < count; cell++) {
    for (const tree of trees) {
      const weights = weightsFor(tree, values.subarray(cell * features), classes.length);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      weights.forEach((weight, kind) => {
        const at = cell * classes.length + kind;
        probabilities[at] = (probabilities[at] as number) + weight / sum / trees.length;
      });
    }
  }
  return probabilities;
}

function weightsFor(tree: CompactTree, values: Float32Array, classes: number): readonly number[] {
  let node = 0;
  while ((tree.feature[node] as number) >= 0) {
    const isBelow = (values[tree.feature[node] as number] as number) < (tree.threshold[node] as number);
    node = (isBelow ? tree.left : tree.right)[node] as number;
  }
  const leaf = tree.feature.slice(0, node).filter((asked) => asked < 0).length;
  return tree.distribution.slice(leaf * classes, (leaf + 1) * classes);
}

const FEATURES = 4;
const EDGES = [0, -0, 0.1, -0.1, Math.fround(0.1), 1e-46, -1e-46, 2 ** -149, 3.4e38, -3.4e38, 1e39, -1e39, 1];
const VALUES = [...EDGES.map(Math.fround), NaN, Infinity, -Infinity];

/** A tree of up to 120 nodes in any shape, chains among them: each node asks or ends as chance has it. */
function drawnTree(random: () => number, classes: number): CompactTree {
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const distribution: number[] = [];
  const most = 1 + Math.floor(120 * random());
  const bushiness = random();
  const ask = (): number => {
    const at = feature.length;
    const isLeaf = feature.length >= most || random() < 0.15;
    feature.push(isLeaf ? -1 : Math.floor(random() * FEATURES));
    threshold.push(random() < 0.5 ? (EDGES[Math.floor(random() * EDGES.length)] as number) : random() - 0.5);
    left.push(0);
    right.push(0);
    if (isLeaf) {
      for (let kind = 0; kind < classes; kind++)
        distribution.push(Math.floor(random() * 256) + (kind ? 0 : 1));
      return at;
    }
    const first = random() < bushiness ? left : right;
    first[at] = ask();
    (first === left ? right : left)[at] = ask();
    return at;
  };
  ask();
  return { feature, threshold, left, right, distribution };
}

describe('the forest in flat arrays', () => {
  it('gives the very numbers of a plain walk, whatever its trees, and for any number of cells', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.nat(13), (seed, trees, count) => {
        const random = seededRandom(seed);
        const classes = ['Neutrophil', 'Lymphocyte', 'Monocyte'].slice(0, 1 + Math.floor(3 * random()));
        const forest: CompactForest = {
          format: 1,
          features: FEATURES,
          classes,
          trees: Array.from({ length: trees }, () => drawnTree(random, classes.length)),
        };
        const values = Float32Array.from({ length: count * FEATURES }, () =>
          random() < 0.5 ? (VALUES[Math.floor(random() * VALUES.length)] as number) : random() - 0.5,
        );
        assert.deepEqual(openForest(forest).classify(values, count), plainly(forest, values, count));
      }),
      { numRuns: 300 },
    );
  });

  it('gives them in the shipped pack, also for values at its thresholds', async () => {
    const forest = JSON.parse(await readFile('models/packs/base/forest.json', 'utf8')) as CompactForest;
    const random = seededRandom(2);
    const thresholds = forest.trees.flatMap(({ threshold }) => threshold);
    const values = Float32Array.from({ length: 41 * forest.features }, () =>
      random() < 0.3 ? (thresholds[Math.floor(random() * thresholds.length)] as number) : random() - 0.5,
    );
    assert.deepEqual(openForest(forest).classify(values, 41), plainly(forest, values, 41));
  });
});
