/** The right to write a slide's work, held by one tab at a time (Web Locks); freed when the tab is closed. */
export class SlideLock {
  readonly #name: string;
  readonly #locks: LockManager | undefined;
  readonly #onLost: () => void;
  #waiting?: AbortController;
  #release?: () => void;
  #held = false;

  /**
   * Pages served without TLS have no Web Locks: there every tab believes that it may write, and the journal,
   * which never takes an entry twice, tells the second one otherwise.
   */
  constructor(name: string, locks: LockManager | undefined, onLost: () => void) {
    this.#name = name;
    this.#locks = locks;
    this.#onLost = onLost;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Whether the right could be had at once. */
  tryTake(): Promise<boolean> {
    return this.#ask({ ifAvailable: true });
  }

  /** Takes the right from a tab that does not answer. */
  steal(): Promise<boolean> {
    this.#waiting?.abort();
    return this.#ask({ steal: true });
  }

  /** Resolves when the right is free at last; `false` where it was given up before. */
  async wait(): Promise<boolean> {
    if (!this.#locks) return false;
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    return this.#ask({ signal: waiting.signal });
  }

  /** Gives the right up, or the waiting for it. */
  release(): void {
    this.#held = false;
    this.#waiting?.abort();
    this.#release?.();
    this.#release = undefined;
  }

  #ask(options: LockOptions): Promise<boolean> {
    if (!this.#locks) {
      this.#held = true;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      let mine: (() => void) | undefined;
      const asked = this.#locks?.request(this.#name, options, (lock) => {
        if (!lock) {
          resolve(false);
          return undefined;
        }
        this.#held = true;
        const until = new Promise<void>((release) => {
          mine = release;
          this.#release = release;
        });
        resolve(true);
        return until;
      });
      asked?.catch(() => {
        resolve(false);
        // Stolen, and not merely never had or given up.
        if (!mine || this.#release !== mine) return;
        this.#release = undefined;
        this.#held = false;
        this.#onLost();
      });
    });
  }
}
