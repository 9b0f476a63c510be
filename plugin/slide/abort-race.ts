/**
 * Lets many waits leave at one signal's abort through one listener on it: a read waits for dozens of tiles,
 * and Node takes more than ten listeners for a leak.
 */
export class AbortRace {
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
