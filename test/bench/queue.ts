/**
 * What the queue costs beside the bare command, with the real models: 64 made slides through one worker and through
 * four, and the same through one `smearlens analyze` and through four at once, in turns. Needs a build:
 *
 *   npm run build && node --import tsx test/bench/queue.ts [rounds, 3 by default] [slides, 64 by default]
 *
 * Prints medians: time by the clock, time of the processors (the queue's with Redis' share), and the most memory of a
 * process. Stops with an error where a result differs from the bare command's.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { startRedis } from '../../scripts/redis.mjs';
import { drawSmear } from '../../viewer-shell/web/sample/draw-smear.js';

const [rounds = 3, count = 64] = process.argv.slice(2).map(Number);
const COMMAND = 'dist/node/smearlens.js';
const FIELD = { width: 1600, height: 1200 };
const SETTINGS = ['--mpp', '0.125'];
const ONE_THREAD = ['--workers', '1'];

interface Usage {
  /** Seconds of all cores. */
  readonly processor: number;
  readonly peakBytes: number;
}

interface Measured extends Usage {
  readonly clock: number;
  /** Of `processor`: handing the slides in, and Redis. */
  readonly handingIn: number;
  readonly redis: number;
}

const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
const peakHook = join(folder, 'peak.mjs');
await writeFile(
  peakHook,
  "process.on('exit', () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`));",
);
await mkdir(join(folder, 'redis'));
const redis = await startRedis(join(folder, 'redis'));
const client = new Redis(redis.url);
try {
  const parts = await drawSlides();
  const runs = new Map<string, Measured[]>();
  const texts = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (const processes of [1, 4]) {
      for (const [name, run] of [
        ['bare', () => bare(parts, processes)],
        ['queue', () => throughQueue(processes, round)],
      ] as const) {
        const measured = await run();
        const key = `${name}, ${processes}`;
        runs.set(key, [...(runs.get(key) ?? []), measured]);
        await checkResults(texts);
      }
    }
  }
  report(runs);
} finally {
  client.disconnect();
  await redis.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Cuts of one drawn smear, in four folders. */
async function drawSlides(): Promise<string[]> {
  const smear = drawSmear({
    seed: 7,
    width: 4096,
    height: 3072,
    micronsPerPixel: 0.125,
    featheredEdge: false,
  });
  const raw = { width: smear.width, height: smear.height, channels: 3 } as const;
  const parts = Array.from({ length: 4 }, (_, i) => join(folder, 'slides', String(i)));
  await Promise.all(parts.map((part) => mkdir(part, { recursive: true })));
  for (let i = 0; i < count; i++) {
    const left = Math.floor(((i % 8) / 8) * (smear.width - FIELD.width));
    const top = Math.floor((Math.floor(i / 8) / 8) * (smear.height - FIELD.height));
    await sharp(smear.pixels, { raw })
      .extract({ left, top, ...FIELD })
      .png({ compressionLevel: 1 })
      .toFile(join(parts[i % 4] as string, `${String(i).padStart(3, '0')}.png`));
  }
  return parts;
}

async function bare(parts: readonly string[], processes: number): Promise<Measured> {
  await emptyResults();
  const groups = processes === 1 ? [join(folder, 'slides')] : parts;
  return measure(() =>
    Promise.all(
      groups.map((group) => {
        // The four folders have names of their own under the results, as in the run over all.
        const out = processes === 1 ? join(folder, 'out') : join(folder, 'out', group.slice(-1));
        return command('analyze', group, '--out', out, ...SETTINGS, ...ONE_THREAD);
      }),
    ),
  );
}

async function throughQueue(processes: number, round: number): Promise<Measured> {
  await emptyResults();
  const address = ['--redis', redis.url, '--queue', `bench-${processes}-${round}`];
  return measure(async () => {
    const handed = await command(
      'enqueue',
      join(folder, 'slides'),
      '--out',
      join(folder, 'out'),
      ...SETTINGS,
      ...address,
    );
    const words = ['work', ...address, '--until-empty', ...ONE_THREAD, '--concurrency', '1'];
    return [handed, ...(await Promise.all(Array.from({ length: processes }, () => command(...words))))];
  });
}

async function measure(run: () => Promise<readonly Usage[]>): Promise<Measured> {
  const before = await redisSeconds();
  const start = performance.now();
  const usages = await run();
  const clock = (performance.now() - start) / 1000;
  const redisTook = (await redisSeconds()) - before;
  const processor = usages.reduce((sum, usage) => sum + usage.processor, redisTook);
  const peakBytes = Math.max(...usages.map((usage) => usage.peakBytes));
  return { clock, processor, peakBytes, handingIn: usages[0]?.processor ?? 0, redis: redisTook };
}

/** Bash counts what the processes below the command take, too. */
async function command(...words: string[]): Promise<Usage> {
  const script = 'TIMEFORMAT="took %U %S"; time "$@"';
  const child = spawn('bash', ['-c', script, 'bash', process.execPath, COMMAND, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: `--import=${peakHook}`, LC_ALL: 'C' },
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${words[0]} ended with ${code}: ${errors}`);
  const [, user, system] = /took ([\d.]+) ([\d.]+)/.exec(errors) ?? [];
  const peaks = [...errors.matchAll(/peak (\d+)/g)].map(([, kilobytes]) => Number(kilobytes) * 1024);
  return { processor: Number(user) + Number(system), peakBytes: Math.max(...peaks) };
}

async function redisSeconds(): Promise<number> {
  const seconds = [...(await client.info('cpu')).matchAll(/^used_cpu_(?:user|sys):([\d.]+)/gm)];
  return seconds.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function emptyResults(): Promise<void> {
  await rm(join(folder, 'out'), { recursive: true, force: true });
}

/** As the first run made them. */
async function checkResults(texts: Map<string, string>): Promise<void> {
  const out = join(folder, 'out');
  const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.geojson'));
  assert.equal(files.length, count);
  for (const name of files) {
    const text = await readFile(join(out, name), 'utf8');
    if (!texts.has(name)) texts.set(name, text);
    assert.equal(text, texts.get(name), name);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function report(runs: ReadonlyMap<string, readonly Measured[]>): void {
  const of = (name: string, what: keyof Measured): number =>
    median((runs.get(name) ?? []).map((measured) => measured[what]));
  for (const name of runs.keys()) {
    const [clock, processor, bytes] = [of(name, 'clock'), of(name, 'processor'), of(name, 'peakBytes')];
    console.log(
      `${name.padEnd(9)} ${clock.toFixed(1)} s by the clock, ${processor.toFixed(1)} s of processors, ` +
        `${(bytes / 1e6).toFixed(0)} MB at most in a process`,
    );
  }
  for (const processes of [1, 4]) {
    const [handingIn, redisTook] = [
      of(`queue, ${processes}`, 'handingIn'),
      of(`queue, ${processes}`, 'redis'),
    ];
    console.log(`handing in: ${handingIn.toFixed(2)} s of processors, Redis: ${redisTook.toFixed(2)} s`);
    const ratios = (what: keyof Measured): string => {
      const bareRuns = runs.get(`bare, ${processes}`) ?? [];
      const pairs = (runs.get(`queue, ${processes}`) ?? []).map(
        (run, i) => run[what] / (bareRuns[i]?.[what] ?? NaN),
      );
      return `${median(pairs).toFixed(3)} (${pairs.map((ratio) => ratio.toFixed(3)).join(', ')})`;
    };
    console.log(`queue to bare, ${processes}: clock ${ratios('clock')}, processors ${ratios('processor')}`);
  }
  console.log(
    `four workers are ${(of('queue, 1', 'clock') / of('queue, 4', 'clock')).toFixed(2)} times as fast as one`,
  );
}
