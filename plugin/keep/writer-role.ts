import type { KeeperMachine } from './keeper-state.js';
import type { SlideLock } from './slide-lock.js';

export interface WriterRoleParts {
  readonly machine: KeeperMachine;
  readonly createLock: (onLost: () => void) => SlideLock;
  /** Reads what other tabs have written; may reject. */
  readonly read: () => Promise<void>;
  /** Writes what is not written; resolves when that is done, or cannot be. */
  readonly flush: () => Promise<void>;
  /** Resolves when a write that is under way has ended. */
  readonly written: () => Promise<void>;
  /** Takes back what was drafted and is not written: another tab's entries will come first. */
  readonly reclaim: () => void;
  /** Asks the tab that writes to give way. */
  readonly requestRelease: () => void;
  /** The part of this tab has changed, and what it did for that is done. */
  readonly onSettled: () => void;
}

/** How long another tab may take to give way before the lock is taken from it, milliseconds. */
const RELEASE_TIMEOUT_MS = 1000;

const NEVER = new Promise<never>(() => undefined);

/** Settles with the other tabs which one of them writes a slide's work. */
export class WriterRole {
  readonly #parts: WriterRoleParts;
  readonly #lock: SlideLock;
  /** Resolves when the lock that is waited for was granted and used. */
  #granted: Promise<void> = NEVER;

  constructor(parts: WriterRoleParts) {
    this.#parts = parts;
    this.#lock = parts.createLock(() => void this.#onLost());
  }

  /** Takes the lock if it is free and reads earlier work; resolves when this tab writes or follows. May reject. */
  async start(): Promise<void> {
    await this.#lock.tryTake();
    if (this.#isClosed) this.#lock.release();
    else await this.#parts.read();
    if (this.#isClosed) return;
    if (this.#lock.held) this.#parts.machine.dispatch({ type: 'granted' });
    else this.#wait();
  }

  /** Has the other tab give way, or takes the lock if it does not answer; resolves when this tab writes, or cannot. */
  async takeOver(): Promise<void> {
    if (this.#kind !== 'following') return;
    const granted = this.#granted;
    this.#parts.requestRelease();
    await Promise.race([granted, pause(RELEASE_TIMEOUT_MS)]);
    if (this.#lock.held) await granted;
    else if (this.#kind === 'following' && (await this.#lock.steal())) await this.#onGranted();
  }

  /** Another tab asks for the lock: writes what is not written, then gives it up and follows. */
  async giveWay(): Promise<void> {
    if (this.#kind !== 'writing') return;
    await this.#parts.flush();
    this.yield();
  }

  /** Gives the lock up and follows: another tab has written, or is to write. */
  yield(): void {
    if (this.#kind !== 'writing') return;
    this.#parts.reclaim();
    this.#lock.release();
    this.#wait();
  }

  /** Gives the lock up, or stops waiting for it. */
  release(): void {
    this.#lock.release();
  }

  get #kind(): KeeperMachine['state']['kind'] {
    return this.#parts.machine.state.kind;
  }

  get #isClosed(): boolean {
    return this.#kind === 'closed';
  }

  #wait(): void {
    this.#parts.machine.dispatch({ type: 'denied' });
    this.#granted = this.#lock.wait().then((isGranted) => (isGranted ? this.#onGranted() : NEVER));
  }

  async #onGranted(): Promise<void> {
    const { machine, read, flush, onSettled } = this.#parts;
    try {
      await read();
      // Another tab may have taken it meanwhile.
      if (!this.#lock.held) return;
      machine.dispatch({ type: 'granted' });
      await flush();
    } catch (error) {
      machine.dispatch({ type: 'read-failed', error });
    }
    onSettled();
  }

  async #onLost(): Promise<void> {
    const { machine, written, reclaim, onSettled } = this.#parts;
    // `start` asks for the lock again.
    if (this.#kind === 'restoring') return;
    machine.dispatch({ type: 'lost' });
    // What is on its way may still be stored, and must not be written a second time then.
    await written();
    if (this.#isClosed) return;
    reclaim();
    this.#wait();
    onSettled();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
