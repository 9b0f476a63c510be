import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openForest } from '../../models/classifier/random-forest.js';
import { SmearError } from '../../models/domain/errors.js';

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
