import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  densityTables,
  densityUnder,
  median,
  medianDensity,
  medianOfBytes,
  medianOfNumbers,
} from '../../../../plugin/stain/optical-density.js';

describe('the median density', () => {
  it('of counted bytes is that of the pixels one by one, to the last digit', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const gain = fc.double({ min: 0.3, max: 4, noNaN: true });
    const pixels = fc.array(fc.tuple(byte, byte, byte), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(pixels, fc.tuple(gain, gain, gain), (of, gains) => {
        const densityAt = densityUnder(gains, 237);
        const wanted = medianDensity(of.map((pixel) => densityAt(Uint8ClampedArray.from(pixel), 0)));
        const found = densityTables(gains, 237).map((table, channel) => {
          const counts = new Uint32Array(256);
          for (const pixel of of) {
            const value = pixel[channel] as number;
            counts[value] = (counts[value] as number) + 1;
          }
          return medianOfBytes(counts, table);
        });
        assert.deepEqual(found, [...wanted]);
      }),
    );
  });

  it('is found without sorting as well, among few different numbers too', () => {
    // Of two numbers near the largest that there are, the sum is none.
    const double = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
    const number = fc.oneof(double, fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (numbers) => {
        // Nothing has a sign here: 0 is added.
        assert.deepEqual(medianOfNumbers(Float64Array.from(numbers)) + 0, median(numbers) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it('of nothing is no number', () => {
    assert.ok(Number.isNaN(medianOfNumbers(new Float64Array())));
    assert.ok(Number.isNaN(median([])));
    assert.ok(Number.isNaN(medianOfBytes(new Uint32Array(256), new Float64Array(256))));
  });
});
