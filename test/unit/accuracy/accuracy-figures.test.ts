import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  averagePrecision,
  judgeDetections,
  precisionAtRecall,
  precisionRecall,
  recallAtFalsePositives,
} from '../../accuracy/average-precision.js';
import { bootstrapImages, bootstrapItems, mean, median } from '../../accuracy/bootstrap.js';
import { expectedCalibrationError } from '../../accuracy/calibration.js';
import { accuracy, balancedAccuracy, macroF1 } from '../../accuracy/naming-figures.js';
import { overlap, rasterise } from '../../accuracy/mask-overlap.js';
import { setToMean } from '../../accuracy/masked-images.js';
import { noveltyScore } from '../../accuracy/novelty.js';
import { areaUnderRoc } from '../../accuracy/roc.js';

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
    assert.equal(averagePrecision(judgeDetections(images, 0.5)), 1);
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
    assert.equal(averagePrecision(judgeDetections(images, 0.5)), 0.5);
  });

  it('stops at the recall reached: one of two cells gives 51 of 101 points', () => {
    const images = [{ found: [{ box: box(0, 0), score: 0.9 }], truth: [box(0, 0), box(30, 30)] }];
    assert.ok(Math.abs(averagePrecision(judgeDetections(images, 0.5)) - 51 / 101) < 1e-12);
  });

  it('counts the second detection of one cell as false', () => {
    const found = [
      { box: box(0, 0), score: 0.9 },
      { box: box(1, 0), score: 0.8 },
    ];
    assert.deepEqual(precisionRecall(judgeDetections([{ found, truth: [box(0, 0)] }], 0.5), 0.5), {
      precision: 0.5,
      recall: 1,
      f1: 2 / 3,
    });
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
    assert.equal(averagePrecision(judgeDetections(images, 0.5)), 1);
  });
});

describe('the curve of two fields with four cells, of which three are found among three false positives', () => {
  const score = (hit: boolean, at: number, value: number) => ({
    box: box(hit ? at : at + 15, 0),
    score: value,
  });
  const set = judgeDetections(
    [
      {
        found: [score(true, 0, 0.9), score(false, 0, 0.8), score(true, 40, 0.7)],
        truth: [box(0, 0), box(40, 0)],
      },
      {
        found: [score(false, 0, 0.6), score(false, 40, 0.5), score(true, 0, 0.4)],
        truth: [box(0, 0), box(90, 0)],
      },
    ],
    0.5,
  );

  it('reaches half of the cells before there is more than one false positive a field', () => {
    assert.equal(recallAtFalsePositives(set, 1), 0.5);
    assert.equal(recallAtFalsePositives(set, 1.5), 0.75);
    assert.equal(recallAtFalsePositives(set, 0), 0.25);
  });

  it('has the best precision at or beyond a recall, and none beyond what is reached', () => {
    assert.equal(precisionAtRecall(set, 0.5), 2 / 3);
    assert.equal(precisionAtRecall(set, 0.75), 0.5);
    assert.equal(precisionAtRecall(set, 0.95), 0);
  });

  it('counts an image as often as a resample draws it', () => {
    assert.equal(precisionAtRecall(set, 0.5, Int32Array.of(0, 2)), 1 / 3);
    assert.ok(Math.abs(averagePrecision(set, Int32Array.of(3, 0)) - (51 + (50 * 2) / 3) / 101) < 1e-12);
  });

  it('names the cells that were missed', () => {
    assert.deepEqual(set.missed, [[], [1]]);
  });
});

describe('bootstrap intervals', () => {
  it('are the same at every run, and hold 95 % of the means of resampled images', () => {
    const halves = Array.from({ length: 100 }, (_, image) => ({ image, value: image % 2 }));
    const share = () => bootstrapItems(100, halves, (sample) => mean(sample.map(({ value }) => value)));
    const { value, low, high, n } = share();
    assert.deepEqual(share(), { value, low, high, n });
    assert.deepEqual({ value, n }, { value: 0.5, n: 100 });
    // The standard error of a half over a hundred is 0.05.
    assert.ok(Math.abs(low - 0.402) <= 0.03 && Math.abs(high - 0.598) <= 0.03, `${low} to ${high}`);
  });

  it('draw images, not the cells on them: cells that share an image come and go together', () => {
    const cells = Array.from({ length: 100 }, (_, i) => ({ image: i < 50 ? 0 : 1, value: i < 50 ? 0 : 1 }));
    const { low, high } = bootstrapItems(2, cells, (sample) => mean(sample.map(({ value }) => value)));
    assert.deepEqual([low, high], [0, 1]);
  });

  it('collapse where no image differs', () => {
    assert.deepEqual(
      bootstrapImages(7, () => 0.25, 3),
      { value: 0.25, low: 0.25, high: 0.25, n: 3 },
    );
  });

  it('know the middle of an even number of values', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([9, 1, 5]), 5);
  });
});

describe('expected calibration error', () => {
  it('is the gap of confidence and share of right answers, weighted over the bins', () => {
    const answers = [
      { confidence: 0.95, right: true },
      { confidence: 0.95, right: false },
      { confidence: 0.35, right: true },
      { confidence: 0.35, right: false },
    ];
    assert.ok(Math.abs(expectedCalibrationError(answers) - (0.45 / 2 + 0.15 / 2)) < 1e-12);
  });

  it('lets opposite errors cancel within a bin only', () => {
    const pair = (first: number, second: number) => [
      { confidence: first, right: true },
      { confidence: second, right: false },
    ];
    assert.ok(Math.abs(expectedCalibrationError(pair(0.5, 0.5))) < 1e-12);
    assert.ok(Math.abs(expectedCalibrationError(pair(1, 0.5)) - 0.25) < 1e-12);
  });
});

describe('area under the ROC curve', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    const items = [
      { score: 3, positive: true },
      { score: 2, positive: true },
      { score: 1, positive: false },
      { score: 2, positive: false },
    ];
    assert.equal(areaUnderRoc(items), 3.5 / 4);
  });

  it('is no number where there is nothing to compare', () => {
    assert.ok(Number.isNaN(areaUnderRoc([{ score: 1, positive: true }])));
  });
});

describe('novelty', () => {
  const head = {
    whitening: [
      [2, 0],
      [0, 1],
    ],
    means: [
      [0, 0],
      [3, 4],
      [6, 8],
    ],
    classes: ['A: one', 'A: two', 'B'],
    distance: { mean: 1, deviation: 2 },
    error: { mean: 0.1, deviation: 0.1 },
    weights: [1, 0.5],
    threshold: 2,
  } as const;
  const cell = { embedding: [0, 0], reconstructionError: 0.3 };

  it('is the distance to the nearest mean and the reconstruction error, both standardised', () => {
    assert.ok(Math.abs(noveltyScore(head, cell) - ((0 - 1) / 2 + 0.5 * 2)) < 1e-12);
    assert.ok(Math.abs(noveltyScore(head, { ...cell, embedding: [1.5, 4] }) - 0.5) < 1e-12);
  });

  it('leaves out all finer classes of the one that is held out', () => {
    assert.ok(Math.abs(noveltyScore(head, cell, 'A') - ((10 - 1) / 2 + 0.5 * 2)) < 1e-12);
  });
});

describe('masking', () => {
  it('sets what is outside to its mean colour and leaves the rest', () => {
    const pixels = Uint8Array.of(10, 0, 20, 100, 90, 80, 30, 4, 20);
    setToMean(pixels, Uint8Array.of(0, 1, 0), 3);
    assert.deepEqual([...pixels], [20, 2, 20, 100, 90, 80, 20, 2, 20]);
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
    assert.ok(Math.abs(macroF1(pairs, ['a']) - 4 / 5) < 1e-12);
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

  it('is Dice, twice the common part over the sum, and IoU, the common part over the union', () => {
    assert.deepEqual(overlap(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0)), {
      dice: 0.5,
      iou: 1 / 3,
    });
  });
});
