/** The right to write a slide's work: a Web Lock, held by one tab at a time and freed when the tab is closed. */
export class SlideLock {
  readonly #name: string;
  readonly #locks: LockManager | undefined;
  readonly #onLost: () => void;
  #waiting?: AbortController;
  #release?: () => void;
  #held = false;

  /**
   * Pages served without TLS have no Web Locks: there every tab gets the lock at once, and the second one to write
   * fails, since the journal never accepts two entries of one number.
   */
  constructor(name: string, locks: LockManager | undefined, onLost: () => void) {
    this.#name = name;
    this.#locks = locks;
    this.#onLost = onLost;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Whether the lock was free, and is held now. */
  tryTake(): Promise<boolean> {
    return this.#ask({ ifAvailable: true });
  }

  /** Takes the lock from the tab that holds it. */
  steal(): Promise<boolean> {
    this.#waiting?.abort();
    return this.#ask({ steal: true });
  }

  /** Resolves with `true` when the lock is granted, with `false` where the waiting was ended before. */
  async wait(): Promise<boolean> {
    if (!this.#locks) return false;
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    return this.#ask({ signal: waiting.signal });
  }

  /** Gives the lock up, or stops waiting for it. */
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
        // Only where it was stolen: not where it was never held, or given up.
        if (!mine || this.#release !== mine) return;
        this.#release = undefined;
        this.#held = false;
        this.#onLost();
      });
    });
  }
}
