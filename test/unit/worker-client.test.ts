import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { Analyst, OpenAnalyst } from '../../plugin/worker/analyst.js';
import { AnalystPool } from '../../plugin/worker/analyst-pool.js';
import { WorkerAnalyst } from '../../plugin/worker/client.js';
import { workers } from './channel-workers.js';
import { discAnalyst } from './disc-slide.js';

const REQUEST = { packUrl: 'file:///pack/', wasmUrl: 'file:///wasm/' };

const opens =
  (overrides: Partial<Analyst> = {}): OpenAnalyst =>
  async () =>
    discAnalyst(overrides);

function tileWithSpots(count: number): RgbaTile {
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(255);
  for (let i = 0; i < count; i++) data.fill(0, i * 5 * 4, (i * 5 + 2) * 4);
  return { width: 64, height: 64, data };
}

const never = new Promise<never>(() => undefined);
const lost = new SmearError('backend-lost', 'The graphics device was lost.');

describe('the models behind a worker', () => {
  it('answer each question with its own answer and leave the tile as it was', async () => {
    const analyst = await WorkerAnalyst.open(workers(opens()).spawn, REQUEST);
    const tiles = [1, 2, 3].map(tileWithSpots);
    const findings = await Promise.all(tiles.map((tile) => analyst.analyse(tile, { threshold: 0.5 })));
    assert.deepEqual(
      findings.map(({ count }) => count),
      [1, 2, 3],
    );
    assert.equal(tiles[0]?.data.length, 64 * 64 * 4);
    await analyst.dispose();
  });

  it('tell how the opening goes', async () => {
    const heard: unknown[] = [];
    const open: OpenAnalyst = async (_, { onProgress }) => {
      onProgress?.({ kind: 'loading', loadedBytes: 3, totalBytes: 10 });
      onProgress?.({ kind: 'electing' });
      return discAnalyst();
    };
    const analyst = await WorkerAnalyst.open(workers(open).spawn, REQUEST, {
      onProgress: (step) => heard.push(step),
    });
    assert.deepEqual(heard, [{ kind: 'loading', loadedBytes: 3, totalBytes: 10 }, { kind: 'electing' }]);
    await analyst.dispose();
  });

  it('fail with the code, the message and the cause with which they failed over there', async () => {
    const cause = new RangeError('row 7 is cut short');
    const error = new SmearError('pack-corrupt', 'The pack is damaged.', { cause });
    const { spawn, running } = workers(async () => Promise.reject(error));
    await assert.rejects(WorkerAnalyst.open(spawn, REQUEST), (caught) => {
      assert.ok(caught instanceof SmearError && caught.cause instanceof Error);
      assert.deepEqual(
        [caught.code, caught.message, caught.cause.name, caught.cause.message],
        ['pack-corrupt', 'The pack is damaged.', 'RangeError', 'row 7 is cut short'],
      );
      return true;
    });
    assert.equal(running(), 0);
  });

  it('give a question up at once when it is aborted, and never begin it if it still waited', async () => {
    const begun: number[] = [];
    const slow: Partial<Analyst> = {
      analyse: (tile, { signal }) => {
        begun.push(tile.width);
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const analyst = await WorkerAnalyst.open(workers(opens(slow)).spawn, REQUEST);
    const controller = new AbortController();
    const reason = new Error('cancelled by the reader');
    const asked = [64, 65, 66].map((width) =>
      analyst.analyse({ ...tileWithSpots(0), width }, { threshold: 0.5, signal: controller.signal }),
    );
    const settled = Promise.allSettled(asked);
    await new Promise((done) => setTimeout(done, 20));
    controller.abort(reason);
    for (const outcome of await settled) assert.deepEqual(outcome, { status: 'rejected', reason });
    assert.equal(await analyst.tensorCount(), 0);
    assert.deepEqual(begun, [64]);
    await analyst.dispose();
  });

  it('are started again once when the worker dies, and run again what was under way', async () => {
    const { spawn, deaths, started } = workers(opens({ analyse: () => never }), opens());
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    const findings = [1, 2].map((count) => analyst.analyse(tileWithSpots(count), { threshold: 0.5 }));
    deaths[0]?.(new Error('out of memory'));
    assert.deepEqual(
      (await Promise.all(findings)).map(({ count }) => count),
      [1, 2],
    );
    assert.equal(started(), 2);
    await analyst.dispose();
  });

  it('are started again without the old verdict when the device is lost', async () => {
    const requests: unknown[] = [];
    const noting =
      (overrides: Partial<Analyst>): OpenAnalyst =>
      async (request) => {
        requests.push(request.verdict);
        return discAnalyst(overrides);
      };
    const { spawn } = workers(noting({ analyse: () => Promise.reject(lost) }), noting({}));
    const analyst = await WorkerAnalyst.open(spawn, { ...REQUEST, verdict: 'webgpu' });
    assert.equal((await analyst.analyse(tileWithSpots(2), { threshold: 0.5 })).count, 2);
    assert.deepEqual(requests, ['webgpu', undefined]);
    await analyst.dispose();
  });

  it('give up with worker-failed and the cause when the worker dies over the same tile again', async () => {
    const { spawn, running } = workers(opens({ analyse: () => Promise.reject(lost) }));
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    await assert.rejects(analyst.analyse(tileWithSpots(1), { threshold: 0.5 }), (error) => {
      assert.ok(error instanceof SmearError && error.cause instanceof SmearError);
      assert.equal(error.code, 'worker-failed');
      assert.equal(error.cause.code, 'backend-lost');
      return true;
    });
    await assert.rejects(analyst.analyse(tileWithSpots(1), { threshold: 0.5 }), { code: 'worker-failed' });
    assert.equal(running(), 0);
  });

  it('give up what is under way where no second worker can be started', async () => {
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }));
    let spawned = 0;
    const analyst = await WorkerAnalyst.open(() => {
      if (spawned++ > 0) throw new Error('no more threads');
      return spawn();
    }, REQUEST);
    await assert.rejects(analyst.analyse(tileWithSpots(1), { threshold: 0.5 }), { code: 'worker-failed' });
  });

  it('go on after they were given up: what was behind it in the queue, and whatever is asked next', async () => {
    const deadly = 7;
    const overrides: Partial<Analyst> = {
      analyse: (tile, options) =>
        tile.width === deadly ? Promise.reject(lost) : discAnalyst().analyse(tile, options),
    };
    const { spawn, running } = workers(opens(overrides));
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    const bad = analyst.analyse({ ...tileWithSpots(0), width: deadly }, { threshold: 0.5 });
    const behind = analyst.analyse(tileWithSpots(2), { threshold: 0.5 });
    await assert.rejects(bad, { code: 'worker-failed' });
    assert.equal((await behind).count, 2);
    const alone = analyst.analyse({ ...tileWithSpots(0), width: deadly }, { threshold: 0.5 });
    await assert.rejects(alone, { code: 'worker-failed' });
    assert.equal(running(), 0);
    assert.equal((await analyst.analyse(tileWithSpots(3), { threshold: 0.5 })).count, 3);
    assert.equal(running(), 1);
    await analyst.dispose();
    assert.equal(running(), 0);
  });

  it('try to start a worker again with each new question while none can be started', async () => {
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }), opens());
    const refusals = ['no', 'threads'];
    let spawned = 0;
    const analyst = await WorkerAnalyst.open(() => {
      const refusal = spawned++ > 0 ? refusals.shift() : undefined;
      if (refusal !== undefined) throw new Error(refusal);
      return spawn();
    }, REQUEST);
    const ask = () => analyst.analyse(tileWithSpots(1), { threshold: 0.5 });
    await assert.rejects(ask(), { code: 'worker-failed' });
    await assert.rejects(ask(), { code: 'worker-failed' });
    assert.equal((await ask()).count, 1);
    await analyst.dispose();
  });

  it('say so when the worker does not even start', async () => {
    const { spawn, deaths } = workers(() => never);
    const opening = WorkerAnalyst.open(spawn, REQUEST);
    deaths[0]?.(new Error('the script is not there'));
    await assert.rejects(opening, { code: 'worker-failed' });
    const refused = (): never => {
      throw new Error('the policy forbids workers');
    };
    await assert.rejects(WorkerAnalyst.open(refused, REQUEST), { code: 'worker-failed' });
  });

  it('end with disposed, also what is under way, and may be disposed twice', async () => {
    const { spawn, running } = workers(opens({ analyse: () => never }));
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    const waiting = analyst.analyse(tileWithSpots(1), { threshold: 0.5 });
    const rejected = assert.rejects(waiting, { code: 'disposed' });
    await analyst.dispose();
    await analyst.dispose();
    await rejected;
    await assert.rejects(analyst.analyse(tileWithSpots(1), { threshold: 0.5 }), { code: 'disposed' });
    assert.equal(running(), 0);
  });
});

describe('teaching behind a worker', () => {
  const rows = {
    embeddings: Float32Array.of(1, 2, 3, 4),
    novelties: Float32Array.of(0, NaN),
    said: Int16Array.of(1, -1),
  };
  const answer = (taught: string) => ({
    taught,
    probabilities: Float32Array.of(0.5, 0.5),
    labels: Int16Array.of(0, 1),
    before: Int16Array.of(0),
    after: Int16Array.of(1),
  });

  it('brings the rows over, says how far it is, and leaves the rows as they were', async () => {
    const heard: number[] = [];
    const teach: Analyst['teach'] = async (asked, { onProgress } = {}) => {
      onProgress?.({ kind: 'teaching', done: 1, total: 4 });
      return answer([...asked.embeddings, ...asked.said].join());
    };
    const analyst = await WorkerAnalyst.open(workers(opens({ teach })).spawn, REQUEST);
    const got = await analyst.teach(rows, { onProgress: ({ done, total }) => heard.push(done / total) });
    assert.deepEqual(got, answer('1,2,3,4,1,-1'));
    assert.deepEqual(heard, [0.25]);
    assert.equal(rows.embeddings.length, 4);
    await analyst.dispose();
  });

  it('is given up between two trees', async () => {
    let trees = 0;
    const teach: Analyst['teach'] = async (_, { signal } = {}) => {
      for (; ; trees++) {
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
      }
    };
    const analyst = await WorkerAnalyst.open(workers(opens({ teach })).spawn, REQUEST);
    const controller = new AbortController();
    const teaching = analyst.teach(rows, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('given up')), 20);
    await assert.rejects(teaching, { message: 'given up' });
    assert.equal(await analyst.tensorCount(), 0);
    const grown = trees;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(trees, grown);
    await analyst.dispose();
  });

  it('stays in force when the worker is started again', async () => {
    const used: (string | undefined)[] = [];
    const use: Analyst['use'] = async (taught) => void used.push(taught);
    const { spawn } = workers(opens({ use, analyse: () => Promise.reject(lost) }), opens({ use }));
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    await analyst.use('taught');
    await analyst.use('taught');
    assert.equal((await analyst.analyse(tileWithSpots(2), { threshold: 0.5 })).count, 2);
    assert.deepEqual(used, ['taught', 'taught'], 'once in each worker');
    await analyst.dispose();
  });

  it('is in force before anything that is asked while the worker is started again', async () => {
    const analysed: string[] = [];
    const slow: OpenAnalyst = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      let inForce: string | undefined;
      return discAnalyst({
        use: async (taught) => void (inForce = taught),
        analyse: (tile, options) => {
          analysed.push(`${tile.width} with ${inForce}`);
          return discAnalyst().analyse(tile, options);
        },
      });
    };
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }), slow);
    const analyst = await WorkerAnalyst.open(spawn, REQUEST);
    await analyst.use('taught');
    const before = analyst.analyse(tileWithSpots(1), { threshold: 0.5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const meanwhile = analyst.analyse({ ...tileWithSpots(0), width: 32 }, { threshold: 0.5 });
    await Promise.all([before, meanwhile]);
    assert.deepEqual(analysed, ['64 with taught', '32 with taught']);
    await analyst.dispose();
  });

  it('holds for every worker, also for those that start later', async () => {
    const used: (string | undefined)[] = [];
    const slow = opens({
      use: async (taught) => void used.push(taught),
      analyse: async (tile, options) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return discAnalyst().analyse(tile, options);
      },
    });
    const pool = await AnalystPool.open(workers(slow).spawn, REQUEST, 2);
    await pool.use('taught');
    await Promise.all(
      [1, 2, 3].map(async (count) => {
        await new Promise((resolve) => setTimeout(resolve, count));
        return pool.analyse(tileWithSpots(count), { threshold: 0.5 });
      }),
    );
    assert.deepEqual(used, ['taught', 'taught']);
    await pool.dispose();
  });
});

describe('several workers that answer as one', () => {
  const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const slow = opens({
    analyse: async (tile, options) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return discAnalyst().analyse(tile, options);
    },
  });
  const atOnce = async (pool: AnalystPool, spots: readonly number[]): Promise<number[]> => {
    const findings = [];
    for (const count of spots) {
      findings.push(pool.analyse(tileWithSpots(count), { threshold: 0.5 }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (await Promise.all(findings)).map(({ count }) => count);
  };

  it('are started when all are busy, up to the number asked for', async () => {
    const fleet = workers(slow);
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 2);
    try {
      assert.deepEqual(await atOnce(pool, [1, 2, 3, 4]), [1, 2, 3, 4]);
      assert.equal(fleet.started(), 2);
    } finally {
      await pool.dispose();
    }
  });

  it('do the work of one that was given up and cannot be started again', async () => {
    const deadly = 7;
    const mortal = opens({
      analyse: async (tile, options) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (tile.width === deadly) throw lost;
        return discAnalyst().analyse(tile, options);
      },
    });
    const fleet = workers(mortal, mortal, mortal, () =>
      Promise.reject(new Error('There is no memory left.')),
    );
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 2);
    try {
      const bad = pool.analyse({ ...tileWithSpots(0), width: deadly }, { threshold: 0.5 });
      const other = atOnce(pool, [4]);
      await assert.rejects(bad, { code: 'worker-failed' });
      assert.deepEqual(await other, [4]);
      assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
      assert.equal(fleet.running(), 1);
    } finally {
      await pool.dispose();
    }
  });

  it('leave none running when they are closed while one of them takes over what was taught', async () => {
    let takingOver = (): void => undefined;
    const begun = new Promise<void>((resolve) => (takingOver = resolve));
    const fleet = workers(slow, async () =>
      discAnalyst({ use: () => (takingOver(), later(50)), analyse: () => never }),
    );
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 2);
    await pool.use('taught');
    const asked = Promise.allSettled([atOnce(pool, [1, 2])]);
    await begun;
    await pool.dispose();
    assert.equal(fleet.running(), 0);
    await asked;
    assert.deepEqual([fleet.started(), fleet.running()], [2, 0]);
  });

  it('leave none running that could not take over what was taught, and work on without it', async () => {
    const use = () => Promise.reject(new Error('There is no memory left.'));
    const fleet = workers(slow, opens({ use }));
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 2);
    await pool.use('taught');
    assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
    assert.deepEqual([fleet.started(), fleet.running()], [2, 1]);
    await pool.dispose();
  });

  it('name by what is taught while a further one starts', async () => {
    const inForce: unknown[] = [];
    let takingOver = (): void => undefined;
    const begun = new Promise<void>((resolve) => (takingOver = resolve));
    const fleet = workers(slow, async () =>
      discAnalyst({
        use: async (taught) => {
          takingOver();
          // Longer than the first one needs before it takes the new lesson over.
          await later(200);
          inForce.push(taught);
        },
      }),
    );
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 2);
    await pool.use('old');
    const asked = atOnce(pool, [1, 2]);
    await begun;
    await pool.use('new');
    await asked;
    assert.equal(inForce.at(-1), 'new');
    await pool.dispose();
  });

  it('do the work alone where there is no room for a further one', async () => {
    const fleet = workers(slow, async () => {
      throw new SmearError('worker-failed', 'There is no memory left.');
    });
    const pool = await AnalystPool.open(fleet.spawn, REQUEST, 4);
    try {
      assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
      assert.ok(fleet.started() > 1, 'a further worker was tried');
    } finally {
      await pool.dispose();
    }
  });
});
