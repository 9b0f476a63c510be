import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blobBytes } from '../../../../plugin/slide/bytes/byte-source.js';

describe('the bytes of a Blob', () => {
  const source = blobBytes(new Blob([Uint8Array.of(1, 2, 3, 4)]), 'four');

  it('are none at a place that is no place, and the process goes on', async () => {
    for (const [offset, length] of [
      [Number.NaN, 2],
      [1, Number.NaN],
      [1.5, Number.NaN],
      [-1, 2],
      [2 ** 63, 2 ** 63],
      [Infinity, Infinity],
    ] as const)
      assert.ok((await source.read(offset, length)).length <= 3, `${offset}, ${length}`);
  });

  it('are fewer only where the file ends', async () => {
    assert.deepEqual([...(await source.read(1, 2))], [2, 3]);
    assert.deepEqual([...(await source.read(2, 2 ** 40))], [3, 4]);
    assert.deepEqual([...(await source.read(9, 1))], []);
  });
});
