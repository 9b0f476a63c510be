import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attachInRounds } from './attach-rounds.js';

describe('a panel that comes and goes', { timeout: 600_000 }, () => {
  it('leaves nothing behind in forty rounds with an analysis each: heap, arrays, nodes, listeners, handlers, workers and tensors stay flat', async () => {
    // `test/bench/attach-rounds.ts` is the long form.
    const seen = await attachInRounds({ rounds: 40, weights: 'tiny', lookEvery: 8 });
    const [, settled] = seen;
    const last = seen.at(-1);
    assert.ok(settled && last);
    const grown = (key: 'heapBytes' | 'arrayBytes' | 'nodes' | 'listeners' | 'handlers'): number =>
      last[key] - settled[key];
    const said = JSON.stringify(seen);
    assert.ok(grown('heapBytes') < 1_000_000, said);
    assert.ok(grown('arrayBytes') < 1_000_000, said);
    assert.ok(grown('nodes') < 30, said);
    assert.ok(grown('listeners') <= 5, said);
    assert.equal(grown('handlers'), 0, said);
    for (const { workers, tensors } of seen) {
      assert.equal(workers, 0, said);
      assert.equal(tensors, settled.tensors, said);
    }
    assert.ok(settled.tensors > 100, said);
  });
});
