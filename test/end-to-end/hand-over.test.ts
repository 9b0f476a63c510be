import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type OpenSeadragonType from 'openseadragon';
import { freePort, startRedis, type RedisServer } from '../../scripts/redis.mjs';
import { drawDiscField } from '../unit/viewer-shell/drawn-field.js';
import { openShell, type OpenShell } from './shell-page.js';

const COMMAND = resolve('dist/node/smearlens.js');
const TOKEN = 'portal-token';

describe('a portal whose panel hands a slide to the queue', { timeout: 380_000 }, () => {
  let folder = '';
  let redis: RedisServer;
  let portal: OpenShell;
  const processes: ChildProcess[] = [];
  const run = (...words: string[]): ChildProcess => {
    const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    processes.push(child);
    return child;
  };
  const address = (): string[] => ['--redis', redis.url, '--queue', 'portal'];
  const work = (): ChildProcess =>
    run(
      'work',
      ...address(),
      '--workers',
      '1',
      '--concurrency',
      '1',
      '--dead-after',
      '3',
      '--retry-after',
      '0.5',
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
    await mkdir(join(folder, 'redis'));
    redis = await startRedis(join(folder, 'redis'));
    await drawDiscField(join(folder, 'slides/field.png'), { width: 1600, height: 1200, pitch: 260 });
    await writeFile(join(folder, 'tokens'), TOKEN);
    portal = await openShell({ query: 'examples/portal.html', slides: join(folder, 'slides') });
  });

  after(async () => {
    await portal.close();
    for (const child of processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the cells that the command line finds, though a worker is killed in the middle', async () => {
    const { page } = portal;
    const port = await freePort();
    const out = ['--out', join(folder, 'out'), '--shards', '3'];
    const access = ['--tokens', join(folder, 'tokens'), '--origin', new URL(page.url()).origin];
    const server = run('serve', ...address(), '--port', String(port), ...out, ...access);
    await once(server.stdout as NodeJS.ReadableStream, 'data');
    const [victim] = [work(), work()];

    await page.evaluate(
      async ([url, token]) => {
        const { OpenSeadragon } = window as unknown as { OpenSeadragon: typeof OpenSeadragonType };
        document.querySelector('smear-panel')?.remove();
        document.querySelector('#viewer')?.replaceChildren();
        const slide = '/slides/field.png';
        const viewer = OpenSeadragon({ id: 'viewer', tileSources: { type: 'image', url: slide } as never });
        const panel = document.createElement('smear-panel');
        panel.options = {
          openSeadragon: OpenSeadragon,
          keep: false,
          micronsPerPixel: 0.1,
          service: {
            url: url as string,
            token: () => token as string,
            source: async () => (await fetch(slide)).blob(),
          },
        };
        panel.viewer = viewer;
        document.body.append(panel);
      },
      [`http://127.0.0.1:${port}`, TOKEN] as const,
    );
    const button = page.locator('smear-panel button[data-action=hand-over]');
    await button.waitFor({ timeout: 120_000 });
    await portal.picture('hand-over');
    await button.click();

    const queue = new Queue('portal', { connection: { url: redis.url } });
    while ((await queue.getActiveCount()) === 0) await delay(50);
    victim?.kill('SIGKILL');
    await queue.close();

    await page.waitForFunction(
      () => ['done', 'failed'].includes(document.querySelector('smear-panel')?.session?.state.kind ?? ''),
      undefined,
      { timeout: 300_000, polling: 250 },
    );
    const shown = await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const { state } = session ?? {};
      return {
        failure: state?.kind === 'failed' ? state.error.message : undefined,
        cells: [...(session?.cells.all() ?? [])].map(({ id, label }) => `${id} ${label.name}`),
      };
    });
    assert.equal(shown.failure, undefined);

    const alone = join(folder, 'alone.geojson');
    const words = ['analyze', join(folder, 'slides/field.png'), '--out', alone, '--mpp', '0.1'];
    const [code] = (await once(run(...words, '--threshold', '0.1'), 'exit')) as [number];
    assert.equal(code, 0);
    const { features } = JSON.parse(await readFile(alone, 'utf8')) as {
      features: { id: string; properties: { classification: { name: string } } }[];
    };
    const expected = features.map(({ id, properties }) => `${id} ${properties.classification.name}`);
    assert.ok(expected.length > 0, 'the discs are taken for cells');
    assert.deepEqual(shown.cells.sort(), expected.sort());
  });
});
