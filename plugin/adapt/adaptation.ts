import type { Cell, CellClass } from '../../models/domain/cell.js';
import { asSmearError, SmearError } from '../../models/domain/errors.js';
import type { CellStore } from '../cells/cell-store.js';
import type { Review } from '../review/review.js';
import { idOf, type CellChange } from '../review/step.js';
import type { CellRows, Naming } from './name-rows.js';
import type { RefitAnswer, RefitOptions, RefitProgress, RefitRows } from './refit-rows.js';
import { layOut, readRefit, renamed, type Refit, type RefitCells } from './refit.js';

/** The models, as far as adapting needs them; see the questions of the worker of the same names. */
export interface AdaptablePipeline {
  refit?(rows: RefitRows, options?: RefitOptions): Promise<RefitAnswer>;
  name?(rows: CellRows, classifier: string | undefined, options?: RefitOptions): Promise<Naming>;
  use?(classifier: string | undefined): Promise<void>;
}

export interface AdaptationParts {
  readonly cells: CellStore;
  readonly review: Review;
  readonly classes: () => readonly CellClass[];
  /** Opens the models, where they are not open yet. */
  readonly pipeline: () => Promise<AdaptablePipeline>;
  readonly onError: (error: unknown) => void;
  /** Throws where the cells must not be named by this classifier, or by the pack alone where there is none. */
  readonly askFirst?: (change: { readonly classifier?: string }) => void;
  /** The laboratory's kinds, which go with a saved classifier; none do where it is left out. */
  readonly kinds?: {
    readonly toSave: () => unknown;
    /** Takes those of a file that are not known here. */
    readonly take: (saved: unknown) => void;
  };
}

export interface AdaptOptions {
  readonly signal?: AbortSignal;
  /** How far it is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Far above what a refit to a hundred thousand cells writes. */
const LARGEST_FILE = 64 * 2 ** 20;

/**
 * Adapts the names of cells to what this laboratory has confirmed. A refit is shown before it is accepted; accepting
 * is one step of the history, which holds the adapted classifier, so that undoing the step reverts both.
 * The active classifier also names the cells of later runs, on further slides too. `change` follows every change of it.
 */
export class Adaptation extends EventTarget {
  readonly #parts: AdaptationParts;
  /** Active when this slide's history began. */
  #base: string | undefined;
  #active: string | undefined;
  /** For the next slides, where they have none of their own. */
  #carriedOver: string | undefined;

  constructor(parts: AdaptationParts) {
    super();
    this.#parts = parts;
    parts.review.history.addEventListener('change', () => this.#follow());
  }

  /** The adapted classifier that names the cells; absent where the pack alone does. */
  get activeClassifier(): string | undefined {
    return this.#active;
  }

  /** @deprecated Use `activeClassifier`. */
  get inForce(): string | undefined {
    return this.#active;
  }

  /** Active when this slide's history began: where undoing all of it leads back to. */
  get base(): string | undefined {
    return this.#base;
  }

  /**
   * A refit to the confirmed cells, and what it would change; nothing is done. Abort rejects with the signal's
   * reason. Rejects with `lesson-too-small` where too few cells are confirmed, and as the models do.
   */
  async preview({ signal, onProgress }: AdaptOptions = {}): Promise<Refit> {
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const cells = await this.#laidOut(classes, signal);
    const answer = await pipeline.refit(cells.rows, { signal, onProgress: asShare(onProgress) });
    return readRefit(cells, classes, answer);
  }

  /**
   * What a saved classifier would change; nothing is done. Abort rejects with the signal's reason. Rejects with
   * `lesson-unreadable`, or with `lesson-other-models` where it was fitted beside other models.
   */
  async load(file: Blob, { signal, onProgress }: AdaptOptions = {}): Promise<Refit> {
    if (file.size > LARGEST_FILE) {
      throw new SmearError(
        'lesson-unreadable',
        'The file is too large for an adapted classifier. Nothing was changed. Choose another file.',
      );
    }
    const classifier = await file.text();
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const cells = await this.#laidOut(classes, signal);
    const options = { signal, onProgress: asShare(onProgress) };
    const named = await pipeline.name(cells.rows, classifier, options);
    const old = await pipeline.name(cells.rows, undefined, options);
    const kinds = kindsIn(classifier);
    if (kinds !== undefined) this.#parts.kinds?.take(kinds);
    const ofConfirmed = (labels: Int16Array): Int16Array =>
      labels.filter((_, at) => (cells.rows.confirmed[at] as number) >= 0);
    return readRefit(cells, classes, {
      ...named,
      classifier,
      before: ofConfirmed(old.labels),
      after: ofConfirmed(named.labels),
    });
  }

  /**
   * Makes the refitted classifier the active one and renames the unconfirmed cells: one step. Cells changed since the
   * preview are left as they are. Throws `refused` where the page prevents `smear-before-adapt`.
   */
  accept({ steps, classifier }: Refit): void {
    this.#parts.askFirst?.({ classifier });
    this.#step(steps, classifier);
  }

  /**
   * Names the unconfirmed cells by the pack alone again: one step. Abort rejects with the signal's reason. Rejects with
   * `refused` as `accept` throws it.
   */
  async takeBack({ signal, onProgress }: AdaptOptions = {}): Promise<void> {
    if (this.#active === undefined) return;
    this.#parts.askFirst?.({});
    const pipeline = await this.#pipeline(signal);
    const classes = this.#parts.classes();
    const { cells, rows } = await this.#laidOut(classes, signal);
    const named = await pipeline.name(rows, undefined, { signal, onProgress: asShare(onProgress) });
    this.#step(renamed(cells, named, classes), undefined);
  }

  /** The active classifier as a file, with the laboratory's kinds; absent where the pack alone names the cells. */
  save(): Blob | undefined {
    if (this.#active === undefined) return undefined;
    const kinds = this.#parts.kinds?.toSave();
    const text = kinds === undefined ? this.#active : withKinds(this.#active, kinds);
    return new Blob([text], { type: 'application/json' });
  }

  /** Another slide comes with another history; the active classifier stays. Called before the old history is dropped. */
  startSlide(): void {
    this.#base = this.#carriedOver;
  }

  /**
   * The slide has earlier work, whose history began with this classifier. Where that was the pack alone, what was
   * carried over until now waits for the next slide.
   */
  restoreBase(base: string | undefined): void {
    const carriedOver = this.#carriedOver;
    this.#base = base;
    this.#follow();
    this.#carriedOver ??= carriedOver;
  }

  /** Gives the models the active classifier; one that belongs to other models is reported and left out. */
  async apply(pipeline: AdaptablePipeline): Promise<void> {
    try {
      await pipeline.use?.(this.#active);
    } catch (error) {
      const failure = asSmearError(error, 'worker-failed', 'The adapted classifier could not be used.');
      if (failure.code !== 'lesson-other-models' && failure.code !== 'lesson-unreadable') throw error;
      this.#parts.onError(failure);
      await pipeline.use?.(undefined);
    }
  }

  /** Only when the last step has reached every cell: before, the models would name what was. */
  async #laidOut(classes: readonly CellClass[], signal: AbortSignal | undefined): Promise<RefitCells> {
    const { cells, review } = this.#parts;
    await review.history.applied;
    signal?.throwIfAborted();
    return layOut(cells.all(), classes);
  }

  #step(changes: readonly CellChange[], classifier: string | undefined): void {
    const { cells, review } = this.#parts;
    // Changes that are still on their way into the store count as made.
    review.history.flushCells(new Set(changes.map(idOf)));
    // What was reviewed while the preview was on show is the person's decision by now.
    const isAsItWas = ({ before }: CellChange): boolean =>
      before !== undefined && cells.get(before.id) === (before satisfies Cell);
    review.replace('teach', changes.filter(isAsItWas), classifier);
  }

  #follow(): void {
    const { steps, done } = this.#parts.review.history.record;
    const last = steps.slice(0, done).findLast(({ kind }) => kind === 'teach');
    const active = last ? last.classifier : this.#base;
    if (active === this.#active) return;
    this.#active = active;
    this.#carriedOver = active;
    this.dispatchEvent(new Event('change'));
    // A run under way goes on with it.
    this.#parts
      .pipeline()
      .then((pipeline) => this.apply(pipeline))
      .catch(this.#parts.onError);
  }

  async #pipeline(signal: AbortSignal | undefined): Promise<Required<AdaptablePipeline>> {
    signal?.throwIfAborted();
    const pipeline = await this.#parts.pipeline();
    signal?.throwIfAborted();
    if (pipeline.refit && pipeline.name && pipeline.use) return pipeline as Required<AdaptablePipeline>;
    throw new SmearError(
      'pack-incompatible',
      'These models cannot be adapted. Use a model pack made for this version.',
    );
  }
}

/** The kinds beside a classifier, which the models have read and accepted. */
function kindsIn(classifier: string): unknown {
  try {
    return (JSON.parse(classifier) as { readonly kinds?: unknown }).kinds;
  } catch {
    return undefined; // models of the host's own may write their classifiers otherwise, and carry no kinds
  }
}

function withKinds(classifier: string, kinds: unknown): string {
  return JSON.stringify({ ...(JSON.parse(classifier) as object), kinds });
}

function asShare(onProgress: ((share: number) => void) | undefined) {
  return ({ done, total }: RefitProgress): void => onProgress?.(done / total);
}
