import type * as BullMq from 'bullmq';
import { setTimeout as delay } from 'node:timers/promises';
import { SmearError } from '../../plugin/node-entry.js';
import { EXIT } from '../command-line/exit-code.js';
import type { QueueAddress } from '../command-line/queue-arguments.js';
import type { QueueJob } from './queue-job.js';

/** A queue that is away is not waited for longer when its line is closed. */
export const CLOSE_MS = 2000;

/** Loads the queue's library on first use. Rejects with `invalid-argument` where it is not installed. */
export async function loadQueue(): Promise<typeof BullMq> {
  try {
    // The first loads the second only when it connects, and then asks for it without an end.
    const [bullMq] = await Promise.all([import('bullmq'), import('ioredis')]);
    return bullMq;
  } catch (cause) {
    throw new SmearError(
      'invalid-argument',
      'The queue needs the packages “bullmq” and “ioredis”. Install them: npm install bullmq ioredis.',
      { cause },
    );
  }
}

/**
 * The exit code of `use`, which is given the queue; both are closed after it. Where the queue cannot be used, that is told
 * on `stderr` and the code is to try again later.
 */
export async function withQueue(
  { redis, queue: name }: QueueAddress,
  stderr: { write(text: string): void },
  use: (queue: BullMq.Queue<QueueJob>, producer: BullMq.FlowProducer) => Promise<number>,
): Promise<number> {
  const { Queue, FlowProducer } = await loadQueue();
  const connection = impatientConnection(redis);
  const queue: BullMq.Queue<QueueJob> = new Queue(name, { connection });
  const producer = new FlowProducer({ connection });
  // Whoever calls hears of it from the rejections below.
  queue.on('error', () => undefined);
  producer.on('error', () => undefined);
  try {
    await untilReady(queue);
    return await use(queue, producer);
  } catch (error) {
    stderr.write(`${redisError(redis, error).message}\n`);
    return EXIT.retryLater;
  } finally {
    // A queue that is away cannot be told; it has lost the line already.
    const closing = Promise.allSettled([queue.close(), producer.close()]);
    await Promise.race([closing, delay(CLOSE_MS, undefined, { ref: false })]);
  }
}

/** For workers and whoever waits: a Redis that is away is waited for, as long as it takes. */
export function patientConnection(url: string) {
  return { url, maxRetriesPerRequest: null, retryStrategy: pauseBefore };
}

/** For a service: it waits for a Redis that is away, and those who ask meanwhile hear of it within some seconds. */
export function answeringConnection(url: string) {
  return { url, maxRetriesPerRequest: 3, connectTimeout: 5000, retryStrategy: pauseBefore };
}

/** For commands that people and scripts call: a Redis that is away is an error within some seconds. */
export function impatientConnection(url: string) {
  return {
    url,
    maxRetriesPerRequest: 3,
    connectTimeout: 5000,
    retryStrategy: (attempt: number) => (attempt > 5 ? null : pauseBefore(attempt)),
  };
}

/** Resolves when the queue answers; rejects where it does not within ten seconds. */
export async function untilReady(queue: BullMq.Queue): Promise<void> {
  const { promise, reject } = rejectable();
  const timer = setTimeout(() => reject(new Error('no answer within 10 s')), 10_000);
  try {
    await Promise.race([queue.waitUntilReady(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

function rejectable(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, fail) => (reject = fail));
  return { promise, reject };
}

function pauseBefore(attempt: number): number {
  return Math.min(attempt * 200, 5000);
}

/** Whether Redis is away or refuses: the same question may be answered later. */
export function isQueueAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const refused = ['MaxRetriesPerRequestError', 'ReplyError'];
  return refused.includes(error.name) || error.message === 'Connection is closed.';
}

/** At most once in ten seconds. */
export function onceInAWhile(say: (message: string) => void): (message: string) => void {
  let last = -Infinity;
  return (message) => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    say(message);
  };
}

export function redisError(url: string, cause: unknown): SmearError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SmearError('network', `The queue at ${withoutPassword(url)} cannot be used (${reason}).`, {
    cause,
  });
}

export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
