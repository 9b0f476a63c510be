import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzz, makeTargets } from '../../fuzz/hostile-inputs.js';

describe('files that were changed at random', () => {
  it('are read or refused by every reader, soon, with no more memory than is stated', async () => {
    const { failures, read, refused, inputs } = await fuzz(20_260_505, 1800, await makeTargets());
    assert.deepEqual(failures, []);
    assert.equal(read + refused, inputs);
    assert.ok(read > 200 && refused > 200, `${read} read, ${refused} refused`);
  });
});
