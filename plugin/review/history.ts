import {
  idOf,
  idsOf,
  isEmpty,
  ORIGIN_OF_STEP,
  type CellChange,
  type HistoryRecord,
  type Step,
} from './step.js';
import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import { isSameCell } from '../cells/same-cell.js';
import { SlicedChanges } from './sliced-changes.js';

/** A step was done, undone or redone. */
export class StepEvent extends Event {
  constructor(
    type: 'done' | 'undone' | 'redone',
    readonly step: Step,
  ) {
    super(type);
  }
}

/** The steps were replaced by stored ones; `before` are those replaced. */
export class RestoredEvent extends Event {
  constructor(readonly before: readonly Step[]) {
    super('restored');
  }
}

/** A run of the models, which changes cells while no step of it stands in the history yet. */
export interface RunInProgress {
  /** Records what it has changed so far as a step. */
  flush(): void;
  /** Whether it has changed one of these cells since it last recorded a step. */
  touches(ids: ReadonlySet<string>): boolean;
}

const NO_RUN: RunInProgress = { flush: () => undefined, touches: () => false };

/**
 * Every step done to the cells of one slide, without limit. Undo and redo change the cells of their step and no
 * others. `change` follows every step, after `done`, `undone` or `redone` (`StepEvent`), and after `restored`
 * (`RestoredEvent`).
 *
 * A step of thousands of cells is in the history at once and is applied to the store in slices, between which the page
 * stays responsive. A later step is applied after it, to the cells as that step leaves them.
 */
export class History extends EventTarget {
  readonly #cells: CellStore;
  readonly #changes: SlicedChanges;
  readonly #run: RunInProgress;
  /** Whether nothing may be changed now: the count is signed. */
  readonly #refuses: () => boolean;
  #steps: Step[] = [];
  #done = 0;

  constructor(cells: CellStore, run = NO_RUN, refuses: () => boolean = () => false) {
    super();
    this.#refuses = refuses;
    this.#cells = cells;
    this.#changes = new SlicedChanges(cells);
    this.#run = run;
  }

  /** Resolves when all steps so far have been applied to the store. */
  get applied(): Promise<void> {
    return this.#changes.applied;
  }

  /** Whether all steps so far have been applied to the store. */
  get isApplied(): boolean {
    return this.#changes.isApplied;
  }

  /** @deprecated Use `applied`. */
  get whole(): Promise<void> {
    return this.applied;
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

  /** Records what a run in progress has changed so far as a step, and applies all pending changes now. */
  flush(): void {
    this.#run.flush();
    this.#changes.flush();
  }

  /** Applies the pending changes of these cells now. */
  flushCells(ids: ReadonlySet<string>): void {
    this.#changes.flushCells(ids);
  }

  /** Does a step; undone steps can no longer be redone. A step without changes is ignored, and any of a signed count. */
  do(step: Step): void {
    if (isEmpty(step) || this.#refuses()) return;
    this.#run.flush();
    this.#changes.push(step.changes, ORIGIN_OF_STEP[step.kind]);
    this.#steps.length = this.#done;
    this.#steps.push(step);
    this.#done++;
    this.dispatchEvent(new StepEvent('done', step));
    this.#emitChange();
  }

  /**
   * Does a step and resolves when it has been applied to the store. An abort before that removes the step without a
   * trace, also where it was undone meanwhile, and rejects with the signal's reason, unless another step has changed
   * cells since: then the abort is ignored.
   */
  async apply(step: Step, signal: AbortSignal): Promise<void> {
    this.#run.flush();
    const undone = this.#steps.slice(this.#done);
    this.do(step);
    const takeBack = (): void => {
      const at = this.#steps.lastIndexOf(step);
      if (at < 0) return;
      const since = this.#steps.slice(at + 1);
      const isChangedSince = since.some(({ changes }) => changes.length > 0);
      const isInForce = at < this.#done;
      if (isInForce && (this.isApplied || isChangedSince)) return;
      const redoable = since.length > 0 ? since : undone;
      // What was undone after it cannot be done again without it.
      this.#steps = [...this.#steps.slice(0, at), ...(isChangedSince ? [] : redoable)];
      if (isInForce) {
        this.#changes.push(step.changes, 'undo');
        this.#done--;
        this.dispatchEvent(new StepEvent('undone', step));
      }
      this.#emitChange();
    };
    signal.addEventListener('abort', takeBack);
    await this.applied;
    signal.removeEventListener('abort', takeBack);
    if (!this.#steps.includes(step)) signal.throwIfAborted();
  }

  /**
   * Records a step whose changes are in the store already. Undone steps can still be redone, up to the first one that
   * changes one of the same cells, or would add under another id a cell that this step has added.
   */
  recordStep(step: Step): void {
    if (isEmpty(step)) return;
    const undone = this.#steps.slice(this.#done);
    this.#steps = [...this.#steps.slice(0, this.#done), step, ...this.#redoableAfter(undone, step)];
    this.#done++;
    this.#emitChange();
  }

  /**
   * Undoes the last step and returns it. What a run has changed since stays, unless it changed the same cells or used
   * the classifier of that step: then the run's changes are the last step.
   */
  undo(): Step | undefined {
    if (this.undoable && this.#refuses()) return undefined;
    const last = this.undoable;
    if (last && (last.kind === 'teach' || this.#run.touches(idsOf(last)))) this.#run.flush();
    const step = this.undoable;
    if (!step) return undefined;
    this.#done--;
    this.#changes.push(step.changes, 'undo');
    this.dispatchEvent(new StepEvent('undone', step));
    this.#emitChange();
    return step;
  }

  /** Redoes the last undone step and returns it. */
  redo(): Step | undefined {
    if (this.redoable && this.#refuses()) return undefined;
    this.#run.flush();
    const step = this.redoable;
    if (!step) return undefined;
    this.#done++;
    this.#changes.push(step.changes, 'redo');
    this.dispatchEvent(new StepEvent('redone', step));
    this.#emitChange();
    return step;
  }

  /**
   * Continues from stored steps. The store must hold the cells as they were then, or `changes` must lead there; `around`
   * is called for each part of these that is applied.
   */
  restore(
    { steps, done }: HistoryRecord,
    changes: readonly CellChange[] = [],
    around?: (apply: () => void) => void,
  ): void {
    this.#changes.push(changes, 'kept', around);
    const before = this.#steps;
    this.#steps = [...steps];
    this.#done = Math.min(Math.max(0, done), steps.length);
    this.dispatchEvent(new RestoredEvent(before));
    this.#emitChange();
  }

  /** Removes all steps: another slide. */
  forget(): void {
    this.#changes.discard();
    this.restore({ steps: [], done: 0 });
  }

  #redoableAfter(undone: readonly Step[], recorded: Step): readonly Step[] {
    if (undone.length === 0) return undone;
    const ids = idsOf(recorded);
    const addedIds = new Set(
      recorded.changes.flatMap(({ before, after }) => (after && !before ? [after.id] : [])),
    );
    // The store finds cells by their place, so that only neighbours are compared.
    const isThere = (cell: Cell): boolean =>
      addedIds.size > 0 &&
      this.#cells.within(cell.box).some((other) => addedIds.has(other.id) && isSameCell(cell, other));
    const conflict = undone.findIndex(({ changes }) =>
      changes.some((change) => {
        const { before, after } = change;
        return ids.has(idOf(change)) || (after !== undefined && !before && isThere(after));
      }),
    );
    return conflict < 0 ? undone : undone.slice(0, conflict);
  }

  #emitChange(): void {
    this.dispatchEvent(new Event('change'));
  }
}
