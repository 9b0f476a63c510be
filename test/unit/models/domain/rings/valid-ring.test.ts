import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { polygonArea, type Polygon } from '../../../../../models/domain/rings/polygon.js';
import { isSimpleRing } from '../../../../../models/domain/rings/simple-ring.js';
import { repairRing } from '../../../../../models/domain/rings/valid-ring.js';
import { circle, ringOf } from './test-rings.js';

const valid = (ring: Polygon): Polygon => repairRing(ring).ring;

describe('a valid ring', () => {
  const decimals = (value: number): number => String(value).split('.')[1]?.length ?? 0;

  it('has at least three corners, and never crosses or touches itself', () => {
    const coordinate = fc.oneof(
      fc.double({ min: 0, max: 0.2, noNaN: true }),
      fc.integer({ min: 0, max: 6 }),
      fc.double({ min: 0, max: 90_000, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 0, maxLength: 40 }), (numbers) => {
        const ring = valid(Float64Array.from(numbers.slice(0, numbers.length & ~1)));
        assert.ok(ring.length >= 6);
        assert.ok(isSimpleRing(ring));
        assert.ok(polygonArea(ring) > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('has two decimals', () => {
    const ring = valid(Float64Array.of(0.123456, 1.98765, 20.5, 2.005, 11.1111, 30.77777));
    for (const value of ring) assert.ok(decimals(value) <= 2);
  });

  it('has more decimals only where two would make it touch itself', () => {
    // An hourglass whose waist is two thousandths of a pixel wide.
    const hourglass = Float64Array.of(0, 0, 5.001, 4.999, 10, 0, 10, 10, 5.001, 5.001, 0, 10);
    const ring = valid(hourglass);
    assert.equal(ring.length, 12);
    assert.ok(ring.some((value) => decimals(value) > 2));
  });
});

describe('a ring that crosses itself', () => {
  it('keeps the area of both halves of a bow tie', () => {
    const { ring, fault } = repairRing(ringOf([0, 0], [90, 90], [90, 0], [0, 90]));
    assert.equal(fault, 'crossed-itself');
    assert.ok(isSimpleRing(ring));
    assert.ok(Math.abs(polygonArea(ring) - 4050) < 0.01, `${polygonArea(ring)}`);
  });

  it('keeps its area where a slip of the hand left a small loop, outside or inside', () => {
    const round = [...circle(50, 120, 100)];
    for (const loop of [
      [155, -4, 160, 0, 155, 4],
      [145, -3, 140, 0, 145, 3],
    ]) {
      const [ax, ay, bx, by, cx, cy] = loop.map((value, i) => (i % 2 === 0 ? value : value + 100));
      // Down across the line, back and on: the two ways cross.
      const ring = Float64Array.from([...round.slice(2), cx, cy, bx, by, ax, ay] as number[]);
      assert.ok(!isSimpleRing(ring));
      const { ring: repaired, rest } = repairRing(ring);
      assert.ok(isSimpleRing(repaired));
      assert.deepEqual(rest, []);
      const change = polygonArea(repaired) / polygonArea(circle(50, 120, 100)) - 1;
      assert.ok(Math.abs(change) < 0.01, `${change}`);
    }
  });

  it('is said to enclose nothing, or too much to say what', () => {
    assert.equal(repairRing(ringOf([0, 0], [5, 5], [9, 9])).fault, 'no-area');
    const scribble = Float64Array.from({ length: 2000 }, (_, i) => (i * 7919) % 997);
    assert.equal(repairRing(scribble).fault, 'scribble');
  });

  it('falls into parts where a line alone joined them, the largest first', () => {
    const dumbbell = ringOf(
      [0, 0],
      [4, 0],
      [4, 2],
      [9, 2],
      [9, 0],
      [20, 0],
      [20, 9],
      [9, 9],
      [9, 2],
      [4, 2],
      [4, 4],
      [0, 4],
    );
    const { ring, rest } = repairRing(dumbbell);
    assert.deepEqual([polygonArea(ring), ...rest.map(polygonArea)], [99, 16]);
  });
});
