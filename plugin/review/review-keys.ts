import type { Cell, CellClass } from '../../models/domain/cell.js';
import { isShown } from '../cells/is-shown.js';
import { stepCell } from '../cells/step-cell.js';
import type { SmearSession } from '../session.js';
import { assignableClasses, classKeys, type ClassKeys } from './class-keys.js';
import { DoubtScale, type DoubtReason } from './doubt.js';
import { DoubtWalk } from './doubt-walk.js';
import type { Step } from './history.js';

/** A key as the browser tells it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Up to so many cells are gone to when a step is undone; more than that leaves the view alone. */
const FEW_CELLS = 4;

type ReviewedSession = Pick<
  SmearSession,
  'cells' | 'review' | 'selection' | 'selected' | 'threshold' | 'info' | 'classes' | 'goTo'
>;

/**
 * What a reader answers, by key or button, the same from the slide, the gallery and the panel.
 * `change` follows another choice of keys.
 */
export class ReviewKeys extends EventTarget {
  readonly #session: ReviewedSession;
  readonly #walk: DoubtWalk;
  #chosen: ClassKeys = {};
  #scale?: { readonly info: NonNullable<SmearSession['info']>; readonly scale: DoubtScale };
  /** The cell to which the walk has led; answering it leads on. */
  #walkedTo: string | undefined;

  constructor(session: ReviewedSession) {
    super();
    this.#session = session;
    this.#walk = new DoubtWalk({
      cells: session.cells,
      threshold: () => session.threshold,
      scale: () => this.scale,
    });
  }

  /** What a person can call a cell, in the pack's order. */
  get classes(): readonly CellClass[] {
    return assignableClasses(this.#session.classes);
  }

  /** The key of each class. */
  get keys(): ClassKeys {
    return classKeys(this.classes, this.#chosen);
  }

  /** A person's own choice of keys; what is left out or unusable keeps its usual key. */
  set chosenKeys(keys: ClassKeys) {
    this.#chosen = keys;
    this.dispatchEvent(new Event('change'));
  }

  /** Absent until the models are known. */
  get scale(): DoubtScale | undefined {
    const { info } = this.#session;
    if (info && this.#scale?.info !== info) this.#scale = { info, scale: new DoubtScale(info) };
    return this.#scale?.scale;
  }

  /** The cells that an answer concerns: those chosen together, else the one that is looked at. */
  get targets(): readonly string[] {
    const { selection, selected } = this.#session;
    if (selection.ids.size > 0) return [...selection.ids];
    return selected === undefined ? [] : [selected];
  }

  /** Why the cell is worth a look, the weightiest ground first. */
  reasons(cell: Cell): readonly DoubtReason[] {
    return this.scale?.reasons(cell) ?? [];
  }

  /** Goes to the unconfirmed cell that is most worth a look. False where none is left. */
  nextDoubtful(): boolean {
    const next = this.#walk.next(this.#session.selected);
    if (next === undefined) return false;
    this.#session.selection.set([next]);
    this.#walkedTo = next;
    this.#session.goTo(next);
    return true;
  }

  assign(label: CellClass): void {
    this.#answer((ids) => this.#session.review.assign(ids, label));
  }

  /** Agrees with what the cells are called, and goes on to the next doubtful one where it was one cell. */
  confirm({ goOn = true }: { goOn?: boolean } = {}): void {
    const isOne = this.targets.length === 1;
    this.#answer((ids) => this.#session.review.confirm(ids), goOn && isOne);
  }

  reject(): void {
    this.#answer((ids) => this.#session.review.reject(ids));
  }

  restore(): void {
    this.#answer((ids) => this.#session.review.restore(ids));
  }

  /** Takes the last step back, and goes to the cell that it concerned where these are few. */
  undo(): void {
    this.#showStep(this.#session.review.history.undo());
  }

  /** Does the last undone step again, and goes there likewise. */
  redo(): void {
    this.#showStep(this.#session.review.history.redo());
  }

  /**
   * Does what the key says; false for a key that means nothing here, which is then anybody else's.
   * `fromGallery`: confirming stays there, so that a row can be answered cell by cell.
   */
  press(press: KeyPress, { fromGallery = false }: { fromGallery?: boolean } = {}): boolean {
    const key = press.key.toLowerCase();
    if (press.altKey) return false;
    if (press.ctrlKey || press.metaKey) {
      if (key === 'z' && press.shiftKey) this.redo();
      else if (key === 'z') this.undo();
      else if (key === 'y') this.redo();
      else return false;
      return true;
    }
    if (key === 'n' || key === 'p') return this.#step(key === 'n' ? 1 : -1);
    if (key === 'd') {
      this.nextDoubtful();
      return this.#session.cells.size > 0;
    }
    if (key === 'escape') return this.#letGo();
    if (this.targets.length === 0) return false;
    if (key === 'enter') this.confirm({ goOn: !fromGallery });
    else if (key === 'delete' || key === 'backspace') this.reject();
    else if (key === 'insert') this.restore();
    else return this.#assignByKey(key);
    return true;
  }

  #showStep(step: Step | undefined): void {
    const { cells, selection, threshold, selected } = this.#session;
    if (!step || step.kind === 'teach' || step.changes.length > FEW_CELLS) return;
    const seen = step.changes.flatMap(({ before, after }) => {
      const cell = cells.get((after ?? before)?.id ?? '');
      // What was rejected is drawn while it is chosen; what lies below the threshold never is.
      return cell && (cell.review !== undefined || isShown(cell, threshold)) ? [cell.id] : [];
    });
    const [first] = seen;
    if (first === undefined) return;
    // Who was on the way through the doubtful ones goes on from here.
    if (selected !== undefined && selected === this.#walkedTo) this.#walkedTo = first;
    selection.set(seen);
    this.#session.goTo(first);
  }

  #assignByKey(key: string): boolean {
    const { keys } = this;
    const label = this.classes.find(({ name }) => keys[name] === key);
    if (label) this.assign(label);
    return label !== undefined;
  }

  #step(direction: 1 | -1): boolean {
    const id = stepCell(this.#session, direction);
    if (id === undefined) return false;
    this.#session.selection.clear();
    this.#session.goTo(id);
    return true;
  }

  #letGo(): boolean {
    const { selected, selection } = this.#session;
    if (selected === undefined && selection.ids.size === 0) return false;
    selection.clear();
    this.#session.selected = undefined;
    return true;
  }

  #answer(answer: (ids: readonly string[]) => void, goOn = false): void {
    const ids = this.targets;
    const isWalking = ids.length === 1 && ids[0] === this.#walkedTo;
    answer(ids);
    if (isWalking || goOn) this.nextDoubtful();
  }
}
