import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { polygonArea } from '../../../../../models/domain/rings/polygon.js';
import { isSimpleRing } from '../../../../../models/domain/rings/simple-ring.js';
import { reduceRing, simplifyRing } from '../../../../../models/domain/rings/simplify-ring.js';
import { circle, cornersOf } from './test-rings.js';

describe('simplifying a ring', () => {
  it('stays within its tolerance of every vertex that it drops', () => {
    const ring = new Float64Array(400);
    for (let at = 0; at < 200; at++) {
      const angle = (at / 200) * 2 * Math.PI;
      const radius = 28 + 3 * Math.sin(5 * angle);
      ring[at * 2] = radius * Math.cos(angle);
      ring[at * 2 + 1] = radius * Math.sin(angle);
    }
    const simpler = simplifyRing(ring, 0.25);
    assert.ok(simpler.length < ring.length / 2);
    for (let at = 0; at < ring.length; at += 2) {
      const distance = distanceToRing(simpler, ring[at] as number, ring[at + 1] as number);
      assert.ok(distance <= 0.25 + 1e-9, `vertex ${at / 2} is ${distance} away`);
    }
  });

  it('never lets a thin comb cross itself', () => {
    const teeth: number[] = [];
    for (let tooth = 0; tooth < 10; tooth++)
      teeth.push(tooth, 0.05, tooth + 0.5, 9, tooth + 0.52, 9, tooth + 0.9, 0.1);
    const ring = Float64Array.from([...teeth, 10, -0.02, 0, -0.02]);
    assert.ok(isSimpleRing(ring));
    assert.ok(isSimpleRing(simplifyRing(ring, 0.25)));
  });

  it('leaves a ring simple with four corners at least, however thin and bent it is', () => {
    const radii = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(radii, fc.double({ min: 0.01, max: 30, noNaN: true }), (lengths, tolerance) => {
        const ring = Float64Array.from(
          lengths.flatMap((radius, i) => {
            const angle = (i / lengths.length) * 2 * Math.PI;
            return [radius * Math.cos(angle), radius * Math.sin(angle)];
          }),
        );
        fc.pre(isSimpleRing(ring));
        const simpler = simplifyRing(ring, tolerance);
        return isSimpleRing(simpler) && simpler.length >= 8 && simpler.length <= ring.length;
      }),
    );
  });
});

describe('a reduced ring', () => {
  it('keeps its shape within the tolerance, with far fewer vertices', () => {
    const ring = circle(100, 2000);
    const simple = reduceRing(ring, 0.5);
    assert.ok(simple.length < 100, `${simple.length / 2} vertices`);
    assert.ok(Math.abs(polygonArea(simple) / polygonArea(ring) - 1) < 0.01);
    for (const [x, y] of cornersOf(simple)) assert.ok(Math.abs(Math.hypot(x - 1000, y - 1000) - 100) < 1e-6);
  });

  it('loses what lies on a straight side, and nothing of a triangle', () => {
    const square = Float64Array.of(0, 0, 5, 0, 10, 0, 10, 10, 0, 10, 0, 5);
    assert.deepEqual([...reduceRing(square, 0.1)], [0, 0, 10, 0, 10, 10, 0, 10]);
    const triangle = Float64Array.of(0, 0, 10, 0, 5, 8);
    assert.deepEqual(reduceRing(triangle, 0.1), triangle);
  });

  it('never has a vertex that the ring had not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
          minLength: 3,
          maxLength: 60,
        }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (points, tolerance) => {
          const known = new Set(points.map(String));
          const simple = reduceRing(Float64Array.from(points.flat()), tolerance);
          return cornersOf(simple).every((position) => known.has(String(position)));
        },
      ),
    );
  });
});

function distanceToRing(ring: Float64Array, x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [number, number, number, number];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    nearest = Math.min(nearest, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
  }
  return nearest;
}
