/** How one task ended. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

export interface TileQueueOptions {
  /** How many tasks may be under way or wait to be taken, at least 1. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/**
 * The outcome of each task, in the order of the items, so that a run gives the same result however
 * its tasks overtake each other. A failed task is an outcome; the queue goes on.
 * Abort rejects with the signal's own reason. Abort and early `return` abort the signal that the
 * tasks were given, and start no more of them.
 */
export async function* runTiles<Item, T>(
  items: readonly Item[],
  task: (item: Item, signal: AbortSignal) => Promise<T>,
  { limit, signal }: TileQueueOptions,
): AsyncGenerator<Outcome<T>, void, void> {
  const stop = new AbortController();
  const forward = (): void => stop.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', forward, { once: true });
  const aborted = rejectOnAbort(stop.signal);
  const underWay: Promise<Outcome<T>>[] = [];
  let next = 0;
  try {
    for (;;) {
      while (underWay.length < Math.max(1, limit) && next < items.length) {
        underWay.push(settle(task(items[next++] as Item, stop.signal)));
      }
      const head = underWay.shift();
      if (!head) return;
      const outcome = await Promise.race([head, aborted]);
      stop.signal.throwIfAborted();
      yield outcome;
      stop.signal.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener('abort', forward);
    if (!stop.signal.aborted) stop.abort(new DOMException('The run has ended.', 'AbortError'));
  }
}

async function settle<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting when the abort comes; whoever waits still sees it.
  promise.catch(() => undefined);
  return promise;
}
