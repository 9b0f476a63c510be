import { TimeSlices } from '../scheduling/time-slices.js';
import type { Unwritten } from './journal-writer.js';

type Taking = Generator<void, Unwritten[], void>;

export interface TakingDownParts {
  /** Begins to take down what is not taken down yet; `undefined` where that must not be. */
  readonly begin: () => Taking | undefined;
  /** Resolves when what was done stands on the bench as a whole. */
  readonly whole: () => Promise<void>;
  readonly take: (entries: readonly Unwritten[]) => void;
}

/** Takes what was done on a slide down as journal entries: in slices, or at once where somebody is in a hurry. */
export class TakingDown {
  readonly #parts: TakingDownParts;
  #underWay?: Taking;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: TakingDownParts) {
    this.#parts = parts;
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Takes down at once what is not taken down yet. */
  now(): void {
    this.finish();
    this.#underWay = this.#parts.begin();
    this.finish();
  }

  /** The same in slices between which the page answers, once a large step is on the bench as a whole. */
  inSlices(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#next());
    return this.#turn;
  }

  /** Brings what is under way to its end. */
  finish(): void {
    while (this.#underWay) this.#step(this.#underWay);
  }

  async #next(): Promise<void> {
    await this.#parts.whole();
    this.finish();
    const begun = this.#parts.begin();
    this.#underWay = begun;
    const slices = new TimeSlices();
    // Somebody in a hurry may have finished it meanwhile.
    while (begun && this.#underWay === begun) {
      this.#step(begun);
      if (this.#underWay === begun && slices.due) await slices.pause();
    }
  }

  #step(taking: Taking): void {
    const { done, value } = taking.next();
    if (!done) return;
    this.#underWay = undefined;
    this.#parts.take(value);
  }
}
