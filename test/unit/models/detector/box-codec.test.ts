import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clipBoxes, decodeBoxes, pickBoxes } from '../../../../models/detector/box-codec.js';

const CODER = [10, 10, 5, 5] as const;
const near = (values: Float32Array, expected: readonly number[], within = 1e-3) => {
  assert.equal(values.length, expected.length);
  expected.forEach((value, index) => {
    assert.ok(
      Math.abs((values[index] as number) - value) <= within,
      `${values.join()} is not ${expected.join()}`,
    );
  });
};

describe('decoding boxes', () => {
  it('moves by shares of the size and grows by exponents', () => {
    const reference = Float32Array.of(10, 20, 50, 40);
    const deltas = Float32Array.of(1, -1, 5 * Math.log(2), 5 * Math.log(0.5));
    // Centre (30, 30) moves by a tenth of 40 × 20; width doubles, height halves.
    near(decodeBoxes(reference, deltas, CODER), [34 - 40, 28 - 5, 34 + 40, 28 + 5]);
  });

  it('gives back any box from the deltas that mean it', () => {
    const side = fc.double({ min: 2, max: 200, noNaN: true });
    const place = fc.double({ min: -50, max: 500, noNaN: true });
    const box = fc.tuple(place, place, side, side).map(([x, y, w, h]) => [x, y, x + w, y + h] as const);
    fc.assert(
      fc.property(box, box, (from, to) => {
        const [w, h] = [from[2] - from[0], from[3] - from[1]];
        const deltas = Float32Array.of(
          (10 * (to[0] + to[2] - from[0] - from[2])) / 2 / w,
          (10 * (to[1] + to[3] - from[1] - from[3])) / 2 / h,
          5 * Math.log(Math.min((to[2] - to[0]) / w, 62)),
          5 * Math.log(Math.min((to[3] - to[1]) / h, 62)),
        );
        if ((to[2] - to[0]) / w > 62 || (to[3] - to[1]) / h > 62) return;
        near(decodeBoxes(Float32Array.from(from), deltas, CODER), to, 0.05);
      }),
    );
  });

  it('never grows a box by more than torchvision does', () => {
    const [x1 = 0, , x2 = 0] = decodeBoxes(
      Float32Array.of(0, 0, 10, 10),
      Float32Array.of(0, 0, 999, 0),
      CODER,
    );
    assert.ok(Math.abs(x2 - x1 - 625) < 0.01);
  });

  it('picks four deltas out of wider rows', () => {
    const rows = Float32Array.of(9, 9, 1, 0, 0, 0, 9, 9, 0, 1, 0, 0);
    near(
      decodeBoxes(Float32Array.of(0, 0, 10, 10, 0, 0, 10, 10), rows, CODER, 6, 2),
      [1, 0, 11, 10, 0, 1, 10, 11],
    );
  });

  it('cuts boxes at the tile', () => {
    const boxes = Float32Array.of(-5, 3, 300, 90, 20, -8, 30, 400);
    clipBoxes(boxes, 256, 64);
    assert.deepEqual([...boxes], [0, 3, 256, 64, 20, 0, 30, 64]);
    assert.deepEqual([...pickBoxes(boxes, [1, 1])], [20, 0, 30, 64, 20, 0, 30, 64]);
  });
});
