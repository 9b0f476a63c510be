import type { Cell } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import { isSameCell } from '../cells/claim.js';
import type { CountArea } from '../count/count-areas.js';
import { idOf, SlicedChanges } from './sliced-changes.js';

/** What a step was, for a reader's *Undo …*. */
export type StepKind =
  | 'analyse'
  | 'assign'
  | 'confirm'
  | 'reject'
  | 'restore'
  | 'add'
  | 'outline'
  | 'import'
  | 'merge'
  | 'teach'
  | 'clear'
  | 'areas';

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
  /** Those chosen for the count, where the step concerns them. */
  readonly areas?: { readonly before: readonly CountArea[]; readonly after: readonly CountArea[] };
}

/** The steps as they are stored: the first `done` of them stand, the others can be done again. */
export interface HistoryRecord {
  readonly steps: readonly Step[];
  readonly done: number;
}

/** A step was done, taken back or done again. */
export class StepEvent extends Event {
  constructor(
    type: 'done' | 'undone' | 'redone',
    readonly step: Step,
  ) {
    super(type);
  }
}

/** Other steps, as they were stored, have taken the place of those there were. */
export class RestoredEvent extends Event {
  constructor(readonly before: readonly Step[]) {
    super('restored');
  }
}

/** What changes the cells beside the steps: a run of the models. */
export interface UnderWay {
  /** Notes as a step what it has changed so far. */
  settle(): void;
  /** Whether something that it has changed and not noted yet is one of these cells. */
  touches(ids: ReadonlySet<string>): boolean;
}

const NOTHING_UNDER_WAY: UnderWay = { settle: () => undefined, touches: () => false };

/**
 * Everything that was done to the cells of one slide, without limit, over a store that it alone changes.
 * Undo and redo touch the records of the step and no others. `change` follows every step, after `done`, `undone` or
 * `redone` (`StepEvent`), and after `restored` (`RestoredEvent`).
 *
 * A step of thousands of cells stands in the history at once and comes into the store in slices between which the
 * page answers; what is done meanwhile is done after it, and finds the cells that it concerns as that step left them.
 */
export class History extends EventTarget {
  readonly #cells: CellStore;
  readonly #changes: SlicedChanges;
  readonly #underWay: UnderWay;
  #steps: Step[] = [];
  #done = 0;

  constructor(cells: CellStore, underWay = NOTHING_UNDER_WAY) {
    super();
    this.#cells = cells;
    this.#changes = new SlicedChanges(cells);
    this.#underWay = underWay;
  }

  /** Resolves when the store holds all that was done so far. */
  get whole(): Promise<void> {
    return this.#changes.whole;
  }

  /** Whether the store holds all that was done so far. */
  get isWhole(): boolean {
    return this.#changes.isWhole;
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

  /** Notes as a step what is under way has changed so far, and brings what is left of earlier steps into the store. */
  settle(): void {
    this.#underWay.settle();
    this.#changes.finish();
  }

  /** Brings what is left of earlier steps into the store as far as it concerns these cells. */
  bringCells(ids: ReadonlySet<string>): void {
    this.#changes.bring(ids);
  }

  /** Does a step; what had been undone is forgotten. A step without changes is none. */
  do(step: Step): void {
    if (isEmpty(step)) return;
    this.#underWay.settle();
    this.#changes.push(step.changes);
    this.#steps.length = this.#done;
    this.#steps.push(step);
    this.#done++;
    this.dispatchEvent(new StepEvent('done', step));
    this.#tell();
  }

  /**
   * Does a step and resolves when the store holds it. An abort before that takes it back, as if it had never been,
   * and rejects with the signal's reason; once something else was done to the cells it is too late for that.
   */
  async bring(step: Step, signal: AbortSignal): Promise<void> {
    this.#underWay.settle();
    const undone = this.#steps.slice(this.#done);
    this.do(step);
    const giveUp = (): void => {
      const at = this.#steps.lastIndexOf(step);
      const since = this.#steps.slice(at + 1);
      if (this.isWhole || at < 0 || at >= this.#done || since.some(({ changes }) => changes.length > 0))
        return;
      this.#changes.push(step.changes, { isBack: true });
      this.#steps = [...this.#steps.slice(0, at), ...(since.length > 0 ? since : undone)];
      this.#done--;
      this.dispatchEvent(new StepEvent('undone', step));
      this.#tell();
    };
    signal.addEventListener('abort', giveUp);
    await this.whole;
    signal.removeEventListener('abort', giveUp);
    if (!this.#steps.includes(step)) signal.throwIfAborted();
  }

  /**
   * Remembers a step whose changes stand in the store already. What had been undone can still be done again, up to the
   * first step that concerns one of the same cells, or would bring in by another id one that this step has brought.
   */
  note(step: Step): void {
    if (isEmpty(step)) return;
    const undone = this.#steps.slice(this.#done);
    this.#steps = [...this.#steps.slice(0, this.#done), step, ...this.#stillRedoable(undone, step)];
    this.#done++;
    this.#tell();
  }

  /**
   * Takes the last step back and returns it. What a run has changed since stays, unless it changed the same cells or
   * was taught by that step: then that is the last step.
   */
  undo(): Step | undefined {
    const last = this.undoable;
    if (last && (last.kind === 'teach' || this.#underWay.touches(idsOf(last)))) this.#underWay.settle();
    const step = this.undoable;
    if (!step) return undefined;
    this.#done--;
    this.#changes.push(step.changes, { isBack: true });
    this.dispatchEvent(new StepEvent('undone', step));
    this.#tell();
    return step;
  }

  /** Does the last undone step again and returns it. */
  redo(): Step | undefined {
    this.#underWay.settle();
    const step = this.redoable;
    if (!step) return undefined;
    this.#done++;
    this.#changes.push(step.changes);
    this.dispatchEvent(new StepEvent('redone', step));
    this.#tell();
    return step;
  }

  /**
   * Goes on from stored steps; the store must hold the cells as they were then, or be brought there by `changes`, each
   * piece of which comes in within `around`.
   */
  restore(
    { steps, done }: HistoryRecord,
    changes: readonly CellChange[] = [],
    around?: (apply: () => void) => void,
  ): void {
    this.#changes.push(changes, { around });
    const before = this.#steps;
    this.#steps = [...steps];
    this.#done = Math.min(Math.max(0, done), steps.length);
    this.dispatchEvent(new RestoredEvent(before));
    this.#tell();
  }

  /** Forgets all steps: another slide. */
  forget(): void {
    this.#changes.drop();
    this.restore({ steps: [], done: 0 });
  }

  #stillRedoable(undone: readonly Step[], noted: Step): readonly Step[] {
    if (undone.length === 0) return undone;
    const ids = idsOf(noted);
    const brought = new Set(
      noted.changes.flatMap(({ before, after }) => (after && !before ? [after.id] : [])),
    );
    // The store finds cells by their place: two runs of a large slide are compared cell by neighbour.
    const isThere = (cell: Cell): boolean =>
      brought.size > 0 &&
      this.#cells.within(cell.box).some((other) => brought.has(other.id) && isSameCell(cell, other));
    const other = undone.findIndex(({ changes }) =>
      changes.some((change) => {
        const { before, after } = change;
        return ids.has(idOf(change)) || (after !== undefined && !before && isThere(after));
      }),
    );
    return other < 0 ? undone : undone.slice(0, other);
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function idsOf({ changes }: Step): ReadonlySet<string> {
  return new Set(changes.map(idOf));
}

/** Teaching also changes how cells are named that are not there yet; areas concern no cell. */
export function isEmpty({ kind, changes, areas }: Pick<Step, 'kind' | 'changes' | 'areas'>): boolean {
  return changes.length === 0 && kind !== 'teach' && !areas;
}
