import { polygonBounds, type Polygon } from '../../models/domain/rings/polygon.js';
import type { CellChange, Step, StepKind } from './step.js';
import type { CountArea } from '../../models/domain/count-area.js';
import type { Cell, CellClass, CellReview } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { SmearError } from '../../models/domain/errors.js';
import type { CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import { randomUuid } from '../../models/domain/uuid.js';
import { CaseRecord } from './case-record.js';
import { History, type RunInProgress } from './history.js';

export interface ReviewOptions {
  readonly cells: CellStore;
  /** Who and when; the clock is the caller's. */
  readonly now: () => Date;
  readonly threshold: () => number;
  /** The run, which records its changes before any later step. */
  readonly run?: RunInProgress;
}

/** Of a comment on a cell, in characters: a sentence or two, as metadata in files hold it. */
export const LONGEST_COMMENT = 500;

/** Who and when, as stored in a cell's review. */
type Signature = Pick<CellReview, 'at' | 'by'>;

/**
 * What a person does with the cells of a slide. Every call is one step of the history, keeps the model's suggestion and
 * records the time. Ids that do not exist, or that a step would not change, are skipped.
 */
export class Review {
  readonly history: History;
  /** What is said of the slide as a whole, and whether the count is signed. */
  readonly caseRecord = new CaseRecord();
  /** Who is reviewing, recorded in every correction from now on. */
  reviewer = '';
  /** Who reviewed this slide before: offered as a suggestion, and recorded nowhere by itself. */
  formerReviewer = '';
  readonly #options: ReviewOptions;

  constructor(options: ReviewOptions) {
    this.#options = options;
    this.history = new History(options.cells, options.run, () => this.caseRecord.refuses());
  }

  /** Assigns the class to the cells and confirms it. Throws `invalid-argument` for anything but a class. */
  assign(ids: Iterable<string>, label: CellClass): void {
    checkClass(label);
    this.#change('assign', ids, (cell, sign) =>
      cell.label.name === label.name && cell.review?.confirmed && !cell.review.rejected
        ? undefined
        : { ...cell, label, review: reviewed(cell, { confirmed: true, rejected: undefined }, sign) },
    );
  }

  /** Confirms the class of the cells; a rejected cell stays rejected. */
  confirm(ids: Iterable<string>): void {
    this.#change('confirm', ids, (cell, sign) =>
      cell.review?.confirmed || cell.review?.rejected
        ? undefined
        : { ...cell, review: reviewed(cell, { confirmed: true }, sign) },
    );
  }

  /** Confirms every shown cell of exactly this class. Returns how many that changed. */
  confirmClass(name: string): number {
    this.history.flush();
    const open = [...this.#options.cells.all()].filter(
      (cell) =>
        cell.label.name === name && !cell.review?.confirmed && isShown(cell, this.#options.threshold()),
    );
    this.confirm(open.map(({ id }) => id));
    return open.length;
  }

  /** Marks the cells as not to be counted. */
  reject(ids: Iterable<string>): void {
    this.#change('reject', ids, (cell, sign) =>
      cell.review?.rejected
        ? undefined
        : { ...cell, review: reviewed(cell, { confirmed: false, rejected: true }, sign) },
    );
  }

  /** Counts rejected cells again. */
  restore(ids: Iterable<string>): void {
    this.#change('restore', ids, (cell, sign) =>
      cell.review?.rejected ? { ...cell, review: reviewed(cell, { rejected: undefined }, sign) } : undefined,
    );
  }

  /**
   * Adds a missed cell with this outline (level-0 pixels) and returns its id. What the model predicted there (`found`) is
   * kept; a cell drawn by hand has no probabilities and no embedding. It is confirmed unless the class is *unknown*, or
   * `isConfirmed` says otherwise: a name that the models gave is suggested.
   */
  add(
    outline: Polygon,
    label: CellClass,
    found?: Omit<Cell, 'id' | 'review'>,
    isConfirmed?: boolean,
  ): string {
    checkClass(label);
    const cell: Cell = {
      nuclei: [],
      score: 1,
      probabilities: new Float32Array(0),
      embedding: new Float32Array(0),
      reconstructionError: Number.NaN,
      ...found,
      id: randomUuid(),
      box: found?.box ?? polygonBounds(outline),
      outline,
      label,
      review: {
        ...(found ? { suggested: found.label } : { outlined: true }),
        confirmed: isConfirmed ?? label.name !== UNKNOWN.name,
        ...this.#signature(),
      },
    };
    this.#do('add', [{ after: cell }]);
    return cell.id;
  }

  /** Shows a hidden cell under this class, confirmed as by `add`. */
  bringBack(id: string, label: CellClass, isConfirmed = label.name !== UNKNOWN.name): void {
    this.#change('assign', [id], (cell, sign) => ({
      ...cell,
      label,
      review: reviewed(cell, { confirmed: isConfirmed }, sign),
    }));
  }

  /** Notes something of the cells; an empty text takes the note away. What they are called, and by whom, stays. */
  comment(ids: Iterable<string>, text: string): void {
    const comment = text.trim().slice(0, LONGEST_COMMENT) || undefined;
    this.#change('comment', ids, (cell, sign) =>
      cell.review?.comment === comment
        ? undefined
        : { ...cell, review: reviewed(cell, { comment }, cell.review ? signatureOf(cell.review) : sign) },
    );
  }

  /** Replaces the outline of a cell (level-0 pixels, a simple ring); the nucleus stays. */
  setOutline(id: string, outline: Polygon): void {
    this.#change('outline', [id], (cell, sign) => ({
      ...cell,
      outline,
      box: polygonBounds(outline),
      review: reviewed(cell, { outlined: true }, sign),
    }));
  }

  /** Replaces, adds and removes cells in one step: an import, a refitted classifier, a clearing. */
  replace(kind: StepKind, changes: readonly CellChange[], classifier?: string): void {
    this.history.do({ ...this.#step(kind, changes), ...(classifier === undefined ? {} : { classifier }) });
  }

  /**
   * Imports cells in one step. Resolves when they are in the store, with how many of them replaced others; for an abort
   * see `History.apply`. Areas of the count that come with them are part of the step.
   */
  async import(cells: readonly Cell[], signal: AbortSignal, areas?: Step['areas']): Promise<number> {
    const changes = cells.map((after): CellChange => {
      const before = this.#options.cells.get(after.id);
      return before ? { before, after } : { after };
    });
    const replaced = changes.reduce((count, { before }) => count + (before ? 1 : 0), 0);
    await this.history.apply({ ...this.#step('import', changes), ...(areas ? { areas } : {}) }, signal);
    return replaced;
  }

  /** Records a change of the areas of the count. */
  recordAreas(before: readonly CountArea[], after: readonly CountArea[]): void {
    this.history.do({ ...this.#step('areas', []), areas: { before, after } });
  }

  /** Records what a run has already changed in the store. */
  recordStep(kind: StepKind, changes: readonly CellChange[]): void {
    this.history.recordStep(this.#step(kind, changes));
  }

  #change(
    kind: StepKind,
    ids: Iterable<string>,
    change: (cell: Cell, sign: Signature) => Cell | undefined,
  ): void {
    const changes: CellChange[] = [];
    const sign = this.#signature();
    const asked = new Set(ids);
    this.history.flushCells(asked);
    for (const id of asked) {
      const before = this.#options.cells.get(id);
      const after = before && change(before, sign);
      if (before && after) changes.push({ before, after });
    }
    this.history.do({ kind, at: sign.at, changes });
  }

  #do(kind: StepKind, changes: readonly CellChange[]): void {
    this.history.do(this.#step(kind, changes));
  }

  #step(kind: StepKind, changes: readonly CellChange[]): Step {
    return { kind, at: this.#signature().at, changes };
  }

  #signature(): Signature {
    const by = this.reviewer.trim();
    return { at: this.#options.now().toISOString(), ...(by ? { by } : {}) };
  }
}

/** A host in plain JavaScript may pass a name; such a cell could not be drawn, counted or stored. */
function checkClass(label: CellClass): void {
  const { name, code, color } = (label ?? {}) as Partial<CellClass>;
  if (typeof name === 'string' && typeof code === 'string' && Array.isArray(color)) return;
  throw new SmearError(
    'invalid-argument',
    `A class needs a name, a code and a color; ${JSON.stringify(label)} is not one. Use one of session.classes.`,
  );
}

/** Who named the cell and when, which a comment does not change. */
function signatureOf({ at, by }: CellReview): Signature {
  return { at, ...(by ? { by } : {}) };
}

/** The review of a cell after a change of it. */
function reviewed(cell: Cell, change: Partial<CellReview>, sign: Signature): CellReview {
  // A cell that a person added has no suggestion, and gets none from being changed.
  const known = cell.review ?? { suggested: cell.label, confirmed: false };
  const { suggested, confirmed, rejected, outlined, comment } = {
    rejected: false,
    outlined: false,
    comment: undefined,
    ...known,
    ...change,
  };
  return {
    ...(suggested ? { suggested } : {}),
    confirmed,
    ...(rejected ? { rejected } : {}),
    ...(outlined ? { outlined } : {}),
    ...(comment ? { comment } : {}),
    ...sign,
  };
}
