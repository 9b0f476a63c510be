import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { resampleArea } from '../../../../plugin/slide/resample.js';

/** The pattern that the OpenCV values below were made from. */
function pattern(width: number, height: number): RgbaTile {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        data[(y * width + x) * 4 + c] = (x * 37 + y * 91 + c * 53 + x * y * 7) % 256;
      }
      data[(y * width + x) * 4 + 3] = 255;
    }
  }
  return { width, height, data };
}

function channel(tile: RgbaTile, c: number): number[] {
  return Array.from({ length: tile.width * tile.height }, (_, i) => tile.data[i * 4 + c] as number);
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  assert.equal(a.length, b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
}

/** cv2.resize of the pattern (OpenCV 4.6): [from, to, channel 0, channel 1, largest difference allowed]. */
const shrunk = [
  // OpenCV rounds halves up in its special case of 2 × 2, and to even elsewhere.
  {
    from: [8, 6],
    to: [4, 3],
    slack: 1,
    red: [66, 147, 100, 117, 127, 108, 153, 134, 124, 133, 142, 151],
    green: [119, 136, 153, 106, 116, 161, 142, 123, 177, 122, 131, 140],
  },
  {
    from: [9, 6],
    to: [3, 2],
    slack: 0,
    red: [107, 125, 115, 116, 140, 136],
    green: [131, 149, 111, 141, 137, 132],
  },
  {
    from: [7, 5],
    to: [3, 2],
    slack: 0,
    red: [96, 120, 144, 122, 140, 159],
    green: [127, 129, 132, 138, 135, 132],
  },
  {
    from: [10, 7],
    to: [6, 5],
    slack: 0,
    red: [
      42, 104, 123, 163, 80, 105, 162, 122, 104, 146, 106, 154, 77, 133, 189, 111, 145, 114, 130, 144, 136,
      148, 118, 110, 83, 125, 102, 168, 130, 158,
    ],
    green: [
      95, 142, 146, 143, 96, 115, 157, 124, 113, 141, 130, 141, 115, 157, 133, 135, 147, 93, 183, 109, 123,
      143, 142, 163, 136, 178, 111, 148, 147, 101,
    ],
  },
] as const;

describe('resampleArea', () => {
  for (const { from, to, slack, red, green } of shrunk) {
    it(`shrinks ${from.join('×')} to ${to.join('×')} as cv2.INTER_AREA does`, () => {
      const source = pattern(from[0], from[1]);
      const region = { minX: 0, minY: 0, maxX: from[0], maxY: from[1] };
      const result = resampleArea(source, region, to[0], to[1]);
      assert.ok(largestDifference(channel(result, 0), red) <= slack);
      assert.ok(largestDifference(channel(result, 1), green) <= slack);
      assert.ok(channel(result, 3).every((alpha) => alpha === 255));
    });
  }

  it('grows 3×2 to 5×4 as cv2.INTER_LINEAR does', () => {
    const result = resampleArea(pattern(3, 2), { minX: 0, minY: 0, maxX: 3, maxY: 2 }, 5, 4);
    const red = [0, 15, 37, 59, 74, 23, 38, 62, 85, 100, 68, 85, 111, 136, 153, 91, 108, 135, 161, 179];
    // OpenCV interpolates 8-bit pixels in fixed point.
    assert.ok(largestDifference(channel(result, 0), red) <= 1);
  });

  it('copies pixels untouched where nothing is scaled', () => {
    const source = pattern(9, 7);
    const result = resampleArea(source, { minX: 2, minY: 1, maxX: 7, maxY: 5 }, 5, 4);
    assert.equal(result.data[(3 * 5 + 4) * 4 + 1], source.data[(4 * 9 + 6) * 4 + 1]);
    assert.notEqual(result.data.buffer, source.data.buffer);
  });

  it('weighs a pixel that the region cuts by the part inside', () => {
    const data = new Uint8ClampedArray([0, 0, 0, 255, 100, 100, 100, 255, 200, 200, 200, 255]);
    const result = resampleArea(
      { width: 3, height: 1, data },
      { minX: 0.5, minY: 0, maxX: 2.5, maxY: 1 },
      1,
      1,
    );
    // Half of 0, all of 100, half of 200, over a width of two pixels.
    assert.equal(result.data[0], 100);
    const skewed = resampleArea(
      { width: 3, height: 1, data },
      { minX: 0.5, minY: 0, maxX: 3, maxY: 1 },
      1,
      1,
    );
    assert.equal(skewed.data[0], 120);
  });

  it('keeps the mean brightness and gives the same result for any region that holds one colour', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        fraction,
        fraction,
        fraction,
        fraction,
        (width, height, left, top, across, down) => {
          const source = { width: 20, height: 20, data: new Uint8ClampedArray(1600).fill(77) };
          const minX = left * 19;
          const minY = top * 19;
          const maxX = minX + Math.max(0.01, across * (20 - minX));
          const maxY = minY + Math.max(0.01, down * (20 - minY));
          const result = resampleArea(
            source,
            { minX, minY, maxX: Math.min(20, maxX), maxY: Math.min(20, maxY) },
            width,
            height,
          );
          assert.ok(result.data.every((value) => value === 77));
        },
      ),
      { numRuns: 200 },
    );
  });
});
