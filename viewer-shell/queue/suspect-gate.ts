import { EventEmitter, once } from 'node:events';

/**
 * Lets the jobs of a process run beside each other, but a suspect, which an earlier worker did not outlive, only alone:
 * if it kills this process too, no other slide is blamed for it.
 */
export class SuspectGate {
  #running = 0;
  #hasSuspect = false;
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** The job's result, or `'later'` where a suspect is here already. Abort rejects with its reason. */
  async run<T>(job: () => Promise<T>, isSuspect: boolean, signal: AbortSignal): Promise<T | 'later'> {
    signal.throwIfAborted();
    if (isSuspect && this.#hasSuspect) return 'later';
    // Ordinary jobs that come later wait for it, so that its turn comes while there is always something to do.
    if (isSuspect) this.#hasSuspect = true;
    try {
      // No pause between the last look and the count, in which another could slip in.
      while (isSuspect ? this.#running > 0 : this.#hasSuspect) await this.#change(signal);
      this.#running++;
      try {
        return await job();
      } finally {
        this.#running--;
      }
    } finally {
      if (isSuspect) this.#hasSuspect = false;
      this.#changes.emit('change');
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }
}
