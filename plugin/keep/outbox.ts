import type { Unwritten } from './journal-writer.js';
import { isNamed, type KeepDatabase, type KeptSlide } from './keep-database.js';

export interface OutboxParts {
  /** `closed` is one that the browser has closed. */
  readonly openDatabase: (closed?: KeepDatabase) => Promise<KeepDatabase>;
  /** What is written of the slide with every entry, and whom to tell that it is. */
  readonly letter: () => { readonly record: KeptSlide; readonly onWritten: () => void };
  readonly onFailed: (error: unknown) => void;
}

/** Journal entries on their way to the browser, in the order in which they must be written. */
export class Outbox {
  database?: KeepDatabase;
  readonly #parts: OutboxParts;
  #entries: Unwritten[] = [];
  /** Handed to the browser, and not yet answered. */
  readonly #issued = new Set<Unwritten>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** What was done when the first of the entries was made. */
  get base(): Unwritten['own']['base'] | undefined {
    return this.#entries[0]?.own.base;
  }

  put(entries: readonly Unwritten[]): void {
    this.#entries.push(...entries);
  }

  /** Empties the box: all that nobody has written. */
  takeBack(): readonly Unwritten[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** Writes one after the other as long as that succeeds and is allowed; at the end, if `hasMore`, the record alone. */
  async write(isAllowed: () => boolean, hasMore: () => boolean): Promise<void> {
    while (isAllowed()) {
      const next = this.#entries.find((entry) => !this.#issued.has(entry));
      if (!next && !hasMore()) return;
      if (!(await this.#append(next))) return;
    }
  }

  /** Hands everything to the browser in this turn. */
  writeAtOnce(hasMore: () => boolean): void {
    const rest = this.#entries.filter((entry) => !this.#issued.has(entry));
    for (const entry of rest) void this.#append(entry);
    if (rest.length === 0 && hasMore()) void this.#append(undefined);
  }

  /** Hands it to the browser in this turn; whether it was written. */
  async #append(entry: Unwritten | undefined, isSecondTry = false): Promise<boolean> {
    const { record, onWritten } = this.#parts.letter();
    if (entry) this.#issued.add(entry);
    try {
      if (!this.database) throw new DOMException('There is no database.', 'InvalidStateError');
      await this.database.append(record, entry?.entry);
      this.#entries = this.#entries.filter((other) => other !== entry);
      onWritten();
      return true;
    } catch (error) {
      // The browser may close a database under pressure, and give it back when it is asked again.
      if (isNamed(error, 'InvalidStateError') && !isSecondTry) {
        this.database = await this.#parts.openDatabase(this.database).catch(() => undefined);
        return await this.#append(entry, true);
      }
      this.#parts.onFailed(error);
      return false;
    } finally {
      if (entry) this.#issued.delete(entry);
    }
  }
}
