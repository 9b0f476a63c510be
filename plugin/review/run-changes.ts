import type { Cell } from '../../models/domain/cell.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import type { CellChange } from './history.js';

/**
 * Puts the results of one run into the store, and keeps what that changed in all, as one step to undo.
 * A cell of which a person has said something stays as it is: no run replaces or removes it.
 */
export class RunChanges {
  readonly #cells: CellStore;
  readonly #before = new Map<string, Cell | undefined>();

  constructor(cells: CellStore) {
    this.#cells = cells;
  }

  apply({ added, removed }: CellChangeSet): void {
    const isFree = (id: string): boolean => this.#cells.get(id)?.review === undefined;
    const change = { added: added.filter(({ id }) => isFree(id)), removed: removed.filter(isFree) };
    for (const id of [...change.removed, ...change.added.map((cell) => cell.id)]) {
      if (!this.#before.has(id)) this.#before.set(id, this.#cells.get(id));
    }
    this.#cells.apply(change);
  }

  /** What the run has changed since this was last asked: how each cell was, and is now. */
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
