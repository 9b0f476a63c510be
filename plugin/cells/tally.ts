import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { CellStore } from './cell-store.js';
import { isShown } from './is-shown.js';

/** The shown cells that are called exactly so. */
export interface ClassTally {
  readonly label: CellClass;
  readonly count: number;
  readonly confirmed: number;
  /** Confirmed ones with an embedding, from which a lesson can learn. */
  readonly teaching: number;
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
  teaching: number;
}

/**
 * Counts of a slide's cells, kept up to date change by change: a correction among a hundred thousand cells
 * touches its own record only. All cells are gone through anew only where the threshold has moved.
 */
export class CellTally {
  readonly #cells: CellStore;
  readonly #counted = new Map<string, Cell>();
  readonly #byName = new Map<string, Counting>();
  #threshold: number | undefined;
  #shown = 0;
  #confirmed = 0;

  constructor(cells: CellStore) {
    this.#cells = cells;
    cells.subscribe(({ added, removed }) => {
      if (this.#threshold === undefined) return;
      for (const id of removed) this.#drop(id);
      for (const { id } of added) {
        this.#drop(id);
        // A change set may be followed by another before this one is told.
        const now = cells.get(id);
        if (now) this.#count(now, this.#threshold);
      }
    });
  }

  /** The counts at a detection threshold; live: they change with the store. */
  at(threshold: number): TallyCounts {
    if (threshold !== this.#threshold) this.#countAll(threshold);
    return { shown: this.#shown, confirmed: this.#confirmed, byName: this.#byName };
  }

  #countAll(threshold: number): void {
    this.#threshold = threshold;
    this.#counted.clear();
    this.#byName.clear();
    this.#shown = this.#confirmed = 0;
    for (const cell of this.#cells.all()) this.#count(cell, threshold);
  }

  #count(cell: Cell, threshold: number): void {
    if (!isShown(cell, threshold)) return;
    this.#counted.set(cell.id, cell);
    this.#add(cell, 1);
  }

  #drop(id: string): void {
    const known = this.#counted.get(id);
    if (!known) return;
    this.#counted.delete(id);
    this.#add(known, -1);
  }

  #add({ label, review, embedding }: Cell, step: 1 | -1): void {
    const isConfirmed = review?.confirmed === true;
    const kind = this.#byName.get(label.name) ?? { label, count: 0, confirmed: 0, teaching: 0 };
    kind.count += step;
    if (isConfirmed) kind.confirmed += step;
    if (isConfirmed && embedding.length > 0) kind.teaching += step;
    if (kind.count > 0) this.#byName.set(label.name, kind);
    else this.#byName.delete(label.name);
    this.#shown += step;
    if (isConfirmed) this.#confirmed += step;
  }
}
