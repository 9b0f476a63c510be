import type { CellChange } from './step.js';
import type { Cell } from '../../models/domain/cell.js';
import { isSameCell } from '../cells/same-cell.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';

/**
 * Applies the results of one run to the store, and collects what that changes, as one step to undo.
 * A cell that a person has reviewed stays as it is: no run replaces it, removes it or adds it a second time, even where
 * it was drawn or rejected during the run.
 */
export class RunChanges {
  readonly #cells: CellStore;
  readonly #flushCells: (ids: ReadonlySet<string>) => void;
  readonly #before = new Map<string, Cell | undefined>();

  /** `flushCells` is called with cells before they are read, and applies the pending changes of them. */
  constructor(cells: CellStore, flushCells: (ids: ReadonlySet<string>) => void = () => undefined) {
    this.#cells = cells;
    this.#flushCells = flushCells;
  }

  apply({ added, removed }: CellChangeSet): void {
    this.#flushCells(new Set([...removed, ...added.map(({ id }) => id)]));
    const isFree = (id: string): boolean => this.#cells.get(id)?.review === undefined;
    const isReviewed = (found: Cell): boolean =>
      this.#cells.within(found.box).some((cell) => cell.review !== undefined && isSameCell(found, cell));
    const duplicates = new Set(added.filter(isReviewed).map(({ id }) => id));
    const change = {
      added: added.filter(({ id }) => !duplicates.has(id) && isFree(id)),
      // What an earlier run found in the place of a reviewed cell is removed too.
      removed: [...removed, ...duplicates].filter((id) => this.#cells.get(id) && isFree(id)),
    };
    const { created, updated, deleted } = this.#cells.apply(change, 'analysis');
    const remember = (id: string, before?: Cell): void => {
      if (!this.#before.has(id)) this.#before.set(id, before);
    };
    for (const cell of deleted) remember(cell.id, cell);
    for (const { before } of updated) remember(before.id, before);
    for (const { id } of created) remember(id);
  }

  /** Whether the run has changed one of these cells since the last `take`. */
  touches(ids: ReadonlySet<string>): boolean {
    for (const id of ids) if (this.#before.has(id)) return true;
    return false;
  }

  /** What the run has changed since the last call. */
  take(): CellChange[] {
    const changes = [...this.#before].flatMap(([id, before]) => {
      const after = this.#cells.get(id);
      if (before === after) return [];
      return [{ ...(before ? { before } : {}), ...(after ? { after } : {}) }];
    });
    this.#before.clear();
    return changes;
  }
}
