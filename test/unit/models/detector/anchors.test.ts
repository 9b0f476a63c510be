import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAnchors } from '../../../../models/detector/anchors.js';

describe('anchors', () => {
  const shape = { stride: 8, sizes: [24, 34], ratios: [0.7, 1, 1.4] };

  it('start with the shapes that torchvision makes, ratios outside and sizes inside', () => {
    // AnchorGenerator(((24, 34),), ((0.7, 1.0, 1.4),)).cell_anchors of torchvision 0.14.1
    const expected = [
      [-14, -10, 14, 10],
      [-20, -14, 20, 14],
      [-12, -12, 12, 12],
      [-17, -17, 17, 17],
      [-10, -14, 10, 14],
      [-14, -20, 14, 20],
    ];
    assert.deepEqual([...createAnchors(shape, 256).subarray(0, 24)], expected.flat());
  });

  it('step along the row first, one stride at a time', () => {
    const anchors = createAnchors(shape, 64);
    assert.equal(anchors.length, 8 * 8 * 6 * 4);
    const at = (row: number, column: number) => [
      ...anchors.subarray((row * 8 + column) * 24, (row * 8 + column) * 24 + 4),
    ];
    assert.deepEqual(at(0, 1), [-6, -10, 22, 10]);
    assert.deepEqual(at(3, 2), [2, 14, 30, 34]);
  });

  it('round halves to the even neighbour, as torch does', () => {
    const odd = { stride: 8, sizes: [25, 27], ratios: [1] };
    assert.deepEqual([...createAnchors(odd, 8)], [-12, -12, 12, 12, -14, -14, 14, 14]);
  });
});
