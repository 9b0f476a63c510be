import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import type { CellChange } from './history.js';

/**
 * Puts imported cells into the store piece by piece, and keeps what that changed as one step to undo: how each cell
 * was before, where there was one. Unlike a run of the models it outranks what a person has said here before.
 */
export class ImportChanges {
  readonly #cells: CellStore;
  #changes: CellChange[] = [];

  constructor(cells: CellStore) {
    this.#cells = cells;
  }

  apply(added: readonly Cell[]): void {
    for (const after of added) {
      const before = this.#cells.get(after.id);
      this.#changes.push({ ...(before ? { before } : {}), after });
    }
    this.#cells.apply({ added, removed: [] });
  }

  /** What has been changed since this was last asked. */
  take(): CellChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
}
