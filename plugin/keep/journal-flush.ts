import { TimeSlices } from '../scheduling/time-slices.js';
import type { PendingEntry } from './journal-writer.js';
import type { Outbox } from './outbox.js';

type Draft = Generator<void, PendingEntry[], void>;

export interface JournalFlushParts {
  readonly outbox: Pick<Outbox, 'add' | 'isEmpty' | 'write' | 'writeAtOnce'>;
  readonly mayWrite: () => boolean;
  /** Starts to draft entries of what is not drafted yet; `undefined` where nothing may be written. */
  readonly beginDraft: () => Draft | undefined;
  readonly onDrafted: (entries: readonly PendingEntry[]) => void;
  /** Resolves when a large step is applied to the cell store as a whole. */
  readonly applied: () => Promise<void>;
  /** Whether the slide's record is to be written even without an entry. */
  readonly hasNewRecord: () => boolean;
  /** Entries were written, or cannot be. */
  readonly onEnd: () => void;
}

/** Drafts journal entries of what was done on a slide and writes them: in slices, or at once where the page may end. */
export class JournalFlush {
  readonly #parts: JournalFlushParts;
  #draft?: Draft;
  #drafting: Promise<void> = Promise.resolve();
  #writing?: Promise<void>;

  constructor(parts: JournalFlushParts) {
    this.#parts = parts;
  }

  get isDrafting(): boolean {
    return this.#draft !== undefined;
  }

  /** Resolves when the write that is under way, if any, has ended. */
  get written(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Drafts in slices between which the page answers, and writes; resolves when that is done, or cannot be. */
  async run(): Promise<void> {
    this.#drafting = this.#drafting.then(() => this.#draftInSlices());
    await this.#drafting;
    const { outbox, mayWrite, hasNewRecord, onEnd } = this.#parts;
    this.#writing ??= outbox.write(mayWrite, hasNewRecord).finally(() => {
      this.#writing = undefined;
      onEnd();
    });
    await this.#writing;
  }

  /** Hands everything to the browser in this turn. */
  runAtOnce(): void {
    this.draftAtOnce();
    this.#parts.outbox.writeAtOnce(this.#parts.hasNewRecord);
  }

  /** Drafts in this turn, without writing. */
  draftAtOnce(): void {
    this.finishDraft();
    this.#draft = this.#parts.beginDraft();
    this.finishDraft();
  }

  /** Brings a draft that is under way to its end. */
  finishDraft(): void {
    while (this.#draft) this.#step(this.#draft);
  }

  async #draftInSlices(): Promise<void> {
    await this.#parts.applied();
    this.finishDraft();
    const draft = this.#parts.beginDraft();
    this.#draft = draft;
    const slices = new TimeSlices();
    // `finishDraft` may end it during a pause.
    while (draft && this.#draft === draft) {
      this.#step(draft);
      if (this.#draft === draft && slices.due) await slices.pause();
    }
  }

  #step(draft: Draft): void {
    const { done, value } = draft.next();
    if (!done) return;
    this.#draft = undefined;
    this.#parts.outbox.add(value);
    this.#parts.onDrafted(value);
  }
}
