import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import polygonClipping from 'polygon-clipping';
import { polygonArea, type Polygon } from '../../../../../models/domain/rings/polygon.js';
import { ringIou, sharedArea } from '../../../../../models/domain/rings/ring-overlap.js';
import { circle, cornersOf, ringOf } from './test-rings.js';

describe('the area that two outlines share', () => {
  const disc = (x: number): Polygon =>
    circle(50, 200, 0).map((value, i) => (i % 2 === 0 ? value + x : value));

  it('is that of the lens between two discs', () => {
    // Two discs of radius r at distance r share (2π/3 − √3/2) r².
    const lens = ((2 * Math.PI) / 3 - Math.sqrt(3) / 2) * 2500;
    assert.ok(Math.abs(sharedArea(disc(0), disc(50)) / lens - 1) < 0.01);
    assert.equal(sharedArea(disc(0), disc(101)), 0);
  });

  it('is within two per cent of the smaller one what a library for cutting polygons says', () => {
    const radius = fc.double({ min: 10, max: 60, noNaN: true });
    const star = fc.tuple(
      fc.array(radius, { minLength: 8, maxLength: 40 }),
      fc.double({ min: -60, max: 60, noNaN: true }),
    );
    const ringAt = ([radii, x]: readonly [readonly number[], number]): Polygon =>
      Float64Array.from(
        radii.flatMap((r, i) => {
          const angle = (i / radii.length) * 2 * Math.PI;
          return [x + r * Math.cos(angle), r * Math.sin(angle)];
        }),
      );
    fc.assert(
      fc.property(star, star, (one, other) => {
        const [a, b] = [ringAt(one), ringAt(other)];
        const exact = polygonClipping
          .intersection([cornersOf(a)], [cornersOf(b)])
          .flat()
          .reduce((sum, ring) => sum + polygonArea(ringOf(...ring.slice(1))), 0);
        const least = Math.min(polygonArea(a), polygonArea(b));
        assert.ok(Math.abs(sharedArea(a, b) - exact) < 0.02 * least, `${sharedArea(a, b)} ≠ ${exact}`);
      }),
    );
  });

  it('is all of the union of a ring with itself', () => {
    assert.ok(Math.abs(ringIou(disc(0), disc(0)) - 1) < 0.01);
    assert.equal(ringIou(disc(0), disc(200)), 0);
  });
});
