import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';
import { PlaceIndex } from './place-index.js';

/** What is to be done to a store: cells to add or, where their id is known, to put in its place; ids to remove. */
export interface CellChangeSet {
  readonly added: readonly Cell[];
  readonly removed: readonly string[];
}

/** Where a change of the cells came from. */
export type CellChangeOrigin =
  /** A run of the models. */
  | 'analysis'
  /** A person named, confirmed, rejected, restored, drew or adjusted cells. */
  | 'review'
  /** A file. */
  | 'import'
  /** A classifier refitted to confirmed cells was accepted, and renamed cells. */
  | 'adaptation'
  /** A person removed all cells. */
  | 'clear'
  | 'undo'
  | 'redo'
  /** Work that was kept in this browser came back, or another tab's work was merged. */
  | 'kept'
  /** Another slide was opened, and the cells of the one before were removed. */
  | 'slide'
  /** The page itself, through the store. */
  | 'host';

/** How one cell was, and is now. */
export interface UpdatedCell {
  readonly before: Cell;
  readonly after: Cell;
}

/** What was done to a store: each cell is in one of `created`, `updated` and `deleted`. */
export interface CellStoreChange extends CellChangeSet {
  readonly origin: CellChangeOrigin;
  /** Cells that were not there before. */
  readonly created: readonly Cell[];
  readonly updated: readonly UpdatedCell[];
  /** Cells that are gone, as they were. */
  readonly deleted: readonly Cell[];
  /** The created cells and the updated ones as they are now. */
  readonly added: readonly Cell[];
  /** Ids of the deleted cells. */
  readonly removed: readonly string[];
  /** How many changes the store had seen with this one. */
  readonly revision: number;
}

/** Every cell of a slide, found by id and by place. Speaks in change sets. */
export class CellStore {
  /** Where in the index each cell is, in the order in which they were found. */
  readonly #places = new Map<string, number>();
  readonly #index = new PlaceIndex<Cell>();
  readonly #listeners = new Set<(change: CellStoreChange) => void>();
  #revision = 0;

  get size(): number {
    return this.#places.size;
  }

  /** How many changes there have been. A listener may be called for an earlier one after it has read the cells. */
  get revision(): number {
    return this.#revision;
  }

  get(id: string): Cell | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#index.at(place);
  }

  /** In the order in which they were found. */
  *all(): IterableIterator<Cell> {
    for (const place of this.#places.values()) yield this.#index.at(place);
  }

  /** Cells whose box touches the region (level-0 pixels), in no particular order. */
  within(region: Box): Cell[] {
    return this.#index.within(region);
  }

  /**
   * Applies removals, then additions (a known id is replaced, in its place), then reports to the listeners once, and
   * returns what was done. Throws `invalid-argument`, and changes nothing, where a page puts in a cell whose place is
   * no number: files with it would be readable for nobody.
   */
  apply(change: CellChangeSet, origin: CellChangeOrigin = 'host'): CellStoreChange {
    if (origin === 'host') for (const cell of change.added) requireNumbers(cell);
    const gone = new Map<string, Cell>();
    for (const id of change.removed) {
      const cell = this.#remove(id);
      if (cell) gone.set(id, cell);
    }
    const added = lastOfEach(change.added);
    const created: Cell[] = [];
    const updated: UpdatedCell[] = [];
    for (const after of added) {
      const before = this.#put(after) ?? gone.get(after.id);
      gone.delete(after.id);
      if (before) updated.push({ before, after });
      else created.push(after);
    }
    return this.#report({ origin, created, updated, deleted: [...gone.values()], added });
  }

  clear(origin: CellChangeOrigin = 'clear'): void {
    const deleted = [...this.all()];
    this.#places.clear();
    this.#index.clear();
    this.#report({ origin, created: [], updated: [], deleted, added: [] });
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: CellStoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #report(done: Omit<CellStoreChange, 'removed' | 'revision'>): CellStoreChange {
    const removed = done.deleted.map(({ id }) => id);
    const isChange = done.added.length > 0 || removed.length > 0;
    if (isChange) this.#revision++;
    const change = { ...done, removed, revision: this.#revision };
    if (isChange) for (const listener of [...this.#listeners]) listener(change);
    return change;
  }

  /** The cell in whose place it came. */
  #put(cell: Cell): Cell | undefined {
    const place = this.#places.get(cell.id);
    if (place === undefined) {
      this.#places.set(cell.id, this.#index.add(cell));
      return undefined;
    }
    const before = this.#index.at(place);
    this.#index.replace(place, cell);
    return before;
  }

  #remove(id: string): Cell | undefined {
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    const cell = this.#index.at(place);
    this.#places.delete(id);
    this.#index.remove(place);
    return cell;
  }
}

/** Of cells with one id the last one. */
function lastOfEach(cells: readonly Cell[]): Cell[] {
  const ids = new Set<string>();
  for (const { id } of cells) ids.add(id);
  // Pairs for a map of a million cells are a million objects more, for a case that hardly ever is.
  if (ids.size === cells.length) return [...cells];
  return [...new Map(cells.map((cell) => [cell.id, cell])).values()];
}

/** A value that is no finite number makes the sum of all times zero NaN. */
function requireNumbers({ id, box, outline, nuclei }: Cell): void {
  let sum = 0 * (box.minX + box.minY + box.maxX + box.maxY);
  for (const ring of [outline, ...nuclei])
    for (let i = 0; i < ring.length; i++) sum += 0 * (ring[i] as number);
  if (sum === 0 && outline.length >= 6) return;
  throw new SmearError(
    'invalid-argument',
    `The cell “${id}” has no outline of three corners, or a coordinate that is no number.`,
  );
}
