import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import type { Answers, OpenInference } from '../../../../plugin/worker/inference-client.js';
import { WorkerClient } from '../../../../plugin/worker/worker-client.js';
import { discInference } from '../../disc-slide.js';
import { lost, never, opens, REQUEST, tileWithSpots, workers } from './channel-workers.js';

describe('the models behind a worker', () => {
  it('answer each question with its own answer and leave the tile as it was', async () => {
    const inference = await WorkerClient.open(workers(opens()).spawn, REQUEST);
    const tiles = [1, 2, 3].map(tileWithSpots);
    const findings = await Promise.all(
      tiles.map((tile) => inference.ask('analyse', { tile: tile, threshold: 0.5 })),
    );
    assert.deepEqual(
      findings.map(({ count }) => count),
      [1, 2, 3],
    );
    assert.equal(tiles[0]?.data.length, 64 * 64 * 4);
    await inference.dispose();
  });

  it('leave what they are asked with as it was, whatever the question', async () => {
    const inference = await WorkerClient.open(workers(opens()).spawn, REQUEST);
    const embeddings = new Float32Array(100).fill(1);
    const pictures = await inference.ask('reconstruct', { embeddings });
    assert.equal(pictures.length, 2);
    assert.equal(embeddings.length, 100);
    await inference.dispose();
  });

  it('report how the opening goes', async () => {
    const reported: unknown[] = [];
    const open: OpenInference = async (_, { onProgress }) => {
      onProgress?.({ kind: 'loading', loadedBytes: 3, totalBytes: 10 });
      onProgress?.({ kind: 'electing' });
      return discInference();
    };
    const inference = await WorkerClient.open(workers(open).spawn, REQUEST, {
      onProgress: (step) => reported.push(step),
    });
    assert.deepEqual(reported, [{ kind: 'loading', loadedBytes: 3, totalBytes: 10 }, { kind: 'electing' }]);
    await inference.dispose();
  });

  it('fail with the code, the message and the cause with which they failed over there', async () => {
    const cause = new RangeError('row 7 is cut short');
    const error = new SmearError('pack-corrupt', 'The pack is damaged.', { cause });
    const { spawn, running } = workers(async () => Promise.reject(error));
    await assert.rejects(WorkerClient.open(spawn, REQUEST), (caught) => {
      assert.ok(caught instanceof SmearError && caught.cause instanceof Error);
      assert.deepEqual(
        [caught.code, caught.message, caught.cause.name, caught.cause.message],
        ['pack-corrupt', 'The pack is damaged.', 'RangeError', 'row 7 is cut short'],
      );
      return true;
    });
    assert.equal(running(), 0);
  });

  it('end a question at once when it is aborted, and never begin it if it still waited', async () => {
    const begun: number[] = [];
    const slow: Partial<Answers> = {
      analyse: ({ tile }, { signal }) => {
        begun.push(tile.width);
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const inference = await WorkerClient.open(workers(opens(slow)).spawn, REQUEST);
    const controller = new AbortController();
    const reason = new Error('cancelled by the reader');
    const asked = [64, 65, 66].map((width) =>
      inference.ask(
        'analyse',
        { tile: { ...tileWithSpots(0), width }, threshold: 0.5 },
        { signal: controller.signal },
      ),
    );
    const settled = Promise.allSettled(asked);
    await new Promise((done) => setTimeout(done, 20));
    controller.abort(reason);
    for (const outcome of await settled) assert.deepEqual(outcome, { status: 'rejected', reason });
    assert.equal(await inference.ask('countTensors', undefined), 0);
    assert.deepEqual(begun, [64]);
    await inference.dispose();
  });

  it('are started again once when the worker dies, and run again what was under way', async () => {
    const { spawn, deaths, started } = workers(opens({ analyse: () => never }), opens());
    const inference = await WorkerClient.open(spawn, REQUEST);
    const findings = [1, 2].map((count) =>
      inference.ask('analyse', { tile: tileWithSpots(count), threshold: 0.5 }),
    );
    deaths[0]?.(new Error('out of memory'));
    assert.deepEqual(
      (await Promise.all(findings)).map(({ count }) => count),
      [1, 2],
    );
    assert.equal(started(), 2);
    await inference.dispose();
  });

  it('are started again without the old verdict when the device is lost', async () => {
    const requests: unknown[] = [];
    const noting =
      (overrides: Partial<Answers>): OpenInference =>
      async (request) => {
        requests.push(request.verdict);
        return discInference(overrides);
      };
    const { spawn } = workers(noting({ analyse: () => Promise.reject(lost) }), noting({}));
    const inference = await WorkerClient.open(spawn, { ...REQUEST, verdict: 'webgpu' });
    assert.equal((await inference.ask('analyse', { tile: tileWithSpots(2), threshold: 0.5 })).count, 2);
    assert.deepEqual(requests, ['webgpu', undefined]);
    await inference.dispose();
  });

  it('fail with worker-failed and the cause when the worker dies over the same tile again', async () => {
    const { spawn, running } = workers(opens({ analyse: () => Promise.reject(lost) }));
    const inference = await WorkerClient.open(spawn, REQUEST);
    await assert.rejects(inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 }), (error) => {
      assert.ok(error instanceof SmearError && error.cause instanceof SmearError);
      assert.equal(error.code, 'worker-failed');
      assert.equal(error.cause.code, 'backend-lost');
      return true;
    });
    await assert.rejects(inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 }), {
      code: 'worker-failed',
    });
    assert.equal(running(), 0);
  });

  it('fail what is under way where no second worker can be started', async () => {
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }));
    let spawned = 0;
    const inference = await WorkerClient.open(() => {
      if (spawned++ > 0) throw new Error('no more threads');
      return spawn();
    }, REQUEST);
    await assert.rejects(inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 }), {
      code: 'worker-failed',
    });
  });

  it('fail what is under way, once, where each further worker loses its device as it starts', async () => {
    let opened = 0;
    const open: OpenInference = async () => {
      if (opened++ > 0) throw lost;
      return discInference({ analyse: () => Promise.reject(lost) });
    };
    const inference = await WorkerClient.open(workers(open).spawn, REQUEST);
    const tiles = [1, 2, 3].map((spots) =>
      inference.ask('analyse', { tile: tileWithSpots(spots), threshold: 0.5 }),
    );
    for (const tile of tiles) {
      await assert.rejects(tile, (error) => {
        assert.ok(error instanceof SmearError && error.cause instanceof SmearError);
        assert.deepEqual([error.code, error.cause.code], ['worker-failed', 'backend-lost']);
        return true;
      });
    }
    assert.equal(opened, 2);
  });

  it('go on after a question that ends every worker: with what waited behind it, and with whatever is asked next', async () => {
    const deadly = 7;
    const overrides: Partial<Answers> = {
      analyse: (asked, options) =>
        asked.tile.width === deadly ? Promise.reject(lost) : discInference().ask('analyse', asked, options),
    };
    const { spawn, running } = workers(opens(overrides));
    const inference = await WorkerClient.open(spawn, REQUEST);
    const bad = inference.ask('analyse', { tile: { ...tileWithSpots(0), width: deadly }, threshold: 0.5 });
    const behind = inference.ask('analyse', { tile: tileWithSpots(2), threshold: 0.5 });
    await assert.rejects(bad, { code: 'worker-failed' });
    assert.equal((await behind).count, 2);
    const alone = inference.ask('analyse', { tile: { ...tileWithSpots(0), width: deadly }, threshold: 0.5 });
    await assert.rejects(alone, { code: 'worker-failed' });
    assert.equal(running(), 0);
    assert.equal((await inference.ask('analyse', { tile: tileWithSpots(3), threshold: 0.5 })).count, 3);
    assert.equal(running(), 1);
    await inference.dispose();
    assert.equal(running(), 0);
  });

  it('try to start a worker again with each new question while none can be started', async () => {
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }), opens());
    const refusals = ['no', 'threads'];
    let spawned = 0;
    const inference = await WorkerClient.open(() => {
      const refusal = spawned++ > 0 ? refusals.shift() : undefined;
      if (refusal !== undefined) throw new Error(refusal);
      return spawn();
    }, REQUEST);
    const ask = () => inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 });
    await assert.rejects(ask(), { code: 'worker-failed' });
    await assert.rejects(ask(), { code: 'worker-failed' });
    assert.equal((await ask()).count, 1);
    await inference.dispose();
  });

  it('reject where the worker does not even start', async () => {
    const { spawn, deaths } = workers(() => never);
    const opening = WorkerClient.open(spawn, REQUEST);
    deaths[0]?.(new Error('the script is not there'));
    await assert.rejects(opening, { code: 'worker-failed' });
    const refused = (): never => {
      throw new Error('the policy forbids workers');
    };
    await assert.rejects(WorkerClient.open(refused, REQUEST), { code: 'worker-failed' });
  });

  it('end with disposed, also what is under way, and may be disposed twice', async () => {
    const { spawn, running } = workers(opens({ analyse: () => never }));
    const inference = await WorkerClient.open(spawn, REQUEST);
    const waiting = inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 });
    const rejected = assert.rejects(waiting, { code: 'disposed' });
    await inference.dispose();
    await inference.dispose();
    await rejected;
    await assert.rejects(inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 }), {
      code: 'disposed',
    });
    assert.equal(running(), 0);
  });
});

describe('a refit behind a worker', () => {
  const rows = {
    embeddings: Float32Array.of(1, 2, 3, 4),
    novelties: Float32Array.of(0, NaN),
    confirmed: Int16Array.of(1, -1),
  };
  const answer = (classifier: string) => ({
    classifier,
    probabilities: Float32Array.of(0.5, 0.5),
    labels: Int16Array.of(0, 1),
    before: Int16Array.of(0),
    after: Int16Array.of(1),
  });

  it('takes the rows over, reports its progress, and leaves the rows as they were', async () => {
    const reported: number[] = [];
    const refit: Answers['refit'] = async (asked, { onProgress }) => {
      onProgress?.({ done: 1, total: 4 });
      return answer([...asked.embeddings, ...asked.confirmed].join());
    };
    const inference = await WorkerClient.open(workers(opens({ refit })).spawn, REQUEST);
    const got = await inference.ask('refit', rows, {
      onProgress: ({ done, total }) => reported.push(done / total),
    });
    assert.deepEqual(got, answer('1,2,3,4,1,-1'));
    assert.deepEqual(reported, [0.25]);
    assert.equal(rows.embeddings.length, 4);
    await inference.dispose();
  });

  it('is aborted between two trees', async () => {
    let trees = 0;
    const refit: Answers['refit'] = async (_, { signal }) => {
      for (; ; trees++) {
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
      }
    };
    const inference = await WorkerClient.open(workers(opens({ refit })).spawn, REQUEST);
    const controller = new AbortController();
    const refitting = inference.ask('refit', rows, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await assert.rejects(refitting, { message: 'enough' });
    assert.equal(await inference.ask('countTensors', undefined), 0);
    const grown = trees;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(trees, grown);
    await inference.dispose();
  });
});

describe('the active classifier behind a worker', () => {
  it('stays active when the worker is started again', async () => {
    const used: (string | undefined)[] = [];
    const use: Answers['use'] = async (classifier) => void used.push(classifier);
    const { spawn } = workers(opens({ use, analyse: () => Promise.reject(lost) }), opens({ use }));
    const inference = await WorkerClient.open(spawn, REQUEST);
    await inference.ask('use', 'adapted');
    await inference.ask('use', 'adapted');
    assert.equal((await inference.ask('analyse', { tile: tileWithSpots(2), threshold: 0.5 })).count, 2);
    assert.deepEqual(used, ['adapted', 'adapted'], 'once in each worker');
    await inference.dispose();
  });

  it('is active before anything that is asked while the worker is started again', async () => {
    const analysed: string[] = [];
    const slow: OpenInference = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      let active: string | undefined;
      return discInference({
        use: async (classifier) => void (active = classifier),
        analyse: (asked, options) => {
          analysed.push(`${asked.tile.width} with ${active}`);
          return discInference().ask('analyse', asked, options);
        },
      });
    };
    const { spawn } = workers(opens({ analyse: () => Promise.reject(lost) }), slow);
    const inference = await WorkerClient.open(spawn, REQUEST);
    await inference.ask('use', 'adapted');
    const before = inference.ask('analyse', { tile: tileWithSpots(1), threshold: 0.5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const meanwhile = inference.ask('analyse', { tile: { ...tileWithSpots(0), width: 32 }, threshold: 0.5 });
    await Promise.all([before, meanwhile]);
    assert.deepEqual(analysed, ['64 with adapted', '32 with adapted']);
    await inference.dispose();
  });
});
