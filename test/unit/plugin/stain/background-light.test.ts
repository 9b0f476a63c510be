import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backgroundLight } from '../../../../plugin/stain/background-light.js';

/** The percentile of a list, between ranks as numpy's default has it. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = (percentile / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number];
  return below + (above - below) * (rank - Math.floor(rank));
}

describe('the light through empty glass', () => {
  it('is each channel’s percentile of the opaque pixels of all parts, to the last digit', () => {
    const byte = fc.nat(255);
    const pixel = fc.tuple(byte, byte, byte, fc.constantFrom(0, 1, 255));
    const part = fc.array(pixel, { minLength: 1, maxLength: 40 });
    const percentile = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), percentile, (parts, asked) => {
        const tiles = parts.map((pixels) => {
          return { width: pixels.length, height: 1, data: Uint8ClampedArray.from(pixels.flat()) };
        });
        const opaque = parts.flat().filter(([, , , alpha]) => alpha > 0);
        const wanted = [0, 1, 2].map((channel) =>
          percentileOf(
            opaque.map((of) => of[channel] as number),
            asked,
          ),
        );
        assert.deepEqual(backgroundLight(tiles, asked), opaque.length > 0 ? wanted : undefined);
      }),
    );
  });
});
