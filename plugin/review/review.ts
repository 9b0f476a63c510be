import type { Cell, CellClass, CellReview } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { SmearError } from '../../models/domain/errors.js';
import { polygonBounds, type Polygon } from '../../models/domain/geometry.js';
import type { CountArea } from '../count/count-areas.js';
import type { CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import { randomUuid } from '../uuid.js';
import { History, type CellChange, type Step, type StepKind, type UnderWay } from './history.js';

export interface ReviewOptions {
  readonly cells: CellStore;
  /** Who and when; the clock is the caller's. */
  readonly now: () => Date;
  readonly threshold: () => number;
  /** The run, so that steps stand in the order in which they were made. */
  readonly underWay?: UnderWay;
}

/** Who and when, as it stands in what was said. */
type Signature = Pick<CellReview, 'at' | 'by'>;

/**
 * What a person does with the cells of a slide. Every call is one step of the history, keeps what the model
 * said, and notes when; ids that are not there, or that a step would not change, are passed over.
 */
export class Review {
  readonly history: History;
  /** Who is reviewing, written into every correction from now on. */
  reviewer = '';
  /** Who has reviewed here before, as they called themselves: a suggestion, which signs nothing by itself. */
  formerReviewer = '';
  readonly #options: ReviewOptions;

  constructor(options: ReviewOptions) {
    this.#options = options;
    this.history = new History(options.cells, options.underWay);
  }

  /** Calls the cells so, and stands by it. Throws `invalid-argument` for what is no class, as a bare name. */
  assign(ids: Iterable<string>, label: CellClass): void {
    checkClass(label);
    this.#change('assign', ids, (cell, sign) =>
      cell.label.name === label.name && cell.review?.confirmed && !cell.review.rejected
        ? undefined
        : { ...cell, label, review: said(cell, { confirmed: true, rejected: undefined }, sign) },
    );
  }

  /** Agrees with what the cells are called; one that is rejected stays so. */
  confirm(ids: Iterable<string>): void {
    this.#change('confirm', ids, (cell, sign) =>
      cell.review?.confirmed || cell.review?.rejected
        ? undefined
        : { ...cell, review: said(cell, { confirmed: true }, sign) },
    );
  }

  /** Confirms every shown cell that is called exactly so. Returns how many that changed. */
  confirmClass(name: string): number {
    this.history.settle();
    const open = [...this.#options.cells.all()].filter(
      (cell) =>
        cell.label.name === name && !cell.review?.confirmed && isShown(cell, this.#options.threshold()),
    );
    this.confirm(open.map(({ id }) => id));
    return open.length;
  }

  /** These are no cells to count. */
  reject(ids: Iterable<string>): void {
    this.#change('reject', ids, (cell, sign) =>
      cell.review?.rejected
        ? undefined
        : { ...cell, review: said(cell, { confirmed: false, rejected: true }, sign) },
    );
  }

  /** Takes rejected cells back among the others. */
  restore(ids: Iterable<string>): void {
    this.#change('restore', ids, (cell, sign) =>
      cell.review?.rejected ? { ...cell, review: said(cell, { rejected: undefined }, sign) } : undefined,
    );
  }

  /**
   * Adds a cell that was missed, with the outline drawn (level-0 pixels) or found, and returns its id. What a
   * model said of the spot (`found`) is kept; a cell drawn by hand alone has no probabilities and no embedding.
   */
  add(outline: Polygon, label: CellClass, found?: Omit<Cell, 'id' | 'review'>): string {
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
        confirmed: label.name !== UNKNOWN.name,
        ...this.#signature(),
      },
    };
    this.#do('add', [{ after: cell }]);
    return cell.id;
  }

  /** Shows a cell that was hidden, called so; one without a name is unconfirmed, as an added one is. */
  bringBack(id: string, label: CellClass): void {
    this.#change('assign', [id], (cell, sign) => ({
      ...cell,
      label,
      review: said(cell, { confirmed: label.name !== UNKNOWN.name }, sign),
    }));
  }

  /** Gives a cell another outline (level-0 pixels, a simple ring); the nucleus stays. */
  setOutline(id: string, outline: Polygon): void {
    this.#change('outline', [id], (cell, sign) => ({
      ...cell,
      outline,
      box: polygonBounds(outline),
      review: said(cell, { outlined: true }, sign),
    }));
  }

  /** Replaces, adds and removes cells in one step: an import, a taught classifier, a clearing. */
  replace(kind: StepKind, changes: readonly CellChange[], classifier?: string): void {
    this.history.do({ ...this.#step(kind, changes), ...(classifier === undefined ? {} : { classifier }) });
  }

  /**
   * Brings cells in from elsewhere in one step; resolves when they are there (`History.bring`), with how many took the
   * place of others. Areas of the count that come with them are part of the step.
   */
  async import(cells: readonly Cell[], signal: AbortSignal, areas?: Step['areas']): Promise<number> {
    const changes = cells.map((after): CellChange => {
      const before = this.#options.cells.get(after.id);
      return before ? { before, after } : { after };
    });
    const replaced = changes.reduce((count, { before }) => count + (before ? 1 : 0), 0);
    await this.history.bring({ ...this.#step('import', changes), ...(areas ? { areas } : {}) }, signal);
    return replaced;
  }

  /** Remembers what was done to the areas of the count. */
  noteAreas(before: readonly CountArea[], after: readonly CountArea[]): void {
    this.history.do({ ...this.#step('areas', []), areas: { before, after } });
  }

  /** Remembers what a run has already put into the store. */
  note(kind: StepKind, changes: readonly CellChange[]): void {
    this.history.note(this.#step(kind, changes));
  }

  #change(
    kind: StepKind,
    ids: Iterable<string>,
    change: (cell: Cell, sign: Signature) => Cell | undefined,
  ): void {
    const changes: CellChange[] = [];
    const sign = this.#signature();
    const asked = new Set(ids);
    this.history.bringCells(asked);
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

/** A host in plain JavaScript may hand over a name; a cell called so could not be drawn, counted or read again. */
function checkClass(label: CellClass): void {
  const { name, code, color } = (label ?? {}) as Partial<CellClass>;
  if (typeof name === 'string' && typeof code === 'string' && Array.isArray(color)) return;
  throw new SmearError(
    'invalid-argument',
    `A cell is called by a class with name, code and color, not by ${JSON.stringify(label)}. Take one of session.classes.`,
  );
}

/** What is said now of a cell, over what was said before. */
function said(cell: Cell, words: Partial<CellReview>, sign: Signature): CellReview {
  // A cell that a person added has no suggestion, and gets none from being changed.
  const known = cell.review ?? { suggested: cell.label, confirmed: false };
  const { suggested, confirmed, rejected, outlined } = {
    rejected: false,
    outlined: false,
    ...known,
    ...words,
  };
  return {
    ...(suggested ? { suggested } : {}),
    confirmed,
    ...(rejected ? { rejected } : {}),
    ...(outlined ? { outlined } : {}),
    ...sign,
  };
}
