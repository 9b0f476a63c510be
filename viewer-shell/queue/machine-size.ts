import { availableParallelism, totalmem } from 'node:os';

/** What one thread with models may take: more than twice the peak on a shard of a whole slide; see docs/many-slides.md. */
const WORKER_BYTES = 1.5e9;

/** How many threads with models the machine, or the container's limit, has room for. */
export function threadsThatFit(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memory / WORKER_BYTES)));
}
