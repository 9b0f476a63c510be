import RBush from 'rbush';
import type { Cell } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';

/** What one step does to the store; `removed` are ids. */
export interface CellChangeSet {
  readonly added: readonly Cell[];
  readonly removed: readonly string[];
}

interface IndexedCell extends Box {
  cell: Cell;
}

/** Every cell of a slide, found by id and by place. Speaks in change sets. */
export class CellStore {
  readonly #entries = new Map<string, IndexedCell>();
  readonly #index = new RBush<IndexedCell>();
  readonly #listeners = new Set<(change: CellChangeSet) => void>();

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Cell | undefined {
    return this.#entries.get(id)?.cell;
  }

  /** In the order in which they were found. */
  *all(): IterableIterator<Cell> {
    for (const entry of this.#entries.values()) yield entry.cell;
  }

  /** Cells whose box touches the region (level-0 pixels), in no particular order. */
  within(region: Box): Cell[] {
    return this.#index.search(region).map((entry) => entry.cell);
  }

  /** Applies removals, then additions (a known id is replaced, in its place), then tells the listeners once. */
  apply(change: CellChangeSet): void {
    if (change.added.length === 0 && change.removed.length === 0) return;
    for (const id of change.removed) this.#remove(id);
    const inserted: IndexedCell[] = [];
    for (const cell of change.added) {
      const known = this.#entries.get(cell.id);
      if (known && isSameBox(known, cell.box)) {
        known.cell = cell;
        continue;
      }
      if (known) this.#index.remove(known);
      const entry = { ...cell.box, cell };
      this.#entries.set(cell.id, entry);
      inserted.push(entry);
    }
    this.#index.load(inserted);
    this.#tell(change);
  }

  clear(): void {
    const removed = [...this.#entries.keys()];
    this.#entries.clear();
    // Taking a hundred thousand out of the index one by one would hold the page up.
    this.#index.clear();
    if (removed.length > 0) this.#tell({ added: [], removed });
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: CellChangeSet) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: CellChangeSet): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#index.remove(entry);
  }
}

function isSameBox(a: Box, b: Box): boolean {
  return a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}
