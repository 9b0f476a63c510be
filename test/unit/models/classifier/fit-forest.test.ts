import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitForest, fitWholeForest, type TrainingRows } from '../../../../models/classifier/fit-forest.js';
import { quantise } from '../../../../models/classifier/quantise.js';
import { openForest } from '../../../../models/classifier/random-forest.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';

const CLASSES = ['Neutrophil', 'Lymphocyte', 'Monocyte'];

/** Cells around one middle for each kind, `apart` wide of each other. */
function cloud(perKind: number, apart: number, seed = 1): TrainingRows {
  const random = seededRandom(seed);
  const kinds = Uint8Array.from({ length: perKind * 3 }, (_, row) => row % 3);
  const rows = new Float32Array(kinds.length * 4);
  kinds.forEach((kind, row) => {
    for (let at = 0; at < 4; at++) {
      rows[row * 4 + at] = random() + random() + random() - 1.5 + (at === kind ? apart : 0);
    }
  });
  return { rows, kinds, features: 4, classes: CLASSES };
}

function rightShare(training: TrainingRows, asked: TrainingRows, trees: number): number {
  const chances = openForest(fitWholeForest(training, { trees })).classify(asked.rows, asked.kinds.length);
  const right = asked.kinds.filter((kind, row) => {
    const shares = chances.subarray(row * 3, row * 3 + 3);
    return shares.indexOf(Math.max(...shares)) === kind;
  });
  return right.length / asked.kinds.length;
}

describe('fitting a forest', () => {
  it('is the same for the same seed, and another for another', () => {
    const training = cloud(30, 1);
    const fit = (seed: number) => JSON.stringify(fitWholeForest(training, { trees: 5, seed }));
    assert.equal(fit(3), fit(3));
    assert.notEqual(fit(3), fit(4));
  });

  it('tells kinds apart that lie apart', () => {
    assert.ok(rightShare(cloud(60, 3), cloud(100, 3, 2), 30) > 0.98);
  });

  it('gains from more trees where kinds overlap', () => {
    const [trained, asked] = [cloud(60, 0.9), cloud(300, 0.9, 2)];
    assert.ok(rightShare(trained, asked, 60) > rightShare(trained, asked, 1));
  });

  it('lets a rare kind weigh as much as a frequent one', () => {
    const { rows, kinds } = cloud(200, 1);
    const kept = [...kinds.keys()].filter((row) => kinds[row] !== 2 || row < 90);
    const rare = {
      rows: Float32Array.from(kept.flatMap((row) => [...rows.subarray(row * 4, row * 4 + 4)])),
      kinds: Uint8Array.from(kept, (row) => kinds[row] as number),
      features: 4,
      classes: CLASSES,
    };
    const asked = cloud(200, 1, 2);
    const chances = openForest(fitWholeForest(rare, { trees: 40, depth: 3 })).classify(asked.rows, 600);
    const named = [...asked.kinds.keys()].filter((row) => {
      const shares = chances.subarray(row * 3, row * 3 + 3);
      return shares.indexOf(Math.max(...shares)) === 2;
    });
    assert.ok(named.length > 120, `${named.length} of about 200`);
  });

  it('counts a row for as much as its weight says', () => {
    const rows = Float32Array.of(0, 0, 0, 0);
    const training = { rows, kinds: Uint8Array.of(0, 1, 0, 1), features: 1, classes: CLASSES };
    const weights = Float32Array.of(1, 1, 1, 1);
    const forest = fitWholeForest({ ...training, weights }, { trees: 3 });
    assert.ok(
      forest.trees.every(({ feature }) => feature.length === 1),
      'nothing parts them',
    );
  });

  it('tells after each tree how many stand, so that it can be given up between two', () => {
    const fitting = fitForest(cloud(5, 1), { trees: 3 });
    assert.deepEqual([fitting.next().value, fitting.next().value, fitting.next().value], [1, 2, 3]);
    assert.equal(fitting.next().done, true);
  });

  it('gives a forest that opens, and probabilities that sum to 1, whatever the cells', () => {
    const numbers = fc.float({ noNaN: true, min: -100, max: 100 });
    const row = fc.tuple(numbers, numbers, fc.nat(2));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 25 }), (cells) => {
        const rows = Float32Array.from(cells.flatMap(([x, y]) => [x, y]));
        const kinds = Uint8Array.from(cells, ([, , kind]) => kind);
        const fitted = fitWholeForest({ rows, kinds, features: 2, classes: CLASSES }, { trees: 4 });
        const chances = openForest(JSON.parse(JSON.stringify(fitted))).classify(rows, cells.length);
        cells.forEach((_, at) => {
          const sum = chances.subarray(at * 3, at * 3 + 3).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('goes as deep as it may and no deeper', () => {
    const depthOf = (depth: number) => {
      const [tree] = fitWholeForest(cloud(60, 0.2), { trees: 1, depth }).trees;
      const levels = [0];
      tree?.feature.forEach((feature, node) => {
        if (feature < 0) return;
        for (const side of [tree.left, tree.right])
          levels[side[node] as number] = (levels[node] as number) + 1;
      });
      return Math.max(...levels);
    };
    assert.equal(depthOf(3), 3);
    assert.ok(depthOf(16) > 3);
  });
});

describe('cutting features into steps', () => {
  it('puts a value left of an edge exactly where it is smaller', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 60 }),
        (values) => {
          const rows = Float32Array.from(values);
          const { codes, edges } = quantise(rows, rows.length, 1, 16);
          rows.forEach((value, row) => {
            edges[0]?.forEach((edge, step) => assert.equal((codes[row] as number) <= step, value < edge));
          });
        },
      ),
    );
  });
});
