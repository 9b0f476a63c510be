import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boxIou } from '../../../../models/domain/geometry.js';
import { ranked, suppressOverlaps } from '../../../../models/detector/nms.js';

const at = (boxes: Float32Array, place: number) => {
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = boxes.subarray(place * 4, place * 4 + 4);
  return { minX, minY, maxX, maxY };
};

const scene = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 60 }),
    y: fc.integer({ min: 0, max: 60 }),
    w: fc.integer({ min: 1, max: 30 }),
    h: fc.integer({ min: 1, max: 30 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('suppressing overlaps', () => {
  it('keeps the best of a pile and everything apart from it', () => {
    const boxes = Float32Array.of(0, 0, 10, 10, 1, 1, 11, 11, 40, 40, 50, 50);
    assert.deepEqual(suppressOverlaps(boxes, Float32Array.of(0.6, 0.9, 0.3), { iou: 0.5 }), [1, 2]);
  });

  it('keeps a pair that overlaps by exactly the limit', () => {
    const boxes = Float32Array.of(0, 0, 10, 10, 0, 0, 10, 5);
    assert.deepEqual(suppressOverlaps(boxes, Float32Array.of(0.9, 0.8), { iou: 0.5 }), [0, 1]);
    assert.deepEqual(suppressOverlaps(boxes, Float32Array.of(0.9, 0.8), { iou: 0.49 }), [0]);
  });

  it('drops slivers and scores at or below the threshold, and keeps no more than asked', () => {
    const boxes = Float32Array.of(0, 0, 10, 10, 20, 0, 20.001, 10, 40, 0, 50, 10, 60, 0, 70, 10);
    const scores = Float32Array.of(0.5, 0.9, 0.8, 0.7);
    assert.deepEqual(suppressOverlaps(boxes, scores, { iou: 0.5, minSide: 0.01, above: 0.5 }), [2, 3]);
    assert.deepEqual(suppressOverlaps(boxes, scores, { iou: 0.5, minSide: 0.01, keep: 1 }), [2]);
  });

  it('leaves no two overlapping boxes, and drops none without a better one that overlaps it', () => {
    fc.assert(
      fc.property(scene, (items) => {
        const boxes = Float32Array.from(items.flatMap(({ x, y, w, h }) => [x, y, x + w, y + h]));
        const scores = Float32Array.from(items, ({ score }) => score);
        const kept = suppressOverlaps(boxes, scores, { iou: 0.4 });
        for (const [order, place] of kept.entries()) {
          for (const other of kept.slice(order + 1)) {
            assert.ok(boxIou(at(boxes, place), at(boxes, other)) <= 0.4);
            assert.ok((scores[place] as number) >= (scores[other] as number));
          }
        }
        for (let place = 0; place < items.length; place++) {
          if (kept.includes(place)) continue;
          const better = kept.filter((other) => (scores[other] as number) >= (scores[place] as number));
          assert.ok(better.some((other) => boxIou(at(boxes, place), at(boxes, other)) > 0.4));
        }
      }),
    );
  });
});

describe('ranking', () => {
  it('gives the highest scores, best first, equal ones in their order', () => {
    assert.deepEqual(ranked(Float32Array.of(1, 3, 2, 3, 2), 4), [1, 3, 2, 4]);
    assert.deepEqual(ranked(Float32Array.of(-1, -2), 5), [0, 1]);
  });
});
