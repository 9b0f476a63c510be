import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import type { CellChange } from './history.js';

/** Done at once: some tens of milliseconds of work, and more than a person changes by hand. */
const AT_ONCE = 10_000;
/** Cells put into the store between two looks at the clock. */
const PIECE = 250;

/** Puts cells into the store; what it does besides is its own. */
type Around = (apply: () => void) => void;

interface Waiting {
  readonly changes: readonly CellChange[];
  readonly isBack: boolean;
  readonly around: Around;
  /** How many are done. */
  at: number;
  /** Places of those done before their turn. */
  readonly early: Set<number>;
}

/**
 * Puts changes into a store in the order in which they are given: few at once, many in slices between which the page
 * answers. Cells that somebody asks for meanwhile are brought up to date at once.
 */
export class SlicedChanges {
  readonly #cells: CellStore;
  #waiting: Waiting[] = [];
  #whole: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(cells: CellStore) {
    this.#cells = cells;
  }

  /** Resolves when all changes given so far stand in the store, or were dropped. */
  get whole(): Promise<void> {
    return this.#whole;
  }

  get isWhole(): boolean {
    return this.#waiting.length === 0;
  }

  /** Gives the changes, or takes them back; `around` is called for each piece. */
  push(
    changes: readonly CellChange[],
    { isBack = false, around = plainly }: { isBack?: boolean; around?: Around } = {},
  ): void {
    const next: Waiting = { changes, isBack, around, at: 0, early: new Set() };
    if (changes.length <= AT_ONCE) {
      this.bring(new Set(changes.map(idOf)));
      this.#apply(next, changes.length);
      return;
    }
    this.#waiting.push(next);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#whole = this.#run();
  }

  /** Does now what waits to be done to these cells. */
  bring(ids: ReadonlySet<string>): void {
    for (const waiting of this.#waiting) {
      const due: CellChange[] = [];
      for (let i = waiting.at; i < waiting.changes.length; i++) {
        const change = waiting.changes[i] as CellChange;
        if (!ids.has(idOf(change)) || waiting.early.has(i)) continue;
        waiting.early.add(i);
        due.push(change);
      }
      this.#put(waiting, due);
    }
  }

  /** Does now whatever waits. */
  finish(): void {
    for (const waiting of this.#waiting) this.#apply(waiting, Infinity);
    this.#waiting = [];
  }

  /** Forgets what waits: the cells of another slide are none of this one's. */
  drop(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    const slices = new TimeSlices();
    try {
      for (let [next] = this.#waiting; next; [next] = this.#waiting) {
        this.#apply(next, PIECE);
        if (next.at === next.changes.length) this.#waiting = this.#waiting.filter((other) => other !== next);
        if (slices.due) await slices.pause();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #apply(waiting: Waiting, count: number): void {
    const { changes, early } = waiting;
    const from = waiting.at;
    waiting.at = Math.min(changes.length, from + count);
    const next = changes.slice(from, waiting.at);
    this.#put(waiting, early.size === 0 ? next : next.filter((_, i) => !early.has(from + i)));
  }

  #put({ isBack, around }: Waiting, changes: readonly CellChange[]): void {
    const added: Cell[] = [];
    const removed: string[] = [];
    for (const { before, after } of changes) {
      const [was, is] = isBack ? [after, before] : [before, after];
      if (is) added.push(is);
      else if (was) removed.push(was.id);
    }
    around(() => this.#cells.apply({ added, removed }));
  }
}

/** The cell that a change concerns. */
export function idOf({ before, after }: CellChange): string {
  return (before ?? after)?.id ?? '';
}

function plainly(apply: () => void): void {
  apply();
}
