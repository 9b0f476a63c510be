import { LruCache } from '../../models/domain/lru-cache.js';

/** What a cache keeps at most, and how it measures. */
export interface SharedCacheOptions<Value> {
  readonly maxBytes: number;
  readonly sizeOf: (value: Value) => number;
}

interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Values that are loaded once, however many ask at the same time, and kept while they fit
 * (least recently used first out).
 * Abort: a caller leaves at once with its signal's own reason; the load itself is aborted when the last
 * caller has left. A failed load is not kept, so the next caller tries again.
 */
export class SharedCache<Key, Value> {
  readonly #kept: LruCache<Key, Value>;
  readonly #pending = new Map<Key, Pending<Value>>();
  readonly #abortRace = new AbortRace();

  constructor({ maxBytes, sizeOf }: SharedCacheOptions<Value>) {
    this.#kept = new LruCache({ max: maxBytes, sizeOf });
  }

  get bytes(): number {
    return this.#kept.total;
  }

  async get(key: Key, load: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    signal?.throwIfAborted();
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const pending = this.#pending.get(key) ?? this.#start(key, load);
    pending.waiting++;
    try {
      return await this.#abortRace.run(pending.promise, signal);
    } finally {
      pending.waiting--;
      if (pending.waiting === 0 && this.#pending.get(key) === pending) {
        this.#pending.delete(key);
        pending.controller.abort(signal?.reason);
      }
    }
  }

  /** Forgets everything and aborts what is being loaded. */
  clear(reason?: unknown): void {
    this.#kept.clear();
    for (const pending of this.#pending.values()) pending.controller.abort(reason);
    this.#pending.clear();
  }

  #start(key: Key, load: (signal: AbortSignal) => Promise<Value>): Pending<Value> {
    const controller = new AbortController();
    const promise = load(controller.signal).then(
      (value) => {
        if (this.#pending.get(key)?.promise === promise) this.#keep(key, value);
        return value;
      },
      (error: unknown) => {
        if (this.#pending.get(key)?.promise === promise) this.#pending.delete(key);
        throw error;
      },
    );
    // The callers see the failure through their own wait; without any it has no one to go to.
    promise.catch(() => undefined);
    const pending = { promise, controller, waiting: 0 };
    this.#pending.set(key, pending);
    return pending;
  }

  #keep(key: Key, value: Value): void {
    this.#pending.delete(key);
    this.#kept.set(key, value);
  }
}

/**
 * Lets many waits leave at one signal's abort through one listener on it: a read waits for dozens of tiles,
 * and Node takes more than ten listeners for a leak.
 */
class AbortRace {
  readonly #leavers = new WeakMap<AbortSignal, Set<() => void>>();

  /** The promise's outcome, or the signal's reason as soon as it aborts. */
  run<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
    if (!signal) return promise;
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      const leavers = this.#leaversOf(signal);
      leavers.add(leave);
      promise.then(resolve, reject).finally(() => leavers.delete(leave));
    });
  }

  #leaversOf(signal: AbortSignal): Set<() => void> {
    const known = this.#leavers.get(signal);
    if (known) return known;
    const leavers = new Set<() => void>();
    this.#leavers.set(signal, leavers);
    signal.addEventListener('abort', () => leavers.forEach((leave) => leave()), { once: true });
    return leavers;
  }
}
