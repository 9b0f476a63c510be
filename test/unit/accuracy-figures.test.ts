import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { averagePrecision, precisionRecall } from '../accuracy/average-precision.js';
import { accuracy, balancedAccuracy, macroF1 } from '../accuracy/figures.js';
import { dice, rasterise } from '../accuracy/mask-overlap.js';

const box = (minX: number, minY: number, size = 10) => ({
  minX,
  minY,
  maxX: minX + size,
  maxY: minY + size,
});

describe('average precision, as COCO counts it', () => {
  it('is one where everything is found before anything false', () => {
    const images = [
      {
        found: [
          { box: box(0, 0), score: 0.9 },
          { box: box(50, 50), score: 0.2 },
        ],
        truth: [box(0, 0)],
      },
    ];
    assert.equal(averagePrecision(images, 0.5), 1);
  });

  it('halves where a false detection outranks the only cell', () => {
    const images = [
      {
        found: [
          { box: box(50, 50), score: 0.9 },
          { box: box(0, 0), score: 0.2 },
        ],
        truth: [box(0, 0)],
      },
    ];
    assert.equal(averagePrecision(images, 0.5), 0.5);
  });

  it('stops at the recall reached: one of two cells gives 51 of 101 points', () => {
    const images = [{ found: [{ box: box(0, 0), score: 0.9 }], truth: [box(0, 0), box(30, 30)] }];
    assert.ok(Math.abs(averagePrecision(images, 0.5) - 51 / 101) < 1e-12);
  });

  it('counts the second detection of one cell as false', () => {
    const found = [
      { box: box(0, 0), score: 0.9 },
      { box: box(1, 0), score: 0.8 },
    ];
    assert.deepEqual(precisionRecall([{ found, truth: [box(0, 0)] }], 0.5), { precision: 0.5, recall: 1 });
  });

  it('leaves out what covers an unlabelled leukocyte', () => {
    const images = [
      {
        found: [
          { box: box(50, 50), score: 0.9 },
          { box: box(0, 0), score: 0.2 },
        ],
        truth: [box(0, 0)],
        ignored: [box(50, 50)],
      },
    ];
    assert.equal(averagePrecision(images, 0.5), 1);
  });
});

describe('figures of a classification', () => {
  const pairs = [
    { truth: 'a', said: 'a' },
    { truth: 'a', said: 'a' },
    { truth: 'a', said: 'b' },
    { truth: 'b', said: undefined },
  ];

  it('counts a cell that was not found as wrong', () => {
    assert.equal(accuracy(pairs), 0.5);
    assert.ok(Math.abs(balancedAccuracy(pairs) - 1 / 3) < 1e-12);
  });

  it('takes the macro F1 over the classes that occur', () => {
    assert.ok(Math.abs(macroF1(pairs) - (4 / 5 + 0) / 2) < 1e-12);
  });
});

describe('overlap of outlines', () => {
  it('fills the pixels whose centre lies in the ring', () => {
    const mask = rasterise([[1, 1, 4, 1, 4, 3, 1, 3]], 6, 4);
    assert.equal(
      mask.reduce((sum, value) => sum + value, 0),
      6,
    );
    assert.equal(mask[1 * 6 + 1], 1);
    assert.equal(mask[3 * 6 + 1], 0);
  });

  it('is twice the common part over the sum', () => {
    assert.equal(dice(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0)), 0.5);
  });
});
