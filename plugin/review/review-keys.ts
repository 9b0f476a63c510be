import type { Step } from './step.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { isShown } from '../cells/is-shown.js';
import { stepCell } from '../cells/step-cell.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { CellStore } from '../cells/cell-store.js';
import type { Review } from './review.js';
import type { Selection } from './selection.js';
import { keyAction, type KeyPress } from '../../overlays/keys/key-press.js';
import type { KeyAction } from '../../overlays/keys/key-table.js';
import type { CellTally } from '../cells/tally.js';
import { classOf } from '../kinds/kind-list.js';
import type { Kinds } from '../kinds/kinds.js';
import { classKeys, keyOf, movedKeys, type ClassKeys } from './class-keys.js';
import { ReviewPriority, type ReviewReason } from './review-priority.js';
import { ReviewQueue } from './review-queue.js';

/** Up to so many cells are gone to when a step is undone; more than that leaves the view alone. */
const FEW_CELLS = 4;

/** What the keys work on: the cells of one slide, and who is looking at which. */
export interface ReviewedCells {
  readonly cells: CellStore;
  readonly review: Review;
  readonly selection: Selection;
  /** Id of the cell that is looked at. */
  selected?: string;
  readonly threshold: number;
  readonly info?: ModelInfo;
  readonly kinds: Kinds;
  readonly tally: CellTally;
  /** Says which cells are counted; absent where that does not matter. */
  readonly counting?: { readonly counted: ReadonlySet<string> | undefined };
  /** Brings the cell into view and chooses it. */
  goTo(id: string): void;
}

/**
 * What a reader answers, by key or button, the same from the slide, the gallery and the panel.
 * `change` follows another choice of keys, `next-doubtful` the key that leads through the queue,
 * `ask-class` the key that asks for the name of a class, `ask-comment` the one for a comment on the chosen cell,
 * `ask-step` those that open a step of the work: cancelled by who has opened it.
 */
export class ReviewKeys extends EventTarget {
  readonly #session: ReviewedCells;
  readonly #queue: ReviewQueue;
  #chosen: ClassKeys = {};
  #priority?: { readonly info: ModelInfo; readonly priority: ReviewPriority };
  /** The cell that the queue led to; answering it leads to the next one. */
  #queued: string | undefined;

  constructor(session: ReviewedCells) {
    super();
    this.#session = session;
    this.#queue = new ReviewQueue({
      cells: session.cells,
      threshold: () => session.threshold,
      priority: () => this.priority,
      counted: () => session.counting?.counted,
    });
  }

  /** What a person calls a cell with one key: the kinds in use and any others met on the slide, unknown at the end. */
  get classes(): readonly CellClass[] {
    const { kinds, tally, threshold } = this.#session;
    const { inUse } = kinds;
    const shown = new Set(inUse.map(({ name }) => name));
    const met = [...tally.at(threshold).byName.values()].filter(
      ({ label, count }) => count > 0 && !shown.has(label.name),
    );
    if (met.length === 0) return inUse;
    // Behind those in use, so that no key changes its meaning.
    return [...inUse.slice(0, -1), ...met.map(({ label }) => classOf(kinds.look(label))), ...inUse.slice(-1)];
  }

  /** The key of each class. */
  get keys(): ClassKeys {
    return classKeys(this.classes, this.#wanted);
  }

  /** The keys that the laboratory or a person chose for classes, and that mean something else by now; by class. */
  get moved(): ReadonlyMap<string, string> {
    return movedKeys(this.#wanted);
  }

  get #wanted(): ClassKeys {
    const own = this.#session.kinds.own?.kinds ?? [];
    const listed = Object.fromEntries(own.flatMap(({ name, key }) => (key ? [[name, key]] : [])));
    return { ...listed, ...this.#chosen };
  }

  /** A person's own choice of keys. */
  get chosenKeys(): ClassKeys {
    return this.#chosen;
  }

  /** What is left out or unusable keeps its usual key. */
  set chosenKeys(keys: ClassKeys) {
    this.#chosen = keys;
    this.dispatchEvent(new Event('change'));
  }

  /** Absent until the models are known. */
  get priority(): ReviewPriority | undefined {
    const { info } = this.#session;
    if (info && this.#priority?.info !== info) this.#priority = { info, priority: new ReviewPriority(info) };
    return this.#priority?.priority;
  }

  /** The cells that an answer concerns: those chosen together, else the one that is looked at. */
  get targets(): readonly string[] {
    const { selection, selected } = this.#session;
    if (selection.ids.size > 0) return [...selection.ids];
    return selected === undefined ? [] : [selected];
  }

  /** Why the cell should be reviewed, the weightiest reason first. */
  reasons(cell: Cell): readonly ReviewReason[] {
    return this.priority?.reasons(cell) ?? [];
  }

  /** How many cells are doubtful and unconfirmed. It goes down to nothing; `nextDoubtful` then leads to the others. */
  get doubtful(): number {
    return this.#queue.doubtful;
  }

  /** Goes to the unconfirmed cell of highest priority. False where none is left. */
  nextDoubtful(): boolean {
    const next = this.#queue.next(this.#session.selected);
    if (next === undefined) return false;
    this.#session.selection.set([next]);
    this.#queued = next;
    this.#session.goTo(next);
    return true;
  }

  assign(label: CellClass): void {
    this.#answer((ids) => this.#session.review.assign(ids, label));
  }

  /**
   * Agrees with what the cells are called, and goes on to the next doubtful one where it was one cell. Several are let go
   * of: the next key must not answer all of them again.
   */
  confirm({ goOn = true }: { goOn?: boolean } = {}): void {
    const { length } = this.targets;
    this.#answer((ids) => this.#session.review.confirm(ids), goOn && length === 1);
    if (length > 1) this.#session.selection.clear();
  }

  /** Asks whoever shows the interface for the name of a class that is not on view; the chosen cells get it. */
  askClass(): void {
    if (this.targets.length > 0) this.dispatchEvent(new Event('ask-class'));
  }

  /** Asks whoever shows the interface for a comment on the chosen cell; where several are chosen none is meant. */
  askComment(): void {
    const [only, ...others] = this.targets;
    if (only === undefined || others.length > 0) return;
    this.#session.selected = only;
    this.dispatchEvent(new Event('ask-comment'));
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
   * Does what the key says; false for a key that means nothing here, which the page then keeps.
   * `fromGallery`: confirming stays there, so that a row can be answered cell by cell.
   */
  press(press: KeyPress, { fromGallery = false }: { fromGallery?: boolean } = {}): boolean {
    // Who goes along the rows of the gallery is not led away by the queue.
    if (fromGallery) this.#queued = undefined;
    const anywhere = keyAction('page', press);
    if (anywhere) return this.#act(anywhere);
    if (this.targets.length === 0) return false;
    const answer = keyAction('cells', press);
    if (answer === 'otherClass') this.askClass();
    else if (answer === 'confirm') this.confirm({ goOn: !fromGallery });
    else if (answer === 'reject') this.reject();
    else if (answer === 'restore') this.restore();
    else if (answer === 'comment') this.askComment();
    else return this.#assignByKey(press);
    return true;
  }

  #act(action: KeyAction<'page'>): boolean {
    const actions: Readonly<Record<KeyAction<'page'>, () => boolean>> = {
      nextDoubtful: () => {
        this.nextDoubtful();
        this.dispatchEvent(new Event('next-doubtful'));
        return this.#session.cells.size > 0;
      },
      nextCell: () => this.#step(1),
      previousCell: () => this.#step(-1),
      undo: () => {
        this.undo();
        return true;
      },
      redo: () => {
        this.redo();
        return true;
      },
      deselect: () => this.#deselect(),
      // The overlay on the slide answers it, for as long as it is held.
      hideDrawing: () => false,
      // The panel has the gallery, and shows the list of keys.
      gallery: () => false,
      keyList: () => false,
      stepFind: () => this.#askStep('find'),
      stepReview: () => this.#askStep('review'),
      stepCount: () => this.#askStep('count'),
      stepExport: () => this.#askStep('export'),
    };
    return actions[action]();
  }

  /** Whoever has the steps takes the event; without one the key means nothing. */
  #askStep(detail: 'find' | 'review' | 'count' | 'export'): boolean {
    return !this.dispatchEvent(new CustomEvent('ask-step', { detail, cancelable: true }));
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
    // Who was going through the queue goes on from here.
    if (selected !== undefined && selected === this.#queued) this.#queued = first;
    selection.set(seen);
    this.#session.goTo(first);
  }

  #assignByKey({ key: pressed, ctrlKey, metaKey, altKey }: KeyPress): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    const { keys } = this;
    const key = pressed.toLowerCase();
    const label = this.classes.find(({ name }) => keyOf(keys, name) === key);
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

  #deselect(): boolean {
    const { selected, selection } = this.#session;
    if (selected === undefined && selection.ids.size === 0) return false;
    selection.clear();
    this.#session.selected = undefined;
    return true;
  }

  #answer(answer: (ids: readonly string[]) => void, goOn = false): void {
    const ids = this.targets;
    const isQueued = ids.length === 1 && ids[0] === this.#queued;
    answer(ids);
    if (isQueued || goOn) this.nextDoubtful();
  }
}
