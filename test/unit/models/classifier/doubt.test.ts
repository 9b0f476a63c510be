import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDoubt } from '../../../../models/classifier/doubt.js';
import { readHeads, type Heads } from '../../../../models/classifier/heads-file.js';

const CLASSES = ['Neutrophil', 'Neutrophil: Band', 'Neutrophil: Segmented', 'Blast'].map(
  (name) => ({ name, code: name, color: [0, 0, 0] }) as const,
);

/** Two-number embeddings; the linear head says Blast where the first is above the second. */
const HEADS: Heads = {
  linear: {
    classes: ['Neutrophil: Band', 'Neutrophil: Segmented', 'Blast'],
    mean: [0, 0],
    deviation: [1, 1],
    weights: [
      [-1, 1],
      [-1, 1],
      [1, -1],
    ],
    bias: [0, 0, 0],
    temperature: 1,
  },
  novelty: {
    whitening: [
      [1, 0],
      [0, 1],
    ],
    means: [
      [0, 1],
      [1, 0],
    ],
    distance: { mean: 0, deviation: 1 },
    error: { mean: 0, deviation: 1 },
    weights: [1, 0],
    threshold: 5,
  },
  doubt: {
    mean: [-2, -2, 1],
    deviation: [2, 2, 1],
    weights: [1, 0.5, 0.25],
    bias: -1,
    doubtful: 0.2,
    unknown: 0.6,
  },
};

const scoreDoubt = openDoubt(HEADS, CLASSES);

/** The formula written out, for one cell. */
function byHand(p: number, q: number, distance: number): number {
  const odds = (chance: number): number => Math.log((1.01 - chance) / (chance + 0.01));
  const sum = -1 + (odds(p) + 2) / 2 + (0.5 * (odds(q) + 2)) / 2 + 0.25 * (distance - 1);
  return 1 / (1 + Math.exp(-sum));
}

describe('doubt', () => {
  it('is the calibrated chance of a wrong name, from the forest, the linear head and the distance', () => {
    assert.ok(scoreDoubt);
    const embeddings = Float32Array.of(0, 1, 1, 0, 3, 4);
    const probabilities = Float32Array.from(
      [
        [0.9, 0.8, 0.1, 0.1],
        [0.4, 0.1, 0.3, 0.6],
        [0.7, 0.35, 0.35, 0.3],
      ].flat(),
    );
    // The linear head's share of Blast where the first number is higher by d: e^(2d) beside two finer classes.
    const blast = (d: number): number => Math.exp(d) / (Math.exp(d) + 2 * Math.exp(-d));
    const expected = [
      byHand(0.9, 1 - blast(-1), 0),
      byHand(0.6, blast(1), 0),
      byHand(0.7, 1 - blast(-1), Math.hypot(3, 3)),
    ];
    const doubts = scoreDoubt(embeddings, probabilities, 3);
    doubts.forEach((doubt, cell) => {
      assert.ok(
        Math.abs(doubt - (expected[cell] as number)) < 1e-6,
        `${cell}: ${doubt}, not ${expected[cell]}`,
      );
    });
  });

  it('is higher where the two heads disagree than where they agree', () => {
    assert.ok(scoreDoubt);
    const probabilities = Float32Array.of(0.9, 0.8, 0.1, 0.1, 0.9, 0.8, 0.1, 0.1);
    const [agreed, contradicted] = scoreDoubt(Float32Array.of(0, 1, 1, 0), probabilities, 2);
    assert.ok((agreed as number) < (contradicted as number));
  });

  it('is absent where the pack lacks one of its heads', () => {
    assert.equal(openDoubt(undefined, CLASSES), undefined);
    assert.equal(openDoubt({ ...HEADS, doubt: undefined }, CLASSES), undefined);
    assert.throws(() => readHeads({ format: 1, doubt: HEADS.doubt }, 2), { code: 'pack-incompatible' });
    assert.ok(readHeads({ format: 1, ...HEADS }, 2).doubt);
  });
});
