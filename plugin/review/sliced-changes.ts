import { idOf, type CellChange } from './step.js';
import type { Cell } from '../../models/domain/cell.js';
import type { CellChangeOrigin, CellStore } from '../cells/cell-store.js';
import { TimeSlices } from '../scheduling/time-slices.js';

/** Up to so many cells are changed at once: tens of milliseconds of work, and more than a person changes by hand. */
const MAX_AT_ONCE = 10_000;
/** Cells changed between two looks at the clock. */
const PART_SIZE = 250;

/** Called with a function that applies a part of the changes, which it must call. */
type Around = (apply: () => void) => void;

interface PendingChanges {
  readonly changes: readonly CellChange[];
  readonly origin: CellChangeOrigin;
  readonly around: Around;
  /** How many have been applied. */
  next: number;
  /** Indices of those applied before their turn. */
  readonly appliedEarly: Set<number>;
}

/**
 * Applies changes to a store in the order in which they are pushed: few at once, many in slices, between which the page
 * stays responsive. `flushCells` applies at once what is pending for cells that are needed meanwhile.
 */
export class SlicedChanges {
  readonly #cells: CellStore;
  #pending: PendingChanges[] = [];
  #applied: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(cells: CellStore) {
    this.#cells = cells;
  }

  /** Resolves when all changes pushed so far have been applied, or discarded. */
  get applied(): Promise<void> {
    return this.#applied;
  }

  get isApplied(): boolean {
    return this.#pending.length === 0;
  }

  /** Applies the changes, or reverses them where the origin is `undo`; `around` is called for each part. */
  push(changes: readonly CellChange[], origin: CellChangeOrigin, around: Around = applyOnly): void {
    const added: PendingChanges = { changes, origin, around, next: 0, appliedEarly: new Set() };
    if (changes.length <= MAX_AT_ONCE) {
      this.flushCells(new Set(changes.map(idOf)));
      this.#apply(added, changes.length);
      return;
    }
    this.#pending.push(added);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#applied = this.#run();
  }

  /** Applies the pending changes of these cells now. */
  flushCells(ids: ReadonlySet<string>): void {
    for (const pending of this.#pending) {
      const due: CellChange[] = [];
      for (let i = pending.next; i < pending.changes.length; i++) {
        const change = pending.changes[i] as CellChange;
        if (!ids.has(idOf(change)) || pending.appliedEarly.has(i)) continue;
        pending.appliedEarly.add(i);
        due.push(change);
      }
      this.#put(pending, due);
    }
  }

  /** Applies all pending changes now. */
  flush(): void {
    for (const pending of this.#pending) this.#apply(pending, Infinity);
    this.#pending = [];
  }

  /** Discards the pending changes: another slide was opened. */
  discard(): void {
    this.#pending = [];
  }

  async #run(): Promise<void> {
    const slices = new TimeSlices();
    try {
      for (let [first] = this.#pending; first; [first] = this.#pending) {
        this.#apply(first, PART_SIZE);
        if (first.next === first.changes.length)
          this.#pending = this.#pending.filter((other) => other !== first);
        if (slices.due) await slices.pause();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #apply(pending: PendingChanges, count: number): void {
    const { changes, appliedEarly } = pending;
    const from = pending.next;
    pending.next = Math.min(changes.length, from + count);
    const part = changes.slice(from, pending.next);
    this.#put(pending, appliedEarly.size === 0 ? part : part.filter((_, i) => !appliedEarly.has(from + i)));
  }

  #put({ origin, around }: PendingChanges, changes: readonly CellChange[]): void {
    const added: Cell[] = [];
    const removed: string[] = [];
    for (const { before, after } of changes) {
      const [was, is] = origin === 'undo' ? [after, before] : [before, after];
      if (is) added.push(is);
      else if (was) removed.push(was.id);
    }
    around(() => this.#cells.apply({ added, removed }, origin));
  }
}

function applyOnly(apply: () => void): void {
  apply();
}
