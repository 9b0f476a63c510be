import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import polygonClipping from 'polygon-clipping';
import { enclosedRings } from '../../../../../models/domain/rings/enclosed-rings.js';
import { polygonArea, type Polygon } from '../../../../../models/domain/rings/polygon.js';
import { areApart, isSimpleRing } from '../../../../../models/domain/rings/simple-ring.js';
import { cornersOf, ringOf } from './test-rings.js';

const areaOf = (rings: readonly Polygon[]): number => rings.reduce((sum, ring) => sum + polygonArea(ring), 0);

/** The outer rings of the non-zero rule by another library; holes are filled. */
function outerRings(ring: Polygon): Polygon[] {
  return polygonClipping.union([cornersOf(ring)]).map(([outer]) => ringOf(...(outer ?? []).slice(1)));
}

describe('what a ring encloses', () => {
  it('counts once where the ring goes round twice', () => {
    const twice = ringOf([0, 0], [10, 0], [10, 10], [0, 10], [0, 0], [10, 0], [10, 10], [0, 10]);
    assert.equal(areaOf(enclosedRings(twice) ?? []), 100);
  });

  it('is a star with its middle where a pentagram is drawn in one go', () => {
    const star = Float64Array.from(
      [0, 2, 4, 1, 3].flatMap((i) => [100 * Math.cos(i * 0.4 * Math.PI), 100 * Math.sin(i * 0.4 * Math.PI)]),
    );
    const [ring] = enclosedRings(star) ?? [];
    assert.ok(ring && isSimpleRing(ring));
    assert.equal(ring.length / 2, 10);
    assert.ok(Math.abs(polygonArea(ring) / areaOf(outerRings(star)) - 1) < 1e-4);
  });

  it('stays one ring where its parts meet in a point', () => {
    const [eight, ...others] = enclosedRings(ringOf([0, 0], [90, 90], [90, 0], [0, 90])) ?? [];
    assert.equal(others.length, 0);
    assert.ok(eight && isSimpleRing(eight));
  });

  it('is nothing where the ring runs back on itself', () => {
    assert.deepEqual(enclosedRings(ringOf([0, 0], [5, 5], [9, 9])), []);
  });

  it('is simple, and agrees in area with a library for cutting polygons, whatever is drawn', () => {
    const place = fc.integer({ min: 0, max: 1000 });
    let crossed = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 12 }), (corners) => {
        const ring = ringOf(...corners);
        const rings = enclosedRings(ring);
        assert.ok(rings, 'never a scribble');
        const expected = outerRings(ring);
        rings.forEach((one, i) => {
          assert.ok(isSimpleRing(one));
          assert.ok(rings.slice(i + 1).every((other) => areApart(one, other)));
        });
        if (!isSimpleRing(ring)) crossed++;
        // Rounding to a hundredth moves each side by less than that.
        const near = 0.01 * 1500 * corners.length;
        const [area, least] = [areaOf(rings), areaOf(expected)];
        assert.ok(area > least - near, `${area} < ${least}`);
        // Beads on a string that meets itself again enclose a gap, which is filled as all holes are.
        if (expected.length === 1) assert.ok(area < least + near, `${area} > ${least}`);
      }),
      { numRuns: 500 },
    );
    assert.ok(crossed > 200, `${crossed} crossed themselves`);
  });
});
