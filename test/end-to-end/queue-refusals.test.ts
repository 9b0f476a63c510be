import { Redis } from 'ioredis';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/redis.mjs';
import { buildDiscCommand, drawSlides, QueueTrial } from '../queue/queue-trial.js';

let command: { folder: string; file: string };
let folder = '';

before(async () => {
  command = await buildDiscCommand();
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
  await drawSlides(join(folder, 'slides'), 2);
});

after(async () => {
  await rm(command.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

describe('a worker whose Redis refuses to answer', { timeout: 240_000 }, () => {
  let trial: QueueTrial;
  let redis: Redis;

  before(async () => {
    trial = await QueueTrial.start({ command: command.file, slides: join(folder, 'slides') });
    redis = new Redis(trial.redis.url);
    redis.on('error', () => undefined);
  });

  after(async () => {
    redis.disconnect();
    await trial.end();
  });

  const stop = async (worker: ChildProcess): Promise<unknown> => {
    worker.kill('SIGTERM');
    return (await once(worker, 'exit'))[0];
  };

  const refusals = async (): Promise<number> => {
    const stats = String(await redis.info('errorstats'));
    return Number(/errorstat_NOREPLICAS:count=(\d+)/.exec(stats)?.[1] ?? 0);
  };

  it('asks it only now and then, stops when it is told to, and works as soon as it may', async () => {
    await trial.enqueue();
    await redis.config('SET', 'min-replicas-to-write', '1');
    const worker = trial.startWorker();
    while ((await refusals()) === 0) await delay(50);
    const before = await refusals();
    await delay(4000);
    // Three questions at a time, every two seconds; without a rest it was hundreds.
    assert.ok((await refusals()) - before < 30, `${(await refusals()) - before} refusals in 4 s`);
    await redis.config('SET', 'min-replicas-to-write', '0');
    await trial.untilDone(60_000);
    assert.equal(await stop(worker), 130);
    assert.equal((await trial.files('out')).size, 2);
  });

  it('stops when it is told to, where a password is asked for that it does not have', async () => {
    await redis.config('SET', 'requirepass', 'sesame');
    const worker = trial.startWorker();
    await delay(2000);
    assert.equal(await stop(worker), 130);
    await redis.config('SET', 'requirepass', '');
  });

  it('stops when it is told to, where Redis has gone', async () => {
    const worker = trial.startWorker();
    while ((await trial.queue.getWorkersCount()) === 0) await delay(50);
    await trial.redis.stop();
    await delay(500);
    assert.equal(await stop(worker), 130);
    await trial.redis.start();
  });

  it('is told by its service within seconds, which goes on with who follows and stops when it is told to', async () => {
    await writeFile(join(folder, 'tokens'), 'portal-token\n');
    const port = await freePort();
    const words = ['serve', '--redis', trial.redis.url, '--queue', 'trial', '--port', String(port)];
    const more = ['--out', join(trial.folder, 'served'), '--tokens', join(folder, 'tokens')];
    const service = spawn(process.execPath, [command.file, ...words, ...more], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(service.stdout, 'data');
    const headers = { authorization: 'Bearer portal-token' };
    const at = (path: string): string => `http://127.0.0.1:${port}/v1/${path}`;
    const body = await readFile(join(folder, 'slides/000.png'));
    const sent = await fetch(at('slides?name=a.png'), {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    const { slide } = (await sent.json()) as { slide: string };
    const start = (): Promise<Response> =>
      fetch(at('analyses'), {
        method: 'POST',
        body: JSON.stringify({ slide, micronsPerPixel: 0.1 }),
        headers: { ...headers, 'content-type': 'application/json' },
      });
    const { analysis } = (await (await start()).json()) as { analysis: string };
    const events = (await fetch(at(`analyses/${analysis}/events`), { headers })).text();
    await trial.redis.stop();
    for (const answer of [await start(), await fetch(at(`analyses/${analysis}`), { headers })]) {
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5']);
      assert.match(await answer.text(), /cannot be reached at the moment/);
    }
    await trial.redis.start();
    const worker = trial.startWorker();
    assert.match(await events, /event: state\ndata: [^\n]*"state":"done"/);
    await stop(worker);
    await trial.redis.stop();
    assert.equal(await stop(service), 130);
    await trial.redis.start();
  });
});
