import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import type { DoubtScale } from './doubt.js';

export interface DoubtWalkOptions {
  readonly cells: Pick<CellStore, 'all'>;
  readonly threshold: () => number;
  /** Absent until the models are known. */
  readonly scale: () => DoubtScale | undefined;
}

/**
 * The way through the cells that nobody has confirmed, the one most worth a look first. A cell that is passed
 * without an answer comes again once all the others have been seen.
 */
export class DoubtWalk {
  readonly #options: DoubtWalkOptions;
  readonly #passed = new Set<string>();

  constructor(options: DoubtWalkOptions) {
    this.#options = options;
  }

  /** Id of the next cell, other than the one on view; `undefined` where all others are confirmed. */
  next(onView: string | undefined): string | undefined {
    if (onView !== undefined) this.#passed.add(onView);
    const fresh = this.#best(({ id }) => !this.#passed.has(id));
    if (fresh !== undefined) return fresh;
    this.#passed.clear();
    return this.#best(({ id }) => id !== onView);
  }

  #best(isAllowed: (cell: Cell) => boolean): string | undefined {
    const { cells, threshold, scale } = this.#options;
    const [measure, limit] = [scale(), threshold()];
    let best: string | undefined;
    let most = -1;
    for (const cell of cells.all()) {
      if (cell.review?.confirmed || !isShown(cell, limit) || !isAllowed(cell)) continue;
      const worth = measure?.worth(cell) ?? 0;
      if (worth <= most) continue;
      most = worth;
      best = cell.id;
    }
    return best;
  }
}
