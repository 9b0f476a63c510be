import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import polygonClipping from 'polygon-clipping';
import { areApart, isSimpleRing, ringsTouch } from '../../../../../models/domain/rings/simple-ring.js';
import { circle, cornersOf, ringOf } from './test-rings.js';

describe('a simple ring', () => {
  it('is told from a bow tie, a spike and a touching corner', () => {
    assert.ok(isSimpleRing(Float64Array.from([0, 0, 4, 0, 4, 4, 0, 4])));
    assert.ok(!isSimpleRing(Float64Array.from([0, 0, 4, 4, 4, 0, 0, 4])));
    assert.ok(!isSimpleRing(Float64Array.from([0, 0, 4, 0, 4, 4, 4, -2, 0, 4])));
    assert.ok(!isSimpleRing(Float64Array.from([0, 0, 4, 0, 4, 4, 2, 0, 0, 4])));
  });

  it('is told from one that crosses itself by less than doubles can multiply', () => {
    // The corner lies one step of doubles to either side of the slanting side.
    const near = (y: number) => ringOf([0, 0], [1e5, 3e4], [1e5, 5e4], [5e4, y], [0, 5e4]);
    const onSide = 1.5e4;
    assert.ok(isSimpleRing(near(onSide + 2e-12)));
    assert.ok(!isSimpleRing(near(onSide)));
    assert.ok(!isSimpleRing(near(onSide - 2e-12)));
  });

  it('may have a corner in the middle of a straight side', () => {
    assert.ok(isSimpleRing(ringOf([0, 0], [2, 0], [4, 0], [4, 4], [0, 4])));
  });

  it('has at least three corners', () => {
    assert.ok(!isSimpleRing(ringOf()));
    assert.ok(!isSimpleRing(ringOf([0, 0], [1, 1])));
  });

  it('is what a library for cutting polygons leaves as it is', () => {
    const place = fc.integer({ min: 0, max: 12 });
    let simple = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 7 }), (corners) => {
        const ring = ringOf(...corners);
        if (!isSimpleRing(ring)) return;
        simple++;
        const whole = polygonClipping.union([cornersOf(ring)]);
        assert.equal(whole.length, 1);
        assert.equal(whole[0]?.length, 1);
        const known = new Set(corners.map(String));
        assert.ok(whole[0]?.[0]?.every((corner) => known.has(String(corner))));
      }),
      { numRuns: 1000 },
    );
    assert.ok(simple > 50, `${simple} were simple`);
  });
});

describe('two rings', () => {
  const square = ringOf([0, 0], [10, 0], [10, 10], [0, 10]);

  it('touch where they share as little as a corner', () => {
    assert.ok(ringsTouch(square, ringOf([10, 10], [20, 10], [20, 20])));
    assert.ok(!ringsTouch(square, ringOf([10.001, 10], [20, 10], [20, 20])));
  });

  it('are apart where neither lies in the other', () => {
    const inside = circle(2, 20, 5);
    assert.ok(!ringsTouch(square, inside));
    assert.ok(!areApart(square, inside) && !areApart(inside, square));
    assert.ok(areApart(square, circle(2, 20, 15)));
  });
});
