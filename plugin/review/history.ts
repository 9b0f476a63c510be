import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';

/** What a step was, for a reader's *Undo …*. */
export type StepKind =
  'analyse' | 'assign' | 'confirm' | 'reject' | 'restore' | 'add' | 'outline' | 'import' | 'teach' | 'clear';

/** One cell before and after a step; absent where it did not exist. */
export interface CellChange {
  readonly before?: Cell;
  readonly after?: Cell;
}

/** Something that was done, and can be undone. Plain data: it may be stored. */
export interface Step {
  readonly kind: StepKind;
  /** ISO 8601. */
  readonly at: string;
  readonly changes: readonly CellChange[];
  /** Of a step `teach`: the taught classifier in force from here on; absent where the pack alone names the cells. */
  readonly classifier?: string;
}

/** The steps as they are stored: the first `done` of them stand, the others can be done again. */
export interface HistoryRecord {
  readonly steps: readonly Step[];
  readonly done: number;
}

/**
 * Everything that was done to the cells of one slide, without limit, over a store that it alone changes.
 * Undo and redo touch the records of the step and no others. `change` follows every step.
 */
export class History extends EventTarget {
  readonly #cells: CellStore;
  readonly #settle: () => void;
  #steps: Step[] = [];
  #done = 0;

  /** `settle` is called before each step, undo and redo: what is under way notes what it has changed so far. */
  constructor(cells: CellStore, settle: () => void = () => undefined) {
    super();
    this.#cells = cells;
    this.#settle = settle;
  }

  /** The step that `undo` would take back. */
  get undoable(): Step | undefined {
    return this.#steps[this.#done - 1];
  }

  /** The step that `redo` would do again. */
  get redoable(): Step | undefined {
    return this.#steps[this.#done];
  }

  get record(): HistoryRecord {
    return { steps: this.#steps, done: this.#done };
  }

  /** Notes as a step what is under way has changed so far. */
  settle(): void {
    this.#settle();
  }

  /** Does a step; what had been undone is forgotten. A step without changes is none. */
  do(step: Step): void {
    if (isEmpty(step)) return;
    this.#settle();
    this.#apply(step.changes);
    this.note(step);
  }

  /** Remembers a step whose changes stand in the store already. */
  note(step: Step): void {
    if (isEmpty(step)) return;
    this.#steps.length = this.#done;
    this.#steps.push(step);
    this.#done++;
    this.#tell();
  }

  /** Takes the last step back and returns it. */
  undo(): Step | undefined {
    this.#settle();
    const step = this.undoable;
    if (!step) return undefined;
    this.#done--;
    this.#apply(step.changes.map(({ before, after }) => ({ before: after, after: before })));
    this.#tell();
    return step;
  }

  /** Does the last undone step again and returns it. */
  redo(): Step | undefined {
    this.#settle();
    const step = this.redoable;
    if (!step) return undefined;
    this.#done++;
    this.#apply(step.changes);
    this.#tell();
    return step;
  }

  /** Goes on from stored steps; the store must hold the cells as they were then. */
  restore({ steps, done }: HistoryRecord): void {
    this.#steps = [...steps];
    this.#done = Math.min(Math.max(0, done), steps.length);
    this.#tell();
  }

  /** Forgets all steps: another slide. */
  forget(): void {
    this.restore({ steps: [], done: 0 });
  }

  #apply(changes: readonly CellChange[]): void {
    this.#cells.apply({
      added: changes.flatMap(({ after }) => after ?? []),
      removed: changes.flatMap(({ before, after }) => (before && !after ? [before.id] : [])),
    });
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Teaching also changes how cells are named that are not there yet. */
function isEmpty({ kind, changes }: Step): boolean {
  return changes.length === 0 && kind !== 'teach';
}
