import type { Job, Queue, Worker } from 'bullmq';
import { setTimeout as delay } from 'node:timers/promises';
import type { Surroundings } from '../command-line/analyze.js';
import { EXIT } from '../command-line/exit-code.js';
import type { WorkCommand } from '../command-line/queue-arguments.js';
import { encodeEnding } from '../command-line/report.js';
import type { FileResult } from '../results/analyze-file.js';
import { noteFailure } from '../results/failure-note.js';
import { isTemporary } from '../results/temporary-error.js';
import { CLOSE_MS, loadQueue, onceInAWhile, patientConnection } from './queue-connection.js';
import type { QueueJob } from './queue-job.js';
import { JobRunner } from './job-runner.js';
import { threadsThatFit } from './machine-size.js';
import { SuspectGate } from './suspect-gate.js';

/** A slide may outlive so many workers; then it is what kills them, and it is set aside. */
const MOST_DEATHS = 8;
/** A suspect that finds another one comes back after so long. */
const SUSPECT_PAUSE_MS = 1000;
const KILLS_WORKERS =
  `${MOST_DEATHS + 1} workers died while they worked on this slide, at last on nothing else. ` +
  'It may need more memory than they have, or be damaged.';
const LONGEST_PAUSE_MS = 5 * 60 * 1000;
const LOOK_MS = 500;
/** To give back what is under way. */
const GIVE_BACK_MS = 10_000;
/** Between two questions to a queue that refuses to answer. */
const REST_MS = 2000;

/**
 * Works through the queue until it is stopped, or with `untilEmpty` until nothing is left; the exit code. When it is
 * told to stop it takes nothing more, lets what is under way end for a while, and then gives it back.
 */
export async function work(command: WorkCommand, around: Surroundings): Promise<number> {
  const { stderr, stdout, signal } = around;
  const bullMq = await loadQueue();
  const connection = patientConnection(command.redis);
  // Not the signal that stops the command: what is under way may end.
  const now = new AbortController();
  const threads = command.workers ?? threadsThatFit();
  const runner = new JobRunner({ ...around, signal: now.signal, workers: threads, pack: command.pack });
  const gate = new SuspectGate();
  let running = 0;
  const process = async (job: Job<QueueJob>, token?: string): Promise<FileResult> => {
    const { task } = job.data;
    if (job.stalledCounter > MOST_DEATHS) {
      const error = new bullMq.UnrecoverableError(KILLS_WORKERS);
      await noteFailure(task, error, around.storage);
      throw error;
    }
    const run = () => runner.run(job.data, (progress) => job.updateProgress({ ...progress }));
    running++;
    try {
      const result = await gate.run(run, job.stalledCounter > 0, now.signal);
      if (result !== 'later') return result;
    } catch (error) {
      if (now.signal.aborted) {
        // Not a failed attempt: another worker takes it at once.
        await job.moveToWait(token);
        throw new bullMq.WaitingError();
      }
      const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (isLast || !isTemporary(error)) await noteFailure(task, error, around.storage);
      if (isTemporary(error)) throw error;
      throw new bullMq.UnrecoverableError(error instanceof Error ? error.message : String(error));
    } finally {
      running--;
    }
    await job.moveToDelayed(Date.now() + SUSPECT_PAUSE_MS, token);
    throw new bullMq.DelayedError();
  };
  const worker: Worker<QueueJob, FileResult> = new bullMq.Worker(command.queue, process, {
    connection,
    concurrency: command.concurrency ?? threads + 1,
    lockDuration: command.deadAfterSeconds * 1000,
    // Each look takes over what the one before it found without a sign of life.
    stalledInterval: command.deadAfterSeconds * 125,
    // Set aside above, with words that say why.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    settings: { backoffStrategy: (attempt) => pauseAfter(attempt, command.retrySeconds * 1000) },
  });
  const queue: Queue<QueueJob> = new bullMq.Queue(command.queue, { connection });
  const tell = teller(command, around);
  worker.on('completed', (job, result) => tell(job, { ok: true, result }));
  worker.on('failed', (job, error) => job && tell(job, { ok: false, error }));
  const complain = onceInAWhile((message) =>
    stderr.write(`The queue cannot be reached (${message}); waiting.\n`),
  );
  worker.on('error', ({ message }) => complain(message));
  queue.on('error', ({ message }) => complain(message));
  const endRests = restAfterErrors(worker);
  try {
    stdout.write(command.json ? '' : `Working on “${command.queue}”, ${threads} threads.\n`);
    await (command.untilEmpty ? untilEmpty(queue, signal, () => running > 0) : untilAborted(signal));
    endRests();
    const giveBack = setTimeout(
      () => now.abort(new DOMException('The worker stops.', 'AbortError')),
      command.graceSeconds * 1000,
    );
    // With a queue that is away nothing can be given back: it takes that for a worker that died.
    const patienceMs = running > 0 ? command.graceSeconds * 1000 + GIVE_BACK_MS : CLOSE_MS;
    const patience = delay(patienceMs, 'over', { ref: false });
    if ((await Promise.race([worker.close(), patience])) === 'over') {
      stderr.write('The queue does not answer. If anything was under way here, another worker takes it.\n');
    }
    clearTimeout(giveBack);
    if (signal.aborted) return EXIT.cancelled;
    return (await queue.getFailedCount()) > 0 ? EXIT.badInput : EXIT.done;
  } finally {
    await Promise.all([
      Promise.race([queue.close(), delay(CLOSE_MS, undefined, { ref: false })]),
      runner.dispose(),
    ]);
  }
}

/**
 * Where Redis refuses, the library asks again at once, for ever: nothing else would get its turn, no stop either. So after any
 * error nothing is taken for a while; what is under way goes on. Returns what ends that for good.
 */
function restAfterErrors(worker: Worker): () => void {
  let rest: NodeJS.Timeout | undefined;
  let isOver = false;
  worker.on('error', () => {
    if (rest || isOver) return;
    void worker.pause(true);
    rest = setTimeout(() => {
      rest = undefined;
      worker.resume();
    }, REST_MS);
  });
  return () => {
    isOver = true;
    clearTimeout(rest);
  };
}

/** Doubled at each attempt, and a little spread, so that not all come back at once. */
function pauseAfter(attempt: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The queue is not asked while something is under way here: it is not empty then. */
async function untilEmpty(queue: Queue, signal: AbortSignal, isBusy: () => boolean): Promise<void> {
  const aborted = untilAborted(signal).then(() => 0);
  while (!signal.aborted) {
    // One call that the queue cannot answer must not hold up a stop.
    if (!isBusy() && (await Promise.race([countOpen(queue), aborted])) === 0) return;
    await Promise.race([delay(LOOK_MS), aborted]);
  }
}

async function countOpen(queue: Queue): Promise<number> {
  const states = ['wait', 'active', 'delayed', 'prioritized', 'waiting-children'] as const;
  const counts = await queue.getJobCounts(...states);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function teller({ json }: WorkCommand, { stdout, stderr }: Surroundings) {
  return (job: Job<QueueJob>, ending: Parameters<typeof encodeEnding>[1]): void => {
    const { task } = job.data;
    if (json) stdout.write(`${encodeEnding(task.input, ending)}\n`);
    else if (ending.ok)
      stdout.write(`${task.input}: ${wordFor(job.data, ending.result)}; ${ending.result.output}\n`);
    else stderr.write(`${task.input}: ${(ending.error as Error).message}\n`);
  };
}

function wordFor({ kind }: QueueJob, { wasThere }: FileResult): string {
  return wasThere ? 'was there already' : `${kind}d`;
}
