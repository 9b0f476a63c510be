import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { intervalsOverlap, wilsonInterval } from '../../../../plugin/count/wilson.js';

/** Where a share p lies so far off that it makes `count` of `total` a 1 in 40 event, found by halving. */
function boundByHalving(count: number, total: number, side: -1 | 1): number {
  const share = count / total;
  const isTooFar = (p: number): boolean =>
    Math.abs(share - p) > 1.959963984540054 * Math.sqrt((p * (1 - p)) / total);
  let [near, far] = [share, side < 0 ? 0 : 1];
  if (!isTooFar(far)) return far;
  for (let i = 0; i < 200; i++) {
    const middle = (near + far) / 2;
    if (isTooFar(middle)) far = middle;
    else near = middle;
  }
  return near;
}

const counts = fc
  .integer({ min: 1, max: 2000 })
  .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));

describe('the 95 % interval of a share', () => {
  it('is the published one (Newcombe 1998, Statistics in Medicine 17:857, table I, method 3)', () => {
    for (const [count, total, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilsonInterval(count, total);
      assert.ok(interval && Math.abs(interval.low - low) < 5e-5 && Math.abs(interval.high - high) < 5e-5);
    }
  });

  it('holds just the shares from which the count lies no further than 1.96 standard errors', () => {
    fc.assert(
      fc.property(counts, ([count, total]) => {
        const interval = wilsonInterval(count, total);
        assert.ok(interval);
        assert.ok(Math.abs(interval.low - boundByHalving(count, total, -1)) < 1e-9);
        assert.ok(Math.abs(interval.high - boundByHalving(count, total, 1)) < 1e-9);
      }),
    );
  });

  it('lies within 0 and 1, around the share, and mirrors itself', () => {
    fc.assert(
      fc.property(counts, ([count, total]) => {
        const interval = wilsonInterval(count, total);
        const other = wilsonInterval(total - count, total);
        assert.ok(interval && other);
        assert.ok(interval.low >= 0 && interval.low <= count / total);
        assert.ok(interval.high <= 1 && interval.high >= count / total);
        assert.ok(Math.abs(interval.low - (1 - other.high)) < 1e-12);
      }),
    );
  });

  it('stays near the whole per cent of the table that laboratories know, for a hundred cells', () => {
    // Exact binomial limits, rounded as Rümke's table has them.
    for (const [count, low, high] of [
      [0, 0, 4],
      [1, 0, 6],
      [5, 1, 12],
      [10, 4, 18],
      [50, 39, 61],
      [100, 96, 100],
    ] as const) {
      const interval = wilsonInterval(count, 100);
      assert.ok(interval);
      assert.ok(interval.low * 100 >= low - 0.5 && interval.low * 100 - low < 2, `${count}: ${interval.low}`);
      assert.ok(interval.high * 100 <= high + 0.5 && high - interval.high * 100 < 2, `${count}`);
    }
  });

  it('is absent where nothing was counted', () => {
    assert.equal(wilsonInterval(0, 0), undefined);
  });

  it('overlaps another that shares a point with it', () => {
    assert.ok(intervalsOverlap({ low: 0.1, high: 0.2 }, { low: 0.2, high: 0.4 }));
    assert.ok(!intervalsOverlap({ low: 0.1, high: 0.2 }, { low: 0.21, high: 0.4 }));
  });
});
