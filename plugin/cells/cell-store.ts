import RBush from 'rbush';
import type { Cell } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';

/** What one step does to the store; `removed` are ids. */
export interface CellChangeSet {
  readonly added: readonly Cell[];
  readonly removed: readonly string[];
}

interface IndexedCell extends Box {
  readonly id: string;
}

/** Every cell of a slide, found by id and by place. Speaks in change sets. */
export class CellStore {
  readonly #cells = new Map<string, Cell>();
  /** Apart from the cells, so that going through all of these goes through nothing else. */
  readonly #places = new Map<string, IndexedCell>();
  readonly #index = new RBush<IndexedCell>();
  readonly #listeners = new Set<(change: CellChangeSet) => void>();

  get size(): number {
    return this.#cells.size;
  }

  get(id: string): Cell | undefined {
    return this.#cells.get(id);
  }

  /** In the order in which they were found. */
  all(): IterableIterator<Cell> {
    return this.#cells.values();
  }

  /** Cells whose box touches the region (level-0 pixels), in no particular order. */
  within(region: Box): Cell[] {
    return this.#index.search(region).map(({ id }) => this.#cells.get(id) as Cell);
  }

  /** Applies removals, then additions (a known id is replaced, in its place), then tells the listeners once. */
  apply(change: CellChangeSet): void {
    if (change.added.length === 0 && change.removed.length === 0) return;
    for (const id of change.removed) this.#remove(id);
    const inserted: IndexedCell[] = [];
    for (const cell of change.added) {
      this.#cells.set(cell.id, cell);
      const known = this.#places.get(cell.id);
      if (known && isSameBox(known, cell.box)) continue;
      if (known) this.#index.remove(known);
      const place = { ...cell.box, id: cell.id };
      this.#places.set(cell.id, place);
      inserted.push(place);
    }
    this.#index.load(inserted);
    this.#tell(change);
  }

  clear(): void {
    const removed = [...this.#cells.keys()];
    this.#cells.clear();
    this.#places.clear();
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
    const place = this.#places.get(id);
    if (!place) return;
    this.#cells.delete(id);
    this.#places.delete(id);
    this.#index.remove(place);
  }
}

function isSameBox(a: Box, b: Box): boolean {
  return a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}
