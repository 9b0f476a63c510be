import { UnrecoverableError, Worker } from 'bullmq';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/redis.mjs';
import { buildDiscCommand, drawSlides, QueueTrial } from '../queue/queue-trial.js';
import { runSchedule } from '../queue/schedule.js';
import { drawDiscField } from '../unit/viewer-shell/drawn-field.js';

let command: { folder: string; file: string };
let folder = '';

before(async () => {
  command = await buildDiscCommand();
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
});

after(async () => {
  await rm(command.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

describe('a queue over a real Redis', { timeout: 240_000 }, () => {
  it('loses no slide and makes none twice while workers die, Redis loses its power and the disk fills', async () => {
    const slides = join(folder, 'slides');
    await drawSlides(slides, 10);
    const alone = await QueueTrial.start({ command: command.file, slides });
    let expected = new Map<string, string>();
    try {
      assert.equal((await alone.analyze('alone')).code, 0);
      expected = await alone.files('alone');
    } finally {
      await alone.end();
    }
    assert.equal(expected.size, 10);
    await writeFile(join(slides, 'no-slide.svs'), 'I am no slide');
    // Seed 5: every kind of incident, and three shards a slide.
    const schedule = { seed: 5, workers: 2, incidents: 6, expected, poison: ['no-slide.svs'] };
    const report = await runSchedule({ command: command.file, slides }, schedule);
    assert.equal(report.incidents.length, 6);
  });

  it('sets a slide aside that kills every worker, and does not blame the slides beside it', async () => {
    const slides = join(folder, 'deadly');
    await drawDiscField(join(slides, 'calm.png'), { width: 500, height: 400, pitch: 150 });
    await drawDiscField(join(slides, 'slow.png'), { width: 1700, height: 1300, pitch: 300 });
    await drawDiscField(join(slides, 'deadly.png'), { width: 1700, height: 1300, pitch: 150 });
    // The slow slide is under way, and handed back, each time that the deadly one kills its worker.
    const trial = await QueueTrial.start({ command: command.file, slides, tileMs: 400, deadly: 40 });
    const ends: (string | number | null)[] = [];
    const startNext = (): void => {
      // Long enough that one which lives is not taken for dead on a busy machine: that would count as a death.
      trial.startWorker('--concurrency', '3', '--dead-after', '2').once('exit', (code, signal) => {
        if (isOver) return;
        ends.push(signal ?? code);
        startNext();
      });
    };
    let isOver = false;
    try {
      assert.equal((await trial.enqueue()).code, 0);
      startNext();
      await trial.untilDone(120_000);
      isOver = true;
      assert.deepEqual([...(await trial.files('out')).keys()], ['calm.png.geojson', 'slow.png.geojson']);
      const [failed, ...others] = await trial.queue.getFailed();
      assert.deepEqual(others, []);
      assert.match(JSON.stringify(failed?.data), /deadly\.png/);
      assert.match(failed?.failedReason ?? '', /^9 workers died while they worked on this slide/);
      assert.deepEqual(ends, Array<string>(9).fill('SIGKILL'));
      const { stderr } = await trial.run('summary', join(trial.folder, 'out'));
      assert.match(stderr, /deadly\.png: failed\. 9 workers died while they worked on this slide/);
    } finally {
      isOver = true;
      await trial.end();
    }
  });

  it('says what waits and what failed and why, and does again what failed once it can be done', async () => {
    const slides = join(folder, 'one-broken');
    await drawSlides(slides, 2);
    await writeFile(join(slides, 'broken.png'), 'I am no picture');
    const trial = await QueueTrial.start({ command: command.file, slides });
    const broken = join(slides, 'broken.png');
    const state = async (...more: string[]) => {
      const { code, stdout } = await trial.run('queue', ...trial.address(), ...more);
      assert.equal(code, 0);
      return stdout;
    };
    const asJson = async () =>
      JSON.parse(await state('--json')) as {
        workers: number;
        jobs: Record<string, number>;
        failed: { input: string; error: string }[];
      };
    const end = async (worker: ChildProcess) => {
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    };
    try {
      await trial.enqueue('--shards', '2', '--priority', '7');
      const before = await asJson();
      const none = { active: 0, retrying: 0, done: 0, failed: 0 };
      assert.deepEqual(before.jobs, { ...none, waiting: 6, waitingForShards: 3 });
      assert.deepEqual([before.workers, before.failed], [0, []]);
      assert.match(await state(), /Nobody works on it: start “smearlens work”/);

      const worker = trial.startWorker();
      await trial.untilDone(60_000);
      const after = await asJson();
      assert.equal(after.workers, 1);
      await end(worker);
      assert.equal(after.jobs.done, 6);
      assert.deepEqual(
        after.failed.map(({ input }) => input),
        [broken],
        'once, though both of its shards failed and their merge with them',
      );
      assert.match(after.failed[0]?.error ?? '', /text file, not a slide/);
      const text = await state();
      assert.match(text, /Failed:\n {2}.*broken\.png.*: “broken\.png” is a text file, not a slide/);
      assert.match(text, /“smearlens queue --retry” puts those that failed into the queue again/);

      await drawDiscField(broken, { width: 600, height: 500, pitch: 150 });
      assert.match(await state('--retry'), /^1 slide put into the queue again\.\n/);
      assert.deepEqual([(await asJson()).failed, await trial.queue.getPrioritizedCount()], [[], 2]);
      const next = trial.startWorker();
      await trial.untilDone(60_000);
      await end(next);
      assert.equal((await trial.analyze('alone')).code, 0);
      assert.deepEqual(await trial.files('out'), await trial.files('alone'));
      assert.equal((await trial.files('out')).size, 3);
      assert.match(await state('--retry'), /^0 slides put into the queue again\.\n/);
    } finally {
      await trial.end();
    }
  });

  it('takes slides in again of which one shard failed and another is still at work', async () => {
    const slides = join(folder, 'half-failed');
    await drawSlides(slides, 1);
    const trial = await QueueTrial.start({ command: command.file, slides });
    // Nobody renews the locks of what is taken by hand.
    const lockDuration = 600_000;
    const hands = new Worker('trial', null, { connection: { url: trial.redis.url }, lockDuration });
    try {
      await trial.enqueue('--shards', '2');
      const [one, two] = [await hands.getNextJob('one'), await hands.getNextJob('two')];
      assert.deepEqual(one?.parent, two?.parent, 'two shards of one slide');
      const damaged = new UnrecoverableError('damaged');
      await one?.moveToFailed(damaged, 'one');
      // A worker fails it as soon as it takes it.
      const merge = await hands.getNextJob('three');
      assert.equal(merge?.name, 'merge');
      await merge?.moveToFailed(damaged, 'three');
      const again = await trial.enqueue('--shards', '2');
      assert.equal(again.code, 0);
      assert.match(again.stdout, /0 added, 1 were in the queue already, 0 had ended/);
      await two?.moveToFailed(damaged, 'two');
      const later = await trial.enqueue('--shards', '2');
      assert.match(later.stdout, /0 added, 0 were in the queue already, 1 had ended/);
    } finally {
      await hands.close();
      await trial.end();
    }
  });

  it('gives back at SIGTERM what it cannot end, and says 75 where there is no Redis', async () => {
    const slides = join(folder, 'few');
    await drawSlides(slides, 2);
    const trial = await QueueTrial.start({ command: command.file, slides, tileMs: 60_000 });
    try {
      await trial.enqueue('--priority', '3');
      // Nobody dies here: a busy machine must not make it look so.
      const worker = trial.startWorker('--dead-after', '60');
      const active = async () => trial.queue.getActiveCount();
      while ((await active()) === 0) await delay(50);
      worker.kill('SIGTERM');
      const [code] = (await once(worker, 'exit')) as [number];
      assert.equal(code, 130);
      assert.deepEqual([await active(), await trial.queue.getPrioritizedCount()], [0, 2]);
      const nowhere = ['--redis', `redis://127.0.0.1:${await freePort()}`];
      assert.equal((await trial.run('enqueue', slides, '--out', join(folder, 'o'), ...nowhere)).code, 75);
      assert.equal((await trial.run('queue', ...nowhere)).code, 75);
    } finally {
      await trial.end();
    }
  });
});

describe('the service of the queue', { timeout: 240_000 }, () => {
  const TOKEN = 'portal-token';
  let trial: QueueTrial;
  let server: ChildProcess;
  let url = '';
  let field = '';
  const ask = (path: string, init: RequestInit = {}, token = TOKEN): Promise<Response> =>
    fetch(`${url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  const send = (body: Uint8Array | string, name = 'field.png'): Promise<Response> =>
    ask(`/v1/slides?name=${name}`, {
      method: 'POST',
      body: Buffer.from(body),
      headers: { 'content-type': 'application/octet-stream' },
    });
  const start = (body: object): Promise<Response> =>
    ask('/v1/analyses', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  before(async () => {
    field = join(folder, 'field.png');
    await drawDiscField(field, { width: 1700, height: 1300, pitch: 150 });
    trial = await QueueTrial.start({ command: command.file, slides: folder, tileMs: 300 });
    await writeFile(join(folder, 'tokens'), `other\n${TOKEN}\n`);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const words = ['serve', '--redis', trial.redis.url, '--queue', 'trial', '--port', String(port)];
    const more = [
      '--out',
      join(trial.folder, 'out'),
      '--tokens',
      join(folder, 'tokens'),
      '--max-upload',
      '1',
    ];
    server = spawn(process.execPath, [command.file, ...words, ...more, '--slides', 'https://slides.test/']);
    await once(server.stdout as NodeJS.ReadableStream, 'data');
  });

  after(async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
    await trial.end();
  });

  it('lets nobody in without a token that holds, and describes itself to everybody', async () => {
    assert.equal((await ask('/v1/analyses/merge-1', {}, 'wrong')).status, 401);
    assert.equal((await fetch(`${url}/metrics`)).status, 401);
    assert.equal((await fetch(`${url}/board`)).status, 401);
    assert.equal((await fetch(`${url}/v1/health`)).status, 200);
    const description = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: object;
      openapi: string;
    };
    assert.match(description.openapi, /^3\./);
    assert.deepEqual(Object.keys(description.paths).sort(), [
      '/metrics',
      '/v1/analyses',
      '/v1/analyses/{analysis}',
      '/v1/analyses/{analysis}/events',
      '/v1/analyses/{analysis}/result',
      '/v1/health',
      '/v1/slides',
    ]);
    assert.match(await (await ask('/metrics')).text(), /bullmq_job_count\{queue="trial"/);
    assert.match(await (await ask('/board')).text(), /<html/i);
  });

  it('keeps a slide once, refuses one that is too large, and reads none from where it may not', async () => {
    const bytes = await readFile(field);
    const [one, two] = [await send(bytes), await send(bytes, '../../etc/passwd')];
    assert.equal(one.status, 201);
    assert.deepEqual(await one.json(), await two.json());
    const large = await send(Buffer.alloc(1_100_000)).catch(() => undefined);
    assert.ok(large === undefined || large.status === 413);
    assert.equal((await readdir(join(trial.folder, 'out/slides'))).length, 1);
    assert.equal((await start({ address: 'https://elsewhere.test/a.tif' })).status, 403);
    assert.equal((await start({ address: 'https://slides.test@elsewhere.test/a.tif' })).status, 403);
    assert.equal((await start({ slide: '0'.repeat(32) })).status, 404);
    assert.equal((await start({})).status, 400);
    assert.equal((await start({ slide: '0'.repeat(32), threshold: 7 })).status, 400);
  });

  it('tells the cells as they are found, to the same result as the command, though a worker is killed', async () => {
    const { slide } = (await (await send(await readFile(field))).json()) as { slide: string };
    const request = { slide, micronsPerPixel: 0.1, threshold: 0.5 };
    const answer = await start(request);
    assert.equal(answer.status, 202);
    const { analysis } = (await answer.json()) as { analysis: string };
    const victim = trial.startWorker('--concurrency', '1');
    trial.startWorker('--concurrency', '1');
    const events = (await ask(`/v1/analyses/${analysis}/events`)).text();
    while ((await trial.queue.getActiveCount()) === 0) await delay(20);
    await delay(200);
    victim.kill('SIGKILL');
    const told = (await events).split('\n\n').filter((block) => block.startsWith('event: '));
    const shares = told.flatMap((block) => /"share":([\d.]+)/.exec(block)?.[1] ?? []).map(Number);
    assert.equal(shares.at(-1), 1);
    const parts = told.filter((block) => block.startsWith('event: cells'));
    assert.ok(parts.length >= 1, 'some cells come before the end');
    const result = await (await ask(`/v1/analyses/${analysis}/result`)).text();
    const ids = (text: string) => [...text.matchAll(/"id\\?":\\?"([0-9a-f-]{36})/g)].map(([, id]) => id);
    const [found, early] = [new Set(ids(result)), ids(parts.join())];
    assert.ok(found.size > 30);
    // Cells at the edge of a part may be taken back; by far most of them stay.
    assert.ok(early.length > 5 && early.filter((id) => found.has(id)).length > 0.8 * early.length);
    const words = ['analyze', field, '--out', join(folder, 'same.geojson'), '--mpp', '0.1', '--embedding'];
    assert.equal((await trial.run(...words)).code, 0);
    assert.deepEqual(new Set(ids(await readFile(join(folder, 'same.geojson'), 'utf8'))), found);
    // Asked again, it is the same analysis, and done.
    assert.deepEqual(await (await start(request)).json(), { analysis, state: 'done', share: 1 });
  });

  it('says why a slide cannot be analysed', async () => {
    const { slide } = (await (await send('I am no slide', 'text.svs')).json()) as { slide: string };
    const { analysis } = (await (await start({ slide })).json()) as { analysis: string };
    const events = await (await ask(`/v1/analyses/${analysis}/events`)).text();
    assert.match(events, /"state":"failed"/);
    assert.match(events, /text file, not a slide/);
  });
});
