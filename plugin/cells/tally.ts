import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { CellStore } from './cell-store.js';
import { isShown } from './is-shown.js';

/** The shown cells that are called exactly so. */
export interface ClassTally {
  readonly label: CellClass;
  readonly count: number;
  readonly confirmed: number;
  /** Confirmed ones with an embedding, to which the classifier can be refitted. */
  readonly learnable: number;
}

/** How many cells are shown, by exact name in the order in which the names were met. */
export interface TallyCounts {
  readonly shown: number;
  readonly confirmed: number;
  readonly byName: ReadonlyMap<string, ClassTally>;
}

interface Counting {
  label: CellClass;
  count: number;
  confirmed: number;
  learnable: number;
}

/**
 * Counts of a slide's cells, kept up to date change by change: a correction among a hundred thousand cells
 * touches its own record only. All cells are gone through anew only where the threshold has moved.
 */
export class CellTally {
  readonly #cells: CellStore;
  readonly #byName = new Map<string, Counting>();
  #threshold: number | undefined;
  /** Changes of the store up to this one are counted by going through all cells. */
  #revision = 0;
  #shown = 0;
  #confirmed = 0;

  constructor(cells: CellStore) {
    this.#cells = cells;
    cells.subscribe(({ created, updated, deleted, revision }) => {
      if (this.#threshold === undefined || revision <= this.#revision) return;
      for (const cell of deleted) this.#count(cell, -1);
      for (const { before, after } of updated) {
        this.#count(before, -1);
        this.#count(after, 1);
      }
      for (const cell of created) this.#count(cell, 1);
    });
  }

  /** The counts at a detection threshold; live: they change with the store. */
  at(threshold: number): TallyCounts {
    if (threshold !== this.#threshold) this.#countAll(threshold);
    return { shown: this.#shown, confirmed: this.#confirmed, byName: this.#byName };
  }

  #countAll(threshold: number): void {
    this.#threshold = threshold;
    this.#revision = this.#cells.revision;
    this.#byName.clear();
    this.#shown = this.#confirmed = 0;
    for (const cell of this.#cells.all()) this.#count(cell, 1);
  }

  #count(cell: Cell, step: 1 | -1): void {
    if (!isShown(cell, this.#threshold ?? 0)) return;
    const { label, review, embedding } = cell;
    const isConfirmed = review?.confirmed === true;
    const kind = this.#byName.get(label.name) ?? { label, count: 0, confirmed: 0, learnable: 0 };
    kind.count += step;
    if (isConfirmed) kind.confirmed += step;
    if (isConfirmed && embedding.length > 0) kind.learnable += step;
    // Of two changes the later one may be reported first; the count is negative until the other is.
    if (kind.count !== 0 || kind.confirmed !== 0) this.#byName.set(label.name, kind);
    else this.#byName.delete(label.name);
    this.#shown += step;
    if (isConfirmed) this.#confirmed += step;
  }
}
