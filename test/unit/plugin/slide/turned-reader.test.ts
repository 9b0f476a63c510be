import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { turnPixels } from '../../../../plugin/slide/turned-reader.js';

describe('pixels that are stored turned', () => {
  it('are made upright wherever they lie in a larger buffer', () => {
    const [left, right] = [
      [200, 100, 60, 255],
      [10, 20, 30, 255],
    ] as const;
    for (const offset of [0, 1, 2, 3]) {
      const data = new Uint8ClampedArray(new ArrayBuffer(16), offset, 8);
      data.set([...left, ...right]);
      const turned = turnPixels({ width: 2, height: 1, data }, 6);
      assert.deepEqual([turned.width, turned.height], [1, 2]);
      assert.deepEqual([...turned.data], [...left, ...right], `at byte ${offset}`);
      const mirrored = turnPixels({ width: 2, height: 1, data }, 2);
      assert.deepEqual([...mirrored.data], [...right, ...left], `at byte ${offset}`);
    }
  });
});
