import type { Cell } from '../../models/domain/cell.js';
import { isSameCell } from '../cells/claim.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import type { CellChange } from './history.js';

/**
 * Puts the results of one run into the store, and keeps what that changed in all, as one step to undo.
 * A cell of which a person has said something stays as it is: no run replaces or removes it, or finds it a second
 * time, even where it was drawn or rejected while the run was under way.
 */
export class RunChanges {
  readonly #cells: CellStore;
  readonly #bring: (ids: ReadonlySet<string>) => void;
  readonly #before = new Map<string, Cell | undefined>();

  /** `bring` is called with cells before they are looked at: what waits to be done to them is done first. */
  constructor(cells: CellStore, bring: (ids: ReadonlySet<string>) => void = () => undefined) {
    this.#cells = cells;
    this.#bring = bring;
  }

  apply({ added, removed }: CellChangeSet): void {
    this.#bring(new Set([...removed, ...added.map(({ id }) => id)]));
    const isFree = (id: string): boolean => this.#cells.get(id)?.review === undefined;
    const isReviewed = (found: Cell): boolean =>
      this.#cells.within(found.box).some((cell) => cell.review !== undefined && isSameCell(found, cell));
    const doubles = new Set(added.filter(isReviewed).map(({ id }) => id));
    const change = {
      added: added.filter(({ id }) => !doubles.has(id) && isFree(id)),
      // What an earlier run found in the place of a reviewed cell goes too.
      removed: [...removed, ...doubles].filter((id) => this.#cells.get(id) && isFree(id)),
    };
    for (const id of [...change.removed, ...change.added.map((cell) => cell.id)]) {
      if (!this.#before.has(id)) this.#before.set(id, this.#cells.get(id));
    }
    this.#cells.apply(change);
  }

  /** Whether what the run has changed since `take` was last called concerns one of these cells. */
  touches(ids: ReadonlySet<string>): boolean {
    for (const id of ids) if (this.#before.has(id)) return true;
    return false;
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
