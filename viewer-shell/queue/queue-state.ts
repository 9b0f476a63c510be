import type { FlowProducer, Job, Queue } from 'bullmq';
import type { Surroundings } from '../command-line/analyze.js';
import { EXIT } from '../command-line/exit-code.js';
import type { QueueStateCommand } from '../command-line/queue-arguments.js';
import type { AnalysisProgress } from '../../plugin/node-entry.js';
import { addOnce } from './enqueue.js';
import { withoutPassword, withQueue } from './queue-connection.js';
import { slideFlow, type QueueJob } from './queue-job.js';

/** Slides of each list that the text shows; the JSON has all. */
const SHOWN = 20;

const STATES = [
  ...(['wait', 'prioritized', 'waiting-children', 'active'] as const),
  ...(['delayed', 'completed', 'failed'] as const),
];

export interface QueueState {
  readonly queue: string;
  /** Processes that work on it now. */
  readonly workers: number;
  /** A slide is one job, in shards one more than it has shards. `retrying` failed for now and is tried again. */
  readonly jobs: Readonly<
    Record<'waiting' | 'waitingForShards' | 'active' | 'retrying' | 'done' | 'failed', number>
  >;
  readonly active: readonly SlideState[];
  readonly retrying: readonly SlideState[];
  /** Each slide once, however many of its shards failed. */
  readonly failed: readonly SlideState[];
}

export interface SlideState {
  readonly input: string;
  readonly output: string;
  readonly shard?: { readonly number: number; readonly count: number };
  /** How much is done, 0 to 1. */
  readonly share?: number;
  readonly error?: string | undefined;
  readonly attempts?: number;
}

/** Tells what is in the queue, and with `retry` puts what failed into it again first; the exit code. */
export function queueState(command: QueueStateCommand, { stdout, stderr }: Surroundings): Promise<number> {
  return withQueue(command, stderr, async (queue, producer) => {
    const retried = command.retry ? await retryFailed(queue, producer) : undefined;
    const state = await readState(queue);
    if (command.json) stdout.write(`${JSON.stringify({ ...state, retried })}\n`);
    else {
      if (retried !== undefined) stdout.write(`${countOf(retried, 'slide')} put into the queue again.\n`);
      stdout.write(describe(state, withoutPassword(command.redis)));
    }
    return EXIT.done;
  });
}

async function readState(queue: Queue<QueueJob>): Promise<QueueState> {
  const counts = await queue.getJobCounts(...STATES);
  const of = (name: string): number => counts[name] ?? 0;
  return {
    queue: queue.name,
    workers: await queue.getWorkersCount(),
    jobs: {
      waiting: of('wait') + of('prioritized'),
      waitingForShards: of('waiting-children'),
      active: of('active'),
      retrying: of('delayed'),
      done: of('completed'),
      failed: of('failed'),
    },
    active: (await queue.getActive()).map(underWay),
    retrying: (await queue.getDelayed()).map(stateOf),
    failed: (await failedSlides(queue)).map(({ told }) => stateOf(told)),
  };
}

function stateOf(job: Job<QueueJob>): SlideState {
  const { task, kind } = job.data;
  return {
    input: task.input,
    output: task.output,
    ...(kind === 'analyze' && job.data.task.shard ? { shard: job.data.task.shard } : {}),
    ...(job.failedReason ? { error: job.failedReason } : {}),
    ...(job.attemptsMade > 0 ? { attempts: job.attemptsMade } : {}),
  };
}

/** What an earlier attempt said holds no longer. */
function underWay(job: Job<QueueJob>): SlideState {
  const { done, total } = job.progress as Partial<AnalysisProgress>;
  return {
    ...stateOf(job),
    error: undefined,
    ...(done !== undefined && total ? { share: done / total } : {}),
  };
}

interface FailedSlide {
  /** The job that knows why: of several shards the first, and only where none failed the merge. */
  readonly told: Job<QueueJob>;
  readonly merge?: Job<QueueJob>;
}

async function failedSlides(queue: Queue<QueueJob>): Promise<FailedSlide[]> {
  const slides = new Map<string, FailedSlide>();
  for (const job of await queue.getFailed()) {
    const { output } = job.data.task;
    const known = slides.get(output);
    const isMerge = job.data.kind === 'merge';
    const told = known && (isMerge || known.told.data.kind !== 'merge') ? known.told : job;
    const merge = isMerge ? job : known?.merge;
    slides.set(output, { told, ...(merge ? { merge } : {}) });
  }
  return [...slides.values()];
}

/** How many slides are to be done anew; shards whose results are there will be recognised. */
async function retryFailed(queue: Queue<QueueJob>, producer: FlowProducer): Promise<number> {
  let retried = 0;
  for (const { told, merge } of await failedSlides(queue)) {
    const job = merge ?? told;
    const { data } = job;
    if (data.kind === 'analyze' && data.task.shard) {
      // Its merge is no longer known, or still waits for other shards.
      await job.retry('failed');
      retried++;
      continue;
    }
    const shards = data.kind === 'merge' ? data.shards : 1;
    const flow = slideFlow(queue.name, data.task, { shards, priority: job.opts.priority });
    if ((await addOnce(queue, producer, flow)) !== 'known') retried++;
  }
  return retried;
}

function describe({ queue, workers, jobs, active, retrying, failed }: QueueState, address: string): string {
  const { waiting, waitingForShards, done } = jobs;
  const lines = [
    `“${queue}” at ${address}: ${countOf(workers, 'worker')}.`,
    `Jobs: ${waiting} waiting, ${waitingForShards} waiting for their shards, ${jobs.active} active, ` +
      `${jobs.retrying} to be tried again, ${done} done, ${jobs.failed} failed.`,
    ...list('Active', active),
    ...list('To be tried again', retrying),
    ...list('Failed', failed),
  ];
  if (failed.length > 0) lines.push('“smearlens queue --retry” puts those that failed into the queue again.');
  if (workers === 0 && waiting + jobs.retrying > 0) lines.push('Nobody works on it: start “smearlens work”.');
  return `${lines.join('\n')}\n`;
}

function list(title: string, slides: readonly SlideState[]): string[] {
  if (slides.length === 0) return [];
  const shown = slides.slice(0, SHOWN).map(({ input, shard, share, error, attempts = 0 }) => {
    const part = shard ? `, shard ${shard.number} of ${shard.count}` : '';
    const tries = attempts > 1 ? `, ${attempts} attempts` : '';
    const done = share === undefined ? '' : `: ${Math.floor(100 * share)} %`;
    return `  ${input}${part}${tries}${done}${error === undefined ? '' : `: ${error}`}`;
  });
  const more = slides.length - shown.length;
  return [`${title}:`, ...shown, ...(more > 0 ? [`  and ${more} more; --json has all.`] : [])];
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
