import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  densifyRing,
  polygonArea,
  polygonBounds,
  polygonCentroid,
  polygonContains,
  polygonPerimeter,
  signedArea,
  vertexAt,
} from '../../../../../models/domain/rings/polygon.js';
import { cornersOf, ringOf } from './test-rings.js';

const SQUARE = ringOf([0, 0], [10, 0], [10, 10], [0, 10]);

describe('a ring', () => {
  it('gets points on its sides, so that none is longer than asked', () => {
    const dense = cornersOf(densifyRing(SQUARE, 3));
    assert.equal(dense.length, 16);
  });

  it('has its area with the sign of the way round, its length and its box', () => {
    const backwards = ringOf([0, 10], [10, 10], [10, 0], [0, 0]);
    assert.deepEqual([signedArea(SQUARE), signedArea(backwards), polygonArea(backwards)], [100, -100, 100]);
    assert.equal(polygonPerimeter(SQUARE), 40);
    assert.deepEqual(polygonBounds(SQUARE), { minX: 0, minY: 0, maxX: 10, maxY: 10 });
  });

  it('has its centre of mass where its area is, and in its box where it has none', () => {
    assert.deepEqual(polygonCentroid(SQUARE), { x: 5, y: 5 });
    assert.deepEqual(polygonCentroid(ringOf([0, 0], [4, 2])), { x: 2, y: 1 });
  });

  it('holds the points inside it', () => {
    assert.ok(polygonContains(SQUARE, { x: 9, y: 1 }));
    assert.ok(!polygonContains(SQUARE, { x: 11, y: 1 }));
  });

  it('has its vertices counted round and round', () => {
    assert.deepEqual(
      [vertexAt(SQUARE, 5), vertexAt(SQUARE, -1)],
      [
        { x: 10, y: 0 },
        { x: 0, y: 10 },
      ],
    );
  });
});
