import type { Cell, CellClass } from '../../models/domain/cell.js';
import { asSmearError, SmearError } from '../../models/domain/errors.js';
import type { CellStore } from '../cells/cell-store.js';
import type { CellChange } from '../review/history.js';
import type { Review } from '../review/review.js';
import { idOf } from '../review/sliced-changes.js';
import type { TeachingOptions as PipelineTeachingOptions } from '../worker/analyst.js';
import { layOut, readLesson, renamed, type Lesson, type LessonCells } from './lesson.js';
import type { CellRows, Naming } from './name-rows.js';
import type { TaughtAnswer, TaughtRows } from './teach-rows.js';

/** The models, as far as teaching needs them; see `Analyst`. */
export interface TeachablePipeline {
  teach?(rows: TaughtRows, options?: PipelineTeachingOptions): Promise<TaughtAnswer>;
  name?(rows: CellRows, taught: string | undefined, options?: PipelineTeachingOptions): Promise<Naming>;
  use?(taught: string | undefined): Promise<void>;
}

export interface TeachingParts {
  readonly cells: CellStore;
  readonly review: Review;
  readonly classes: () => readonly CellClass[];
  /** Opens the models, where they are not open yet. */
  readonly pipeline: () => Promise<TeachablePipeline>;
  readonly onError: (error: unknown) => void;
}

export interface LessonOptions {
  readonly signal?: AbortSignal;
  /** How far it is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Far above what teaching with a hundred thousand cells writes. */
const LARGEST_FILE = 64 * 2 ** 20;

/**
 * Adapts the names of cells to what this laboratory has confirmed. A lesson is shown before it is accepted; accepting
 * is one step of the history, which holds the taught classifier, so that undoing the step takes both back.
 * What is in force also names the cells of later runs, on further slides too. `change` follows every change of it.
 */
export class Teaching extends EventTarget {
  readonly #parts: TeachingParts;
  /** In force when this slide's history began. */
  #base: string | undefined;
  #inForce: string | undefined;
  /** For slides that have nothing of their own. */
  #goesAlong: string | undefined;

  constructor(parts: TeachingParts) {
    super();
    this.#parts = parts;
    parts.review.history.addEventListener('change', () => this.#follow());
  }

  /** The taught classifier that names the cells; absent where the pack alone does. */
  get inForce(): string | undefined {
    return this.#inForce;
  }

  /** In force when this slide's history began: where undoing all of it leads back to. */
  get base(): string | undefined {
    return this.#base;
  }

  /**
   * What the confirmed cells teach, and what it would change; nothing is done. Abort rejects with the signal's
   * reason. Rejects with `lesson-too-small` where too few cells are confirmed, and as the models do.
   */
  async preview({ signal, onProgress }: LessonOptions = {}): Promise<Lesson> {
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const cells = await this.#laidOut(classes, signal);
    const answer = await pipeline.teach(cells.rows, { signal, onProgress: sharing(onProgress) });
    return readLesson(cells, classes, answer);
  }

  /**
   * What a saved classifier would change; nothing is done. Rejects with `lesson-unreadable`, or with
   * `lesson-other-models` where it was taught beside other models.
   */
  async load(file: Blob, { signal, onProgress }: LessonOptions = {}): Promise<Lesson> {
    if (file.size > LARGEST_FILE) {
      throw new SmearError(
        'lesson-unreadable',
        'The file is far too large for a taught classifier. Nothing was changed. Choose another file.',
      );
    }
    const taught = await file.text();
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const cells = await this.#laidOut(classes, signal);
    const options = { signal, onProgress: sharing(onProgress) };
    const named = await pipeline.name(cells.rows, taught, options);
    const old = await pipeline.name(cells.rows, undefined, options);
    const confirmed = (labels: Int16Array): Int16Array =>
      labels.filter((_, at) => (cells.rows.said[at] as number) >= 0);
    return readLesson(cells, classes, {
      ...named,
      taught,
      before: confirmed(old.labels),
      after: confirmed(named.labels),
    });
  }

  /** Puts the lesson in force and renames the unconfirmed cells: one step. Cells changed since are left as they are. */
  accept(lesson: Lesson): void {
    this.#step(lesson.steps, lesson.classifier);
  }

  /** Names the unconfirmed cells by the pack alone again: one step. Abort rejects with the signal's reason. */
  async takeBack({ signal, onProgress }: LessonOptions = {}): Promise<void> {
    if (this.#inForce === undefined) return;
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const { cells, rows } = await this.#laidOut(classes, signal);
    const named = await pipeline.name(rows, undefined, { signal, onProgress: sharing(onProgress) });
    this.#step(renamed(cells, named, classes), undefined);
  }

  /** The classifier in force as a file; absent where the pack alone names the cells. */
  save(): Blob | undefined {
    return this.#inForce === undefined ? undefined : new Blob([this.#inForce], { type: 'application/json' });
  }

  /** Another slide comes with another history; what is in force goes along. Called before the old one is forgotten. */
  startSlide(): void {
    this.#base = this.#goesAlong;
  }

  /**
   * The slide has earlier work, whose history began with this in force. Where that was the pack alone, what went along
   * until now waits for the next slide.
   */
  restoreBase(base: string | undefined): void {
    const goesAlong = this.#goesAlong;
    this.#base = base;
    this.#follow();
    this.#goesAlong ??= goesAlong;
  }

  /** Brings the models in step with what is in force; one that belongs to other models is reported and left out. */
  async apply(pipeline: TeachablePipeline): Promise<void> {
    try {
      await pipeline.use?.(this.#inForce);
    } catch (error) {
      const told = asSmearError(error, 'worker-failed', 'The taught classifier could not be used.');
      if (told.code !== 'lesson-other-models' && told.code !== 'lesson-unreadable') throw error;
      this.#parts.onError(told);
      await pipeline.use?.(undefined);
    }
  }

  /** Of cells that a step has not reached yet, the models would name what they were before it. */
  async #laidOut(classes: readonly CellClass[], signal: AbortSignal | undefined): Promise<LessonCells> {
    const { cells, review } = this.#parts;
    await review.history.whole;
    signal?.throwIfAborted();
    return layOut(cells.all(), classes);
  }

  #step(changes: readonly CellChange[], classifier: string | undefined): void {
    const { cells, review } = this.#parts;
    // Words that are still on their way into the store count as said.
    review.history.bringCells(new Set(changes.map(idOf)));
    // What was looked at while the lesson was on show is the person's word by now.
    const isAsItWas = ({ before }: CellChange): boolean =>
      before !== undefined && cells.get(before.id) === (before satisfies Cell);
    review.replace('teach', changes.filter(isAsItWas), classifier);
  }

  #follow(): void {
    const { steps, done } = this.#parts.review.history.record;
    const last = steps.slice(0, done).findLast(({ kind }) => kind === 'teach');
    const inForce = last ? last.classifier : this.#base;
    if (inForce === this.#inForce) return;
    this.#inForce = inForce;
    this.#goesAlong = inForce;
    this.dispatchEvent(new Event('change'));
    // A run under way goes on with it.
    this.#parts
      .pipeline()
      .then((pipeline) => this.apply(pipeline))
      .catch(this.#parts.onError);
  }

  async #pipeline(signal: AbortSignal | undefined): Promise<Required<TeachablePipeline>> {
    signal?.throwIfAborted();
    const pipeline = await this.#parts.pipeline();
    signal?.throwIfAborted();
    if (pipeline.teach && pipeline.name && pipeline.use) return pipeline as Required<TeachablePipeline>;
    throw new SmearError('pack-incompatible', 'These models cannot be taught. Open a pack of this version.');
  }
}

function sharing(onProgress: ((share: number) => void) | undefined) {
  return ({ done, total }: { readonly done: number; readonly total: number }): void =>
    onProgress?.(done / total);
}
