import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitWholeForest } from '../../../../models/classifier/fit-forest.js';
import type { CompactForest, CompactTree } from '../../../../models/classifier/compact-forest.js';
import { openForest } from '../../../../models/classifier/random-forest.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { openInLibrary, votesOfLibrary } from './library-forest.js';

const LEAF = -1;

/** Two trees over two features and three classes. */
const FOREST = {
  format: 1,
  features: 2,
  classes: ['Neutrophil', 'Lymphocyte', 'Monocyte'],
  trees: [
    // Feature 0 below 0.5: a torn leaf; else feature 1 decides between two pure ones.
    {
      feature: [0, LEAF, 1, LEAF, LEAF],
      threshold: [0.5, 0, -0.25, 0, 0],
      left: [1, 0, 3, 0, 0],
      right: [2, 0, 4, 0, 0],
      distribution: [60, 40, 0, 0, 255, 0, 0, 0, 255],
    },
    { feature: [LEAF], threshold: [0], left: [0], right: [0], distribution: [0, 1, 3] },
  ],
};

const rounded = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(4)));

describe('the forest', () => {
  it('answers with the mean of its trees’ class shares, not with a count of votes', () => {
    const forest = openForest(FOREST);
    assert.deepEqual(rounded(forest.classify(Float32Array.of(0.2, 0), 1)), [0.3, 0.325, 0.375]);
  });

  it('goes left only where the value is smaller than the threshold', () => {
    const { classify } = openForest(FOREST);
    assert.deepEqual(rounded(classify(Float32Array.of(0.5, -0.3), 1)), [0, 0.625, 0.375]);
    assert.deepEqual(rounded(classify(Float32Array.of(0.5, -0.25), 1)), [0, 0.125, 0.875]);
  });

  it('names many cells in one call, each by its own numbers', () => {
    const both = openForest(FOREST).classify(Float32Array.of(0.9, -1, 0.2, 0), 2);
    assert.deepEqual(rounded(both), [0, 0.625, 0.375, 0.3, 0.325, 0.375]);
    assert.equal(openForest(FOREST).classify(new Float32Array(), 0).length, 0);
  });

  const broken: [string, unknown][] = [
    ['another format', { ...FOREST, format: 2 }],
    ['no trees', { ...FOREST, trees: [] }],
    ['nothing', null],
    ['a loop', { ...FOREST, trees: [{ ...FOREST.trees[0], left: [0, 0, 3, 0, 0] }] }],
    ['a child that is not there', { ...FOREST, trees: [{ ...FOREST.trees[0], right: [9, 0, 4, 0, 0] }] }],
    ['a feature beyond the embedding', { ...FOREST, features: 1 }],
    ['a leaf without weights', { ...FOREST, trees: [{ ...FOREST.trees[1], distribution: [0, 0, 0] }] }],
    ['too few leaves', { ...FOREST, trees: [{ ...FOREST.trees[0], distribution: [1, 0, 0] }] }],
    ['a tree without arrays', { ...FOREST, trees: [{}] }],
  ];
  for (const [what, json] of broken) {
    it(`refuses ${what}, and says which file`, () => {
      assert.throws(
        () => openForest(json),
        (error: unknown) => {
          assert.ok(error instanceof SmearError);
          assert.equal(error.code, 'pack-incompatible');
          assert.match(error.message, /forest\.json/);
          return true;
        },
      );
    });
  }
});

/** The same tree as a forest of its own in which each leaf is its own class, so that a vote says which leaf it was. */
function leavesAsClasses({ features, trees }: CompactForest, at: number): CompactForest {
  const tree = trees[at] as CompactTree;
  const leaves = tree.feature.filter((feature) => feature < 0).length;
  const distribution = Array.from({ length: leaves ** 2 }, (_, entry) =>
    entry % (leaves + 1) === 0 ? 1 : 0,
  );
  const classes = Array.from({ length: leaves }, (_, leaf) => `leaf ${leaf}`);
  return { format: 1, features, classes, trees: [{ ...tree, distribution }] };
}

function likeliest(shares: Float32Array, row: number, classes: number): number {
  const ofRow = shares.subarray(row * classes, (row + 1) * classes);
  return ofRow.indexOf(Math.max(...ofRow));
}

describe('the forest beside ml-random-forest', () => {
  it('comes in the trees of the shipped pack to the same leaves', async () => {
    const pack = JSON.parse(await readFile('models/packs/base/forest.json', 'utf8')) as CompactForest;
    const random = seededRandom(5);
    const rows = Array.from({ length: 40 }, () =>
      Array.from({ length: pack.features }, () => Math.fround(6 * random() - 3)),
    );
    for (let at = 0; at < pack.trees.length; at += 10) {
      const forest = leavesAsClasses(pack, at);
      const shares = openForest(forest).classify(Float32Array.from(rows.flat()), rows.length);
      const reached = rows.map((_, row) => likeliest(shares, row, forest.classes.length));
      assert.ok(new Set(reached).size > 1);
      assert.deepEqual(reached, openInLibrary(forest).predict(rows));
    }
  });

  it('gives the share of its votes as the probability where every leaf is pure, whatever the cells', () => {
    const number = fc.integer({ min: -8, max: 8 });
    const cell = fc.tuple(number, number, fc.nat(2));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 30 }), fc.nat(99), (cells, seed) => {
        // No two kinds with the same numbers: nothing could part them, and their leaf would be mixed.
        const apart = [...new Map(cells.map((one) => [`${one[0]},${one[1]}`, one])).values()];
        const rows = apart.map(([x, y]) => [x, y]);
        const kinds = Uint8Array.from(apart, ([, , kind]) => kind);
        const training = {
          rows: Float32Array.from(rows.flat()),
          kinds,
          features: 2,
          classes: FOREST.classes,
        };
        const forest = fitWholeForest(training, { trees: 7, depth: 32, seed });
        const shares = openForest(forest).classify(training.rows, rows.length);
        votesOfLibrary(forest, rows).forEach((votes, row) => {
          FOREST.classes.forEach((_, kind) => {
            const voted = votes.filter((vote) => vote === kind).length / votes.length;
            assert.ok(Math.abs((shares[row * 3 + kind] as number) - voted) < 1e-6);
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it('names cells as the library does where their classes lie apart', () => {
    const random = seededRandom(3);
    const kinds = Uint8Array.from({ length: 60 }, (_, row) => row % 3);
    const rows = Array.from(kinds, (kind) => [0, 1, 2].map((at) => random() + (at === kind ? 2 : 0)));
    const training = { rows: Float32Array.from(rows.flat()), kinds, features: 3, classes: FOREST.classes };
    const forest = fitWholeForest(training, { trees: 15 });
    const shares = openForest(forest).classify(training.rows, rows.length);
    assert.deepEqual(
      rows.map((_, row) => likeliest(shares, row, 3)),
      openInLibrary(forest).predict(rows),
    );
  });
});
