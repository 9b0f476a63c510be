import { Queue } from 'bullmq';
import { build } from 'esbuild';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, type RedisServer } from '../../scripts/redis.mjs';
import { drawDiscField } from '../unit/viewer-shell/drawn-field.js';

/** The stub command as one file, made where its packages are found; the caller removes its folder. */
export async function buildDiscCommand(): Promise<{ readonly folder: string; readonly file: string }> {
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp(resolve('.cache/disc-command-'));
  const file = join(folder, 'disc-command.mjs');
  await build({
    entryPoints: ['test/queue/disc-command.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return { folder, file };
}

/** So many small slides, most of which differ. */
export async function drawSlides(folder: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const size = { width: 500 + 37 * (i % 7), height: 400 + 53 * (i % 5), pitch: 130 + 11 * (i % 6) };
    await drawDiscField(join(folder, `${String(i).padStart(3, '0')}.png`), size);
  }
}

export interface TrialOptions {
  readonly command: string;
  /** A folder. */
  readonly slides: string;
  /** Bytes of the disk to which results are written; a folder of this machine's where absent. */
  readonly diskBytes?: number;
  readonly tileMs?: number;
  readonly deadly?: number;
}

/** Slides, a Redis with its file, workers as processes of their own, and a small disk for the results. */
export class QueueTrial {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly #options: TrialOptions;
  readonly #workers = new Set<ChildProcess>();
  readonly #queue: Queue;

  private constructor(folder: string, redis: RedisServer, options: TrialOptions) {
    this.folder = folder;
    this.redis = redis;
    this.#options = options;
    const connection = { url: redis.url, maxRetriesPerRequest: null, retryStrategy: () => 100 };
    this.#queue = new Queue('trial', { connection });
    this.#queue.on('error', () => undefined);
  }

  static async start(options: TrialOptions): Promise<QueueTrial> {
    const folder = await mkdtemp(join(tmpdir(), 'smearlens-queue-'));
    await mkdir(join(folder, 'redis'));
    await mkdir(join(folder, 'out'));
    if (options.diskBytes !== undefined) {
      const words = ['-t', 'tmpfs', '-o', `size=${options.diskBytes}`, 'tmpfs', join(folder, 'out')];
      const mounted = spawnSync('mount', words);
      if (mounted.status !== 0) throw new Error(`A small disk cannot be mounted: ${String(mounted.stderr)}`);
    }
    return new QueueTrial(folder, await startRedis(join(folder, 'redis')), options);
  }

  get queue(): Queue {
    return this.#queue;
  }

  /** The stub command; gives its exit code and what it wrote. */
  async run(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = this.#spawn(words, 'pipe');
    const written = { stdout: '', stderr: '' };
    child.stdout?.on('data', (text) => (written.stdout += String(text)));
    child.stderr?.on('data', (text) => (written.stderr += String(text)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...written };
  }

  enqueue(...more: string[]) {
    return this.run('enqueue', this.#options.slides, ...this.#to('out'), ...this.address(), ...more);
  }

  /** What one machine without a queue makes of the slides. */
  analyze(out: string) {
    return this.run('analyze', this.#options.slides, ...this.#to(out), '--workers', '2');
  }

  startWorker(...more: string[]): ChildProcess {
    const quick = ['--dead-after', '2', '--retry-after', '0.2', '--workers', '1', '--grace', '0.2'];
    const child = this.#spawn(['work', ...this.address(), ...quick, ...more], 'ignore');
    this.#workers.add(child);
    child.once('exit', () => this.#workers.delete(child));
    return child;
  }

  workers(): ChildProcess[] {
    return [...this.#workers];
  }

  /** Until nothing waits, runs or is put off. */
  async untilDone(limitMs: number): Promise<void> {
    const end = Date.now() + limitMs;
    for (;;) {
      const counts = await this.#queue.getJobCounts(
        'wait',
        'active',
        'delayed',
        'prioritized',
        'waiting-children',
      );
      if (Object.values(counts).every((count) => count === 0)) return;
      if (Date.now() > end)
        throw new Error(`The queue is not empty after ${limitMs} ms: ${JSON.stringify(counts)}`);
      await delay(100);
    }
  }

  /** Fills the disk to the last byte; the answer frees it. */
  async fillDisk(): Promise<() => Promise<void>> {
    const filler = join(this.folder, 'out', 'filler');
    const block = Buffer.alloc(64 * 1024);
    for (let size = block.length; size > 0;) {
      const failed = await writeFile(filler, block.subarray(0, size), { flag: 'a' }).catch(() => true);
      if (failed) size = Math.floor(size / 2);
    }
    return () => rm(filler, { force: true });
  }

  /** Names and contents of a folder's files, but for the notes about slides that failed. */
  async files(folder: string): Promise<Map<string, string>> {
    const all = await readdir(join(this.folder, folder));
    const names = all.filter((name) => !name.endsWith('.failed.json')).sort();
    const texts = names.map((name) => readFile(join(this.folder, folder, name), 'utf8'));
    const contents = await Promise.all(texts);
    return new Map(names.map((name, i) => [name, contents[i] as string]));
  }

  async end(): Promise<void> {
    const workers = this.workers();
    for (const child of workers) child.kill('SIGKILL');
    await Promise.all(workers.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    await this.#queue.close().catch(() => undefined);
    await this.redis.kill();
    if (this.#options.diskBytes !== undefined) spawnSync('umount', [join(this.folder, 'out')]);
    await rm(this.folder, { recursive: true, force: true });
  }

  #to(out: string): string[] {
    return ['--out', join(this.folder, out), '--mpp', '0.1'];
  }

  address(): string[] {
    return ['--redis', this.redis.url, '--queue', 'trial'];
  }

  #spawn(words: readonly string[], output: 'pipe' | 'ignore'): ChildProcess {
    const { command, tileMs = 0, deadly } = this.#options;
    const env = {
      ...process.env,
      DISC_TILE_MS: String(tileMs),
      ...(deadly ? { DISC_DEADLY: String(deadly) } : {}),
    };
    return spawn(process.execPath, [command, ...words], { stdio: ['ignore', output, output], env });
  }
}
