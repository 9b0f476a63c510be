import { AbortRace } from './abort-race.js';

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
  readonly #options: SharedCacheOptions<Value>;
  readonly #kept = new Map<Key, Value>();
  readonly #pending = new Map<Key, Pending<Value>>();
  readonly #abortRace = new AbortRace();
  #bytes = 0;

  constructor(options: SharedCacheOptions<Value>) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async get(key: Key, load: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    signal?.throwIfAborted();
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
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
    this.#bytes = 0;
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
    // The callers see the failure through their own wait; without them it concerns nobody.
    promise.catch(() => undefined);
    const pending = { promise, controller, waiting: 0 };
    this.#pending.set(key, pending);
    return pending;
  }

  #keep(key: Key, value: Value): void {
    this.#pending.delete(key);
    this.#kept.set(key, value);
    this.#bytes += this.#options.sizeOf(value);
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= this.#options.maxBytes || this.#kept.size === 1) return;
      this.#kept.delete(oldest);
      this.#bytes -= this.#options.sizeOf(old);
    }
  }
}
