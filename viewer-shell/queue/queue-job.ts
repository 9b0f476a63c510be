import { createHash } from 'node:crypto';
import type { FlowJob, JobsOptions } from 'bullmq';
import type { AnalysisTask } from '../results/task.js';

/** Analyse a slide or one shard of it. */
export interface AnalyzeJob {
  readonly kind: 'analyze';
  readonly task: AnalysisTask;
}

/** Put the shards of a slide together; waits in the queue until all are there. */
export interface MergeJob {
  readonly kind: 'merge';
  readonly task: Omit<AnalysisTask, 'shard'>;
  readonly shards: number;
}

export type QueueJob = AnalyzeJob | MergeJob;

/** Retries are spaced by the workers, up to five minutes apart: a full disk or a lost share may take hours. */
const ATTEMPTS = 60;
/** Finished work is remembered for two weeks, so that people can see what has been; the results are files. */
const KEPT = { age: 14 * 24 * 60 * 60, count: 200_000 };

/** The name of the back-off that the workers know. */
export const BACKOFF = 'doubling';

function jobOptions(id: string, priority: number | undefined): JobsOptions {
  return {
    jobId: id,
    attempts: ATTEMPTS,
    backoff: { type: BACKOFF },
    removeOnComplete: KEPT,
    stackTraceLimit: 1,
    ...(priority === undefined ? {} : { priority }),
  };
}

/** The same work has the same id, so it is in the queue once, however often it is handed in. */
export function jobId({ kind, task }: QueueJob): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, task]))
    .digest('hex');
  return `${kind}-${hash.slice(0, 32)}`;
}

/** One slide as jobs: by itself, or as shards with their merge above them. */
export function slideFlow(
  queue: string,
  task: Omit<AnalysisTask, 'shard'>,
  { shards, priority }: { readonly shards: number; readonly priority?: number },
): FlowJob {
  const asFlow = (job: QueueJob): FlowJob => ({
    name: job.kind,
    queueName: queue,
    data: job,
    opts: jobOptions(jobId(job), priority),
  });
  if (shards === 1) return asFlow({ kind: 'analyze', task });
  const numbers = Array.from({ length: shards }, (_, i) => ({ number: i + 1, count: shards }));
  const children = numbers.map((shard) => asFlow({ kind: 'analyze', task: { ...task, formats: [], shard } }));
  return {
    ...asFlow({ kind: 'merge', task, shards }),
    children: children.map((child) => ({ ...child, opts: { ...child.opts, failParentOnFailure: true } })),
  };
}
