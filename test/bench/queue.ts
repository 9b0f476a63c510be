/**
 * What the queue costs beside the bare command, with the real models: made slides through one worker and through four,
 * and the same through one `smearlens analyze` and through four at once, in turns. Needs a build:
 *
 *   npm run build && node --import tsx test/bench/queue.ts [rounds, 3] [slides, 64] [width of a slide in pixels, 3200]
 *
 * Prints medians: time by the clock, time of the processors (the queue's with Redis' share), and the most memory of a
 * process. These need a quiet machine. At last the queue's own processor time is measured directly, which needs none:
 * handing in, Redis, loading its packages, and what a profile of the workers finds in its code. Stops with an error where
 * a result differs from the bare command's.
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

const [rounds = 3, count = 64, width = 3200] = process.argv.slice(2).map(Number);
const COMMAND = 'dist/node/smearlens.js';
const FIELD = { width, height: Math.round(0.75 * width) };
const SETTINGS = ['--mpp', '0.125'];
const ONE_THREAD = ['--workers', '1'];

/** The queue's packages and our code that calls them, and the sockets, which nothing else uses here. */
const OF_QUEUE =
  /node_modules\/(bullmq|ioredis)\/|dist\/node\/(work|queue-connection)-|node:net|stream_base_commons/;
/** Counted by itself, as time that is spent once. */
const LOADING = /node:internal\/modules\//;
/** Idle time is none; what the engine does for all code is shared out as that code's time is. */
const OF_NOBODY = ['(idle)', '(program)', '(garbage collector)', '(root)'];

interface Usage {
  /** Seconds of all cores. */
  readonly processor: number;
  readonly peakBytes: number;
  /** Of the process itself: seconds of its main thread. */
  readonly mainThread: number;
  readonly pid: number;
}

interface Measured extends Pick<Usage, 'processor' | 'peakBytes'> {
  readonly clock: number;
  /** Of `processor`: handing the slides in, and Redis. */
  readonly handingIn: number;
  readonly redis: number;
  readonly processes: readonly Usage[];
}

type MeasuredNumber = Exclude<keyof Measured, 'processes'>;

const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
const usageHook = join(folder, 'usage.mjs');
await writeFile(
  usageHook,
  `import { readFileSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => {
    const [ran] = readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ');
    process.stderr.write('\\nusage ' + process.resourceUsage().maxRSS + ' ' + ran + ' ' + process.pid + '\\n');
  });`,
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
  if (rounds > 0) report(runs);
  const loading = await loadingSeconds();
  for (const processes of [1, 4]) {
    const profiles = join(folder, 'profiles', String(processes));
    const measured = await throughQueue(processes, rounds, profiles);
    await checkResults(texts);
    await reportOwnShare(measured, processes, { loading, profiles });
  }
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

async function throughQueue(processes: number, round: number, profiles?: string): Promise<Measured> {
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
    // Two slides at once, of which one waits for the models: as the bare command does it.
    const words = ['work', ...address, '--until-empty', ...ONE_THREAD];
    const profiled = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    const workers = Array.from({ length: processes }, () => node(...profiled, COMMAND, ...words));
    return [handed, ...(await Promise.all(workers))];
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
  const handingIn = usages[0]?.processor ?? 0;
  return { clock, processor, peakBytes, handingIn, redis: redisTook, processes: usages };
}

function command(...words: string[]): Promise<Usage> {
  return node(COMMAND, ...words);
}

/** Bash counts what the processes below the command take, too, where the command waits for their end, as ours does. */
async function node(...words: string[]): Promise<Usage> {
  const script = 'TIMEFORMAT="took %U %S"; time "$@"';
  const child = spawn('bash', ['-c', script, 'bash', process.execPath, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: `--import=${usageHook}`, LC_ALL: 'C' },
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${words[0]} ended with ${code}: ${errors}`);
  const [, user, system] = /took ([\d.]+) ([\d.]+)/.exec(errors) ?? [];
  const told = [...errors.matchAll(/usage (\d+) (\d+) (\d+)/g)].map((match) => match.slice(1).map(Number));
  // The last one: the process itself outlives what it started.
  const [, mainThread = NaN, pid = NaN] = told.at(-1) ?? [];
  return {
    processor: Number(user) + Number(system),
    peakBytes: Math.max(...told.map(([kilobytes = NaN]) => kilobytes * 1024)),
    mainThread: mainThread / 1e9,
    pid,
  };
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
  const of = (name: string, what: MeasuredNumber): number =>
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
    const ratios = (what: MeasuredNumber): string => {
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

/** Processor time of a start that loads the queue's packages, above that of one that loads nothing. */
async function loadingSeconds(): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < 5; i++) {
    const nothing = await node('--input-type=module', '--eval', '0');
    const packages = await node('--input-type=module', '--eval', "await import('bullmq')");
    took.push(packages.processor - nothing.processor);
  }
  return median(took);
}

async function reportOwnShare(
  { processor, handingIn, redis: redisTook, processes: [, ...workers] }: Measured,
  processes: number,
  { loading, profiles }: { readonly loading: number; readonly profiles: string },
): Promise<void> {
  let inWorkers = 0;
  for (const { pid, mainThread } of workers) inWorkers += (await queueShare(profiles, pid)) * mainThread;
  const own = handingIn + redisTook + workers.length * loading + inWorkers;
  console.log(
    `the queue's own share, ${processes}: ${((100 * own) / (processor - own)).toFixed(2)} % of ${processor.toFixed(1)} s; ` +
      `handing in ${handingIn.toFixed(2)} s, loading ${loading.toFixed(2)} s a worker, ` +
      `a slide ${((1000 * inWorkers) / count).toFixed(1)} ms in the worker and ${((1000 * redisTook) / count).toFixed(1)} ms in Redis`,
  );
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Of the main thread's time, the part in whose calls the queue's code has a place. */
async function queueShare(profiles: string, pid: number): Promise<number> {
  const name = (await readdir(profiles)).find((file) => file.split('.').slice(3, 5).join() === `${pid},0`);
  const { nodes, samples, timeDeltas } = JSON.parse(
    await readFile(join(profiles, name ?? ''), 'utf8'),
  ) as Profile;
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((entry) => [entry.id, entry]));
  const kinds = new Map<number, 'queue' | 'other' | undefined>();
  for (const { id, callFrame } of nodes) {
    let urls = '';
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      urls += `${byId.get(at)?.callFrame.url}\n`;
    if (OF_NOBODY.includes(callFrame.functionName) || LOADING.test(urls)) kinds.set(id, undefined);
    else kinds.set(id, OF_QUEUE.test(urls) ? 'queue' : 'other');
  }
  const spent = { queue: 0, other: 0 };
  for (const [i, id] of samples.entries()) {
    const kind = kinds.get(id);
    if (kind) spent[kind] += timeDeltas[i] ?? 0;
  }
  assert.ok(spent.queue > 0 && spent.other > 0, 'the profile shows both');
  return spent.queue / (spent.queue + spent.other);
}
