import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { WorkerPool } from '../../../../plugin/worker/worker-pool.js';
import { discInference } from '../../disc-slide.js';
import { lost, never, opens, REQUEST, tileWithSpots, workers } from './channel-workers.js';

describe('several workers that answer as one', () => {
  const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const slow = opens({
    analyse: async (asked, options) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return discInference().ask('analyse', asked, options);
    },
  });
  const atOnce = async (pool: WorkerPool, spots: readonly number[]): Promise<number[]> => {
    const findings = [];
    for (const count of spots) {
      findings.push(pool.ask('analyse', { tile: tileWithSpots(count), threshold: 0.5 }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (await Promise.all(findings)).map(({ count }) => count);
  };

  it('are started when all are busy, up to the number asked for', async () => {
    const fleet = workers(slow);
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 2);
    try {
      assert.deepEqual(await atOnce(pool, [1, 2, 3, 4]), [1, 2, 3, 4]);
      assert.equal(fleet.started(), 2);
    } finally {
      await pool.dispose();
    }
  });

  it('do the work of one that ended and cannot be started again', async () => {
    const deadly = 7;
    const mortal = opens({
      analyse: async (asked, options) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (asked.tile.width === deadly) throw lost;
        return discInference().ask('analyse', asked, options);
      },
    });
    const fleet = workers(mortal, mortal, mortal, () =>
      Promise.reject(new Error('There is no memory left.')),
    );
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 2);
    try {
      const bad = pool.ask('analyse', { tile: { ...tileWithSpots(0), width: deadly }, threshold: 0.5 });
      const other = atOnce(pool, [4]);
      await assert.rejects(bad, { code: 'worker-failed' });
      assert.deepEqual(await other, [4]);
      assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
      assert.equal(fleet.running(), 1);
    } finally {
      await pool.dispose();
    }
  });

  it('leave none running when they are closed while one of them takes the active classifier over', async () => {
    let takingOver = (): void => undefined;
    const begun = new Promise<void>((resolve) => (takingOver = resolve));
    const fleet = workers(slow, async () =>
      discInference({ use: () => (takingOver(), later(50)), analyse: () => never }),
    );
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 2);
    await pool.ask('use', 'adapted');
    const asked = Promise.allSettled([atOnce(pool, [1, 2])]);
    await begun;
    await pool.dispose();
    assert.equal(fleet.running(), 0);
    await asked;
    assert.deepEqual([fleet.started(), fleet.running()], [2, 0]);
  });

  it('leave none running that could not take the active classifier over, and work on without it', async () => {
    const use = () => Promise.reject(new Error('There is no memory left.'));
    const fleet = workers(slow, opens({ use }));
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 2);
    await pool.ask('use', 'adapted');
    assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
    assert.deepEqual([fleet.started(), fleet.running()], [2, 1]);
    await pool.dispose();
  });

  it('name by the classifier that became active while a further one started', async () => {
    const active: unknown[] = [];
    let takingOver = (): void => undefined;
    const begun = new Promise<void>((resolve) => (takingOver = resolve));
    const fleet = workers(slow, async () =>
      discInference({
        use: async (classifier) => {
          takingOver();
          // Longer than the first one needs before it takes the new one over.
          await later(200);
          active.push(classifier);
        },
      }),
    );
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 2);
    await pool.ask('use', 'old');
    const asked = atOnce(pool, [1, 2]);
    await begun;
    await pool.ask('use', 'new');
    await asked;
    assert.equal(active.at(-1), 'new');
    await pool.dispose();
  });

  it('do the work alone where there is no room for a further one', async () => {
    const fleet = workers(slow, async () => {
      throw new SmearError('worker-failed', 'There is no memory left.');
    });
    const pool = await WorkerPool.open(fleet.spawn, REQUEST, 4);
    try {
      assert.deepEqual(await atOnce(pool, [1, 2, 3]), [1, 2, 3]);
      assert.ok(fleet.started() > 1, 'a further worker was tried');
    } finally {
      await pool.dispose();
    }
  });

  it('all have the active classifier, also those that start later', async () => {
    const used: (string | undefined)[] = [];
    const taking = opens({
      use: async (classifier) => void used.push(classifier),
      analyse: async (asked, options) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return discInference().ask('analyse', asked, options);
      },
    });
    const pool = await WorkerPool.open(workers(taking).spawn, REQUEST, 2);
    await pool.ask('use', 'adapted');
    await Promise.all(
      [1, 2, 3].map(async (count) => {
        await new Promise((resolve) => setTimeout(resolve, count));
        return pool.ask('analyse', { tile: tileWithSpots(count), threshold: 0.5 });
      }),
    );
    assert.deepEqual(used, ['adapted', 'adapted']);
    await pool.dispose();
  });

  it('count the tensors of all of them', async () => {
    const counting = opens({
      countTensors: async () => 7,
      analyse: async (asked, options) => {
        await later(50);
        return discInference().ask('analyse', asked, options);
      },
    });
    const pool = await WorkerPool.open(workers(counting).spawn, REQUEST, 2);
    await atOnce(pool, [1, 2]);
    assert.equal(await pool.ask('countTensors', undefined), 14);
    await pool.dispose();
  });
});
