import type { PendingEntry } from './journal-writer.js';
import { isNamed, type KeepDatabase, type KeptSlide } from './keep-database.js';

export interface OutboxParts {
  /** `closed` is one that the browser has closed. */
  readonly openDatabase: (closed?: KeepDatabase) => Promise<KeepDatabase>;
  /** The slide's record to write with the next entry or alone, and what to call when it is written. */
  readonly nextWrite: (withEntry: boolean) => { readonly record: KeptSlide; readonly onWritten: () => void };
  readonly onFailed: (error: unknown) => void;
}

/** Journal entries on their way to the browser, in the order in which they must be written. */
export class Outbox {
  database?: KeepDatabase;
  readonly #parts: OutboxParts;
  #entries: PendingEntry[] = [];
  /** Handed to the browser, and not yet answered. */
  readonly #inFlight = new Set<PendingEntry>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The history as it was when the first of the entries was drafted. */
  get base(): PendingEntry['local']['base'] | undefined {
    return this.#entries[0]?.local.base;
  }

  add(entries: readonly PendingEntry[]): void {
    this.#entries.push(...entries);
  }

  /** Removes and returns all entries that are not written. */
  drain(): readonly PendingEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /**
   * Writes one entry after another as long as that succeeds and `isAllowed`; without entries the record alone, if
   * `hasMore`.
   */
  async write(isAllowed: () => boolean, hasMore: () => boolean): Promise<void> {
    while (isAllowed()) {
      const next = this.#entries.find((entry) => !this.#inFlight.has(entry));
      if (!next && !hasMore()) return;
      if (!(await this.#append(next))) return;
    }
  }

  /** Hands everything to the browser in this turn. */
  writeAtOnce(hasMore: () => boolean): void {
    const rest = this.#entries.filter((entry) => !this.#inFlight.has(entry));
    for (const entry of rest) void this.#append(entry);
    if (rest.length === 0 && hasMore()) void this.#append(undefined);
  }

  /** Hands the entry to the browser in this turn; resolves with whether it was written. */
  async #append(entry: PendingEntry | undefined, isSecondTry = false): Promise<boolean> {
    const { record, onWritten } = this.#parts.nextWrite(entry !== undefined);
    if (entry) this.#inFlight.add(entry);
    try {
      if (!this.database) throw new DOMException('There is no database.', 'InvalidStateError');
      await this.database.append(record, entry?.entry);
      this.#entries = this.#entries.filter((other) => other !== entry);
      onWritten();
      return true;
    } catch (error) {
      // The browser may close a database under memory pressure, and open it again when asked to.
      if (isNamed(error, 'InvalidStateError') && !isSecondTry) {
        this.database = await this.#parts.openDatabase(this.database).catch(() => undefined);
        return await this.#append(entry, true);
      }
      this.#parts.onFailed(error);
      return false;
    } finally {
      if (entry) this.#inFlight.delete(entry);
    }
  }
}
