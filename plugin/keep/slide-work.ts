import type { CellChange, HistoryRecord } from '../review/step.js';
import type { Cell } from '../../models/domain/cell.js';
import type { UnfinishedRun } from '../analysis/unfinished-run.js';
import { CellStore } from '../cells/cell-store.js';
import { History } from '../review/history.js';
import type { KeptSession } from './keeping.js';
import type { Work } from './merge-work.js';

/**
 * A slide's cells and history for its keeper: the session's own while the slide is open there, afterwards a copy if
 * something of them is still to be written.
 */
export class SlideWork {
  readonly #session: CellStore;
  readonly #analysis: KeptSession['analysis'];
  #runAsLeft?: UnfinishedRun;
  #cells: CellStore;
  #history: History;
  #isLeft = false;
  /** As it was when the slide was left, until a copy is made of it. */
  #asLeft?: { readonly cells: readonly Cell[]; readonly record: HistoryRecord };
  #isLoading = false;

  constructor({ cells, review, analysis }: Pick<KeptSession, 'cells' | 'review' | 'analysis'>) {
    this.#session = cells;
    this.#analysis = analysis;
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

  /** The session's cells are those of another slide, and there is no copy of this one's. */
  get isGone(): boolean {
    return this.#isLeft && !this.isCopy;
  }

  /** Present changes come from the journal, and must not be written to it again. */
  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** The steps; absent where none of the work is left here. */
  get record(): HistoryRecord | undefined {
    return this.#asLeft?.record ?? (this.isGone ? undefined : this.#history.record);
  }

  /** The run that can be continued. */
  get run(): UnfinishedRun | undefined {
    return this.#isLeft ? this.#runAsLeft : this.#analysis?.unfinished;
  }

  /** The run came back, or there is none any more. */
  restoreRun(run: UnfinishedRun | undefined): void {
    if (!this.#isLeft) this.#analysis?.restoreUnfinished(run);
  }

  /** A snapshot. */
  get work(): Work {
    return {
      cells: new Map([...this.#cells.all()].map((cell) => [cell.id, cell])),
      record: copyOf(this.#history.record),
    };
  }

  /** The session goes on to another slide; `isNeeded`: something of this one's work is still to be written. */
  leave(isNeeded: boolean): void {
    this.#runAsLeft = this.run;
    this.#isLeft = true;
    if (isNeeded) this.#asLeft = { cells: [...this.#cells.all()], record: copyOf(this.#history.record) };
  }

  /** Makes a copy of what was left, if that is needed. */
  copy(): void {
    if (!this.#asLeft) return;
    const cells = new CellStore();
    cells.apply({ added: this.#asLeft.cells, removed: [] }, 'kept');
    const history = new History(cells);
    history.restore(this.#asLeft.record);
    this.#cells = cells;
    this.#history = history;
    this.#asLeft = undefined;
  }

  /** Makes an empty copy where nothing of what was left is needed, so that other work can be loaded. */
  copyOrEmpty(): void {
    if (this.isGone) this.#asLeft ??= { cells: [], record: { steps: [], done: 0 } };
    this.copy();
  }

  /** Nothing of what was left is needed any more. */
  discard(): void {
    this.#asLeft = undefined;
  }

  /** Replaces the present cells and history by the work; large work is loaded in slices (`History.applied`). */
  load({ cells, record }: Work): void {
    const changes: CellChange[] = [];
    for (const before of this.#cells.all()) if (!cells.has(before.id)) changes.push({ before });
    for (const after of cells.values()) {
      const before = this.#cells.get(after.id);
      if (before !== after) changes.push(before ? { before, after } : { after });
    }
    this.#asLoading(() => this.#history.restore(record, changes, (apply) => this.#asLoading(apply)));
  }

  #asLoading(change: () => void): void {
    const was = this.#isLoading;
    this.#isLoading = true;
    try {
      change();
    } finally {
      this.#isLoading = was;
    }
  }
}

/** The history goes on changing its own list. */
function copyOf({ steps, done }: HistoryRecord): HistoryRecord {
  return { steps: [...steps], done };
}
