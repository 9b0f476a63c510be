import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runTiles } from '../../../../plugin/analysis/tile-queue.js';

async function collect<T>(run: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of run) all.push(item);
  return all;
}

describe('the tile queue', () => {
  it('gives outcomes in the order of the items, however the tasks overtake each other', async () => {
    const slowFirst = async (item: number) => {
      await wait((5 - item) * 3);
      return item * 10;
    };
    const outcomes = await collect(runTiles([1, 2, 3, 4], slowFirst, { limit: 4 }));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.ok && outcome.value),
      [10, 20, 30, 40],
    );
  });

  it('never has more tasks under way than the limit', async () => {
    let running = 0;
    let most = 0;
    const task = async () => {
      most = Math.max(most, ++running);
      await wait(1);
      running--;
    };
    await collect(runTiles(new Array(20).fill(0), task, { limit: 3 }));
    assert.equal(most, 3);
  });

  it('goes on after a task that fails', async () => {
    const reason = new Error('a damaged tile');
    const task = async (item: number) => {
      if (item === 2) throw reason;
      return item;
    };
    const outcomes = await collect(runTiles([1, 2, 3], task, { limit: 2 }));
    assert.deepEqual(outcomes, [
      { ok: true, value: 1 },
      { ok: false, error: reason },
      { ok: true, value: 3 },
    ]);
  });

  it('rejects with the reason of the abort at once, though no task heeds it', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = collect(
      runTiles([1, 2, 3], () => wait(60_000, undefined, { ref: false }), {
        limit: 1,
        signal: controller.signal,
      }),
    );
    controller.abort(reason);
    await assert.rejects(run, (error) => error === reason);
  });

  it('tells its tasks to stop and starts no more when the reader leaves early', async () => {
    const started: number[] = [];
    const stopped: number[] = [];
    const task = async (item: number, signal: AbortSignal) => {
      started.push(item);
      if (item === 1) return item;
      return new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped.push(item);
          reject(signal.reason);
        });
      });
    };
    for await (const outcome of runTiles([1, 2, 3, 4, 5], task, { limit: 3 })) {
      assert.ok(outcome.ok);
      break;
    }
    assert.deepEqual(started, [1, 2, 3]);
    assert.deepEqual(stopped, [2, 3]);
  });
});
