import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { QueueTrial, type TrialOptions } from './queue-trial.js';

export interface Schedule {
  readonly seed: number;
  readonly workers: number;
  readonly incidents: number;
  /** Name and text of each file that one machine alone makes of the slides. */
  readonly expected: ReadonlyMap<string, string>;
  /** Slides that nothing can be made of. */
  readonly poison: readonly string[];
}

export interface ScheduleReport {
  readonly seed: number;
  readonly shards: number;
  readonly incidents: readonly string[];
  readonly elapsedMs: number;
}

/**
 * Slides go through a queue whose workers are killed and stopped, whose Redis loses its power and whose disk fills, when
 * and as the seed says. Afterwards every output is there, once, as one machine makes it, and what is no slide is set
 * aside with its error.
 */
export async function runSchedule(
  options: Omit<TrialOptions, 'tileMs' | 'diskBytes'>,
  { seed, workers, incidents, expected, poison }: Schedule,
): Promise<ScheduleReport> {
  const random = seededRandom(seed);
  const pick = (least: number, most: number): number => least + random() * (most - least);
  const shards = random() < 0.5 ? 1 : 3;
  const trial = await QueueTrial.start({ ...options, tileMs: pick(20, 150), diskBytes: 16e6 });
  const start = Date.now();
  const happened: string[] = [];
  try {
    const { code, stderr } = await trial.enqueue('--shards', String(shards));
    assert.equal(code, 0, stderr);
    for (let i = 0; i < workers; i++) trial.startWorker();
    const happenings: Readonly<Record<string, () => Promise<void>>> = {
      'a worker is killed': async () => {
        const victim = trial.workers()[Math.floor(random() * trial.workers().length)];
        victim?.kill('SIGKILL');
        if (victim) await once(victim, 'exit');
        trial.startWorker();
      },
      'a worker is told to stop': async () => {
        const victim = trial.workers()[Math.floor(random() * trial.workers().length)];
        victim?.kill('SIGTERM');
        trial.startWorker();
      },
      'Redis loses its power': async () => {
        await trial.redis.kill();
        await delay(pick(0, 1500));
        await trial.redis.start();
      },
      'Redis is restarted': async () => {
        await trial.redis.stop();
        await trial.redis.start();
      },
      'the disk is full': async () => {
        const free = await trial.fillDisk();
        await delay(pick(200, 1200));
        await free();
      },
    };
    const names = Object.keys(happenings);
    for (let i = 0; i < incidents; i++) {
      await delay(pick(50, 900));
      const name = names[Math.floor(random() * names.length)] as string;
      happened.push(name);
      await happenings[name]?.();
    }
    await trial.untilDone(120_000);
    await checkOutputs(trial, expected, poison);
  } catch (error) {
    throw new Error(`Schedule ${seed} (${shards} shards; ${happened.join(', ')}) failed.`, { cause: error });
  } finally {
    await trial.end();
  }
  return { seed, shards, incidents: happened, elapsedMs: Date.now() - start };
}

/** Every output once and as expected, nothing else that anybody would take for one, and the poison set aside. */
export async function checkOutputs(
  trial: QueueTrial,
  expected: ReadonlyMap<string, string>,
  poison: readonly string[],
): Promise<void> {
  const found = await trial.files('out');
  // What a killed worker was writing has a name that nobody takes for a result.
  const shown = [...found.keys()].filter((name) => !name.startsWith('.'));
  assert.deepEqual(shown, [...expected.keys()]);
  for (const [name, text] of expected) assert.equal(found.get(name), text, name);
  const failed = await trial.queue.getFailed();
  const aside = failed.filter(({ data }) => (data as { kind: string }).kind === 'analyze');
  const inputs = new Set(aside.map(({ data }) => (data as { task: { input: string } }).task.input));
  assert.deepEqual([...inputs].map((path) => path.split('/').at(-1)).sort(), [...poison].sort());
  for (const { failedReason } of aside) assert.match(failedReason ?? '', /not a slide|cannot be decoded/);
}
