import type { Cell } from '../../models/domain/cell.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import { DOUBTFUL, type ReviewPriority } from './review-priority.js';
import { PriorityQueue } from './priority-queue.js';

export interface ReviewQueueOptions {
  readonly cells: Pick<CellStore, 'all' | 'get' | 'subscribe'>;
  readonly threshold: () => number;
  /** Absent until the models are known. */
  readonly priority: () => Pick<ReviewPriority, 'of'> | undefined;
  /** Ids of the cells that are counted; absent where all are. */
  readonly counted?: () => ReadonlySet<string> | undefined;
}

/** Takes a cell that is not counted behind all that are. */
const NOT_COUNTED = -10;

/**
 * The unconfirmed cells in the order of review priority, the highest first, and those that are not counted after the
 * others. A doubtful cell that is skipped comes again after the other doubtful ones, any other after all others. Updated from
 * change to change: an answer costs the cells that it changes. Only another threshold or other models rebuild the queue.
 */
export class ReviewQueue {
  readonly #options: ReviewQueueOptions;
  readonly #skipped = new Set<string>();
  /** Open cells that have not been skipped. */
  readonly #ahead = new PriorityQueue();
  /** Priorities of the open cells that have been skipped. */
  readonly #behind = new Map<string, number>();
  /** Open cells whose name needs a look, skipped or not. */
  readonly #doubtful = new Set<string>();
  #builtFor: readonly unknown[] | undefined;
  #counted: ReadonlySet<string> | undefined;

  constructor(options: ReviewQueueOptions) {
    this.#options = options;
    options.cells.subscribe((change) => this.#update(change));
  }

  /** How many open cells that are counted have a name that needs a look. */
  get doubtful(): number {
    this.#rebuild();
    return this.#doubtful.size;
  }

  /** Id of the next cell, other than the one selected; `undefined` where all others are confirmed. */
  next(selected: string | undefined): string | undefined {
    this.#rebuild();
    if (selected !== undefined) this.#skip(selected);
    const next = this.#ahead.first();
    if (next === undefined || (this.#ahead.priorityOf(next) ?? 0) < DOUBTFUL) this.#returnDoubtful(selected);
    const best = this.#ahead.first();
    if (best !== undefined) return best;
    this.#skipped.clear();
    for (const [id, priority] of this.#behind) this.#ahead.set(id, priority);
    this.#behind.clear();
    return this.#ahead.firstExcept(selected);
  }

  /** As long as there are doubtful cells, the queue leads to them: it says how many are left. */
  #returnDoubtful(selected: string | undefined): void {
    for (const id of this.#doubtful) {
      const priority = this.#behind.get(id);
      if (id === selected || priority === undefined) continue;
      this.#skipped.delete(id);
      this.#behind.delete(id);
      this.#ahead.set(id, priority);
    }
  }

  #skip(id: string): void {
    this.#skipped.add(id);
    const priority = this.#ahead.priorityOf(id);
    if (priority === undefined) return;
    this.#ahead.delete(id);
    this.#behind.set(id, priority);
  }

  /** Builds the queue anew where the threshold, the models or what is counted have changed. Returns whether they have. */
  #rebuild(): boolean {
    const counted = this.#options.counted?.();
    const builtFor = [this.#options.priority(), this.#options.threshold(), counted];
    if (builtFor.every((part, index) => part === this.#builtFor?.[index])) return false;
    this.#builtFor = builtFor;
    this.#counted = counted;
    this.#ahead.clear();
    this.#behind.clear();
    this.#doubtful.clear();
    for (const cell of this.#options.cells.all()) this.#add(cell);
    return true;
  }

  #update({ added, removed }: CellChangeSet): void {
    if (this.#rebuild()) return;
    for (const id of removed) this.#delete(id);
    for (const { id } of added) {
      this.#delete(id);
      // Another change may have followed before this listener is called.
      const now = this.#options.cells.get(id);
      if (now) this.#add(now);
    }
  }

  #add(cell: Cell): void {
    const { priority: priorities, threshold } = this.#options;
    if (cell.review?.confirmed || !isShown(cell, threshold())) return;
    const isCounted = this.#counted?.has(cell.id) ?? true;
    const priority = (priorities()?.of(cell) ?? 0) + (isCounted ? 0 : NOT_COUNTED);
    if (priority >= DOUBTFUL) this.#doubtful.add(cell.id);
    if (this.#skipped.has(cell.id)) this.#behind.set(cell.id, priority);
    else this.#ahead.set(cell.id, priority);
  }

  #delete(id: string): void {
    this.#ahead.delete(id);
    this.#behind.delete(id);
    this.#doubtful.delete(id);
  }
}
