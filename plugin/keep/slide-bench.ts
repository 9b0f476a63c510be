import type { Cell } from '../../models/domain/cell.js';
import { CellStore } from '../cells/cell-store.js';
import { History, type CellChange, type HistoryRecord } from '../review/history.js';
import type { OwnWork } from './journal-writer.js';
import type { KeptSession } from './keeping.js';
import { mergeWork, type Work } from './merge-work.js';

/**
 * A slide's cells and history for its keeper: the session's own as long as the slide is open there, then a copy where
 * something of them is still to be written.
 */
export class SlideBench {
  readonly #session: CellStore;
  #cells: CellStore;
  #history: History;
  #isLeft = false;
  /** As it was left, until a copy is made of it. */
  #asLeft?: { readonly cells: readonly Cell[]; readonly record: HistoryRecord };
  #isQuiet = false;

  constructor({ cells, review }: Pick<KeptSession, 'cells' | 'review'>) {
    this.#session = cells;
    this.#cells = cells;
    this.#history = review.history;
  }

  get cells(): CellStore {
    return this.#cells;
  }

  get history(): History {
    return this.#history;
  }

  readonly cellOf = (id: string): Cell | undefined => this.#cells.get(id);

  /** The session has gone on to another slide. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  get isCopy(): boolean {
    return this.#cells !== this.#session;
  }

  /** The session's cells are those of another slide, and nobody has a copy of this one's. */
  get isGone(): boolean {
    return this.#isLeft && !this.isCopy;
  }

  /** What is changed now comes out of the journal, and is not to be written into it again. */
  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** What was done here; absent where nothing of it is left. */
  get record(): HistoryRecord | undefined {
    return this.#asLeft?.record ?? (this.isGone ? undefined : this.#history.record);
  }

  get work(): Work {
    return {
      cells: new Map([...this.#cells.all()].map((cell) => [cell.id, cell])),
      record: copyOf(this.#history.record),
    };
  }

  /** The session goes on to another slide; `isNeeded`: there is something to be written. */
  leave(isNeeded: boolean): void {
    this.#isLeft = true;
    if (isNeeded) this.#asLeft = { cells: [...this.#cells.all()], record: copyOf(this.#history.record) };
  }

  /** Copies what was left; with `evenNothing` a bench that is gone becomes an empty one. */
  copy(evenNothing = false): void {
    if (evenNothing) this.#asLeft ??= { cells: [], record: { steps: [], done: 0 } };
    if (!this.#asLeft) return;
    const cells = new CellStore();
    cells.apply({ added: this.#asLeft.cells, removed: [] });
    const history = new History(cells);
    history.restore(this.#asLeft.record);
    this.#cells = cells;
    this.#history = history;
    this.#asLeft = undefined;
  }

  /** Nothing of what was left is needed any more. */
  drop(): void {
    this.#asLeft = undefined;
  }

  /** What was kept, with what was done here on top of it. */
  merged(kept: Work, own: OwnWork, at: string): Work {
    return mergeWork(kept, { cellOf: this.cellOf, record: this.#history.record }, own, at);
  }

  /** Puts the work here in the place of what there is; a large one comes in slices (`History.whole`). */
  bring({ cells, record }: Work): void {
    const changes: CellChange[] = [];
    for (const before of this.#cells.all()) if (!cells.has(before.id)) changes.push({ before });
    for (const after of cells.values()) {
      const before = this.#cells.get(after.id);
      if (before !== after) changes.push(before ? { before, after } : { after });
    }
    this.#quietly(() => this.#history.restore(record, changes, (apply) => this.#quietly(apply)));
  }

  #quietly(work: () => void): void {
    const was = this.#isQuiet;
    this.#isQuiet = true;
    try {
      work();
    } finally {
      this.#isQuiet = was;
    }
  }
}

/** The history goes on changing its own list. */
function copyOf({ steps, done }: HistoryRecord): HistoryRecord {
  return { steps: [...steps], done };
}
