/** Lets one run work at a time: a new one stops the one before it and starts when that has ended. */
export class LatestRun {
  #current?: { readonly controller: AbortController; readonly ended: Promise<void> };

  /** Resolves when the run that was started last has ended, however it ended; never rejects. */
  get ended(): Promise<void> {
    return this.#current?.ended ?? Promise.resolve();
  }

  /** Resolves or rejects as the work does. Work that was overtaken while it waited starts with an aborted signal. */
  async start(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const before = this.ended;
    this.cancel();
    const controller = new AbortController();
    const working = before.then(() => work(controller.signal));
    const run = { controller, ended: working.catch(() => undefined) };
    this.#current = run;
    try {
      await working;
    } finally {
      if (this.#current === run) this.#current = undefined;
    }
  }

  /** Aborts the signal of the run that was started last. */
  cancel(): void {
    this.#current?.controller.abort();
  }
}
