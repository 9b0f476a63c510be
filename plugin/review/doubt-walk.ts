import type { Cell } from '../../models/domain/cell.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import type { DoubtScale } from './doubt.js';
import { WorthQueue } from './worth-queue.js';

export interface DoubtWalkOptions {
  readonly cells: Pick<CellStore, 'all' | 'get' | 'subscribe'>;
  readonly threshold: () => number;
  /** Absent until the models are known. */
  readonly scale: () => Pick<DoubtScale, 'worth'> | undefined;
}

/**
 * The way through the cells that nobody has confirmed, the one most worth a look first. A cell that is passed
 * without an answer comes again once all the others have been seen. Kept from change to change: an answer touches
 * the cells that it names; all are gone through anew only where the threshold or the models are others.
 */
export class DoubtWalk {
  readonly #options: DoubtWalkOptions;
  readonly #passed = new Set<string>();
  /** Open cells that have not been passed. */
  readonly #fresh = new WorthQueue();
  /** Worth of the open cells that have been passed. */
  readonly #seen = new Map<string, number>();
  #madeFor: readonly unknown[] | undefined;

  constructor(options: DoubtWalkOptions) {
    this.#options = options;
    options.cells.subscribe((change) => this.#takeOver(change));
  }

  /** Id of the next cell, other than the one on view; `undefined` where all others are confirmed. */
  next(onView: string | undefined): string | undefined {
    this.#renew();
    if (onView !== undefined) this.#pass(onView);
    const fresh = this.#fresh.first();
    if (fresh !== undefined) return fresh;
    this.#passed.clear();
    for (const [id, worth] of this.#seen) this.#fresh.set(id, worth);
    this.#seen.clear();
    return this.#fresh.firstBut(onView);
  }

  #pass(id: string): void {
    this.#passed.add(id);
    const worth = this.#fresh.worthOf(id);
    if (worth === undefined) return;
    this.#fresh.delete(id);
    this.#seen.set(id, worth);
  }

  /** Goes through all cells where what their order rests on is another; whether it did. */
  #renew(): boolean {
    const madeFor = [this.#options.scale(), this.#options.threshold()];
    if (madeFor.every((part, index) => part === this.#madeFor?.[index])) return false;
    this.#madeFor = madeFor;
    this.#fresh.clear();
    this.#seen.clear();
    for (const cell of this.#options.cells.all()) this.#put(cell);
    return true;
  }

  #takeOver({ added, removed }: CellChangeSet): void {
    if (this.#renew()) return;
    for (const id of removed) this.#take(id);
    for (const { id } of added) {
      this.#take(id);
      // A change may be followed by another before this one is told.
      const now = this.#options.cells.get(id);
      if (now) this.#put(now);
    }
  }

  #put(cell: Cell): void {
    const { scale, threshold } = this.#options;
    if (cell.review?.confirmed || !isShown(cell, threshold())) return;
    const worth = scale()?.worth(cell) ?? 0;
    if (this.#passed.has(cell.id)) this.#seen.set(cell.id, worth);
    else this.#fresh.set(cell.id, worth);
  }

  #take(id: string): void {
    this.#fresh.delete(id);
    this.#seen.delete(id);
  }
}
