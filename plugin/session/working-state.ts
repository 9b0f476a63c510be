import type { Cell, CellClass } from '../../models/domain/cell.js';
import { asSmearError, SmearError } from '../../models/domain/errors.js';
import { isPossibleResolution, type Resolution } from '../../models/domain/resolution.js';
import type { Adaptation } from '../adapt/adaptation.js';
import { CellStore } from '../cells/cell-store.js';
import { isShown } from '../cells/is-shown.js';
import { CellTally } from '../cells/tally.js';
import { Kinds } from '../kinds/kinds.js';
import { NearestCells } from '../neighbours/nearest-cells.js';
import type { Review } from '../review/review.js';
import { Selection } from '../review/selection.js';
import { AnalysisService, type AnalysisServiceOptions } from '../service/analysis-service.js';
import { requireSlide, type SlideReader } from '../slide/slide-reader.js';
import { knownOverlay } from './overlay-modes.js';
import type { OverlayMode, SessionState } from './session.js';
import { ViewFollower } from './view-follower.js';

export interface WorkingStateOptions {
  readonly threshold?: number;
  readonly overlay?: OverlayMode;
  /** Of level 0, for every slide; outranks what a slide says of itself. */
  readonly micronsPerPixel?: number;
  readonly assetUrl?: string | URL;
  /** What analyses slides on other machines. */
  readonly service?: AnalysisServiceOptions;
}

/**
 * What a session has in hand: the open slide with its cells, how they are shown, and which are selected.
 * `change` follows every change of it, `error` what failed. What can be done with it is up to `AttachedSession`.
 */
export abstract class WorkingState extends EventTarget {
  readonly cells = new CellStore();
  // Subscribes first: the other listeners read the counts when the cells change.
  readonly tally = new CellTally(this.cells);
  readonly selection = new Selection(this.cells);
  readonly nearest = new NearestCells(this.cells);
  abstract readonly adaptation: Adaptation;
  abstract readonly classes: readonly CellClass[];
  abstract readonly review: Review;
  readonly kinds = new Kinds(
    () => this.classes,
    () => this.review.caseRecord.refuses(),
  );
  protected readonly follower = new ViewFollower({
    micronsPerPixel: () => this.#resolution?.micronsPerPixel,
    analyzeView: () => this.analyzeView(),
  });
  readonly assetUrl: string | URL | undefined;
  readonly service: AnalysisService | undefined;
  /** Aborted when the session ends. */
  protected readonly lifetime = new AbortController();
  readonly #given: number | undefined;
  #state: SessionState = { kind: 'idle' };
  #slide?: SlideReader;
  #resolution?: Resolution;
  #threshold: number;
  #overlay: OverlayMode;
  #selected: string | undefined;

  constructor({
    threshold = 0.5,
    overlay = 'labels',
    micronsPerPixel,
    assetUrl,
    service,
  }: WorkingStateOptions) {
    super();
    this.#threshold = threshold;
    this.#overlay = overlay;
    this.#given = micronsPerPixel;
    this.service = service && new AnalysisService(service);
    this.assetUrl = assetUrl;
    this.cells.subscribe(() => {
      if (this.#selected !== undefined && !this.cells.get(this.#selected)) this.#selected = undefined;
    });
    this.kinds.addEventListener('change', () => this.changed());
    this.selection.addEventListener('change', () => {
      // An answer concerns the cells selected together: the one looked at must not lie outside them.
      const { ids } = this.selection;
      if (ids.size > 0 && this.#selected !== undefined && !ids.has(this.#selected))
        this.#selected = undefined;
      this.changed();
    });
  }

  /** @deprecated Use `adaptation`. */
  get teaching(): Adaptation {
    return this.adaptation;
  }

  get state(): SessionState {
    return this.#state;
  }

  get slide(): SlideReader | undefined {
    return this.#slide;
  }

  get resolution(): Resolution | undefined {
    return this.#resolution;
  }

  setResolution(micronsPerPixel: number): void {
    if (!isPossibleResolution(micronsPerPixel)) {
      throw new SmearError(
        'invalid-argument',
        `The resolution must be 0.01 to 5 micrometres per pixel, not ${String(micronsPerPixel)}.`,
      );
    }
    this.takeResolution({ micronsPerPixel, source: 'given' });
  }

  /** Goes on with the resolution that was worked with before. */
  takeResolution(resolution: Resolution | undefined): void {
    this.#resolution = resolution;
    this.changed(true);
  }

  get analyzesAsPanned(): boolean {
    return this.follower.isOn;
  }

  set analyzesAsPanned(isOn: boolean) {
    this.follower.isOn = isOn;
    this.changed();
  }

  get threshold(): number {
    return this.#threshold;
  }

  set threshold(threshold: number) {
    if (typeof threshold !== 'number' || Number.isNaN(threshold))
      throw new SmearError('invalid-argument', `The threshold must be a number from 0 to 1.`);
    if (this.review.caseRecord.refuses()) return;
    this.#threshold = Math.min(1, Math.max(0, threshold));
    const selected = this.#selected === undefined ? undefined : this.cells.get(this.#selected);
    if (selected && !isShown(selected, this.#threshold)) this.#selected = undefined;
    this.changed();
    // An answer must not reach cells that are out of sight; a reviewed one is never hidden by its score.
    const isInSight = (cell: Cell | undefined): boolean =>
      cell !== undefined && (cell.review !== undefined || isShown(cell, this.#threshold));
    this.selection.set([...this.selection.ids].filter((id) => isInSight(this.cells.get(id))));
  }

  get overlay(): OverlayMode {
    return this.#overlay;
  }

  set overlay(overlay: OverlayMode) {
    if (!knownOverlay(overlay))
      throw new SmearError('invalid-argument', 'The overlay must be labels, heatmap, both or none.');
    this.#overlay = overlay;
    this.changed();
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  set selected(id: string | undefined) {
    const known = id !== undefined && this.cells.get(id) ? id : undefined;
    if (known === this.#selected) return;
    this.#selected = known;
    if (known !== undefined && !this.selection.has(known)) this.selection.clear();
    this.changed();
  }

  /** Reports to listeners something that failed without ending the session. */
  report(error: unknown): void {
    const detail = asSmearError(error, 'worker-failed', 'An unexpected error occurred.');
    this.dispatchEvent(new CustomEvent('error', { detail }));
  }

  protected fail(error: unknown): void {
    const failure = asSmearError(
      error,
      'worker-failed',
      'The analysis stopped unexpectedly. Start it again.',
    );
    this.setState({ kind: 'failed', error: failure });
    this.report(failure);
  }

  protected endLifetime(): void {
    this.lifetime.abort(new SmearError('disposed', 'The analysis of this viewer has ended.'));
  }

  /** Aborts with the caller's signal or with the session, whichever is first. */
  protected until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.lifetime.signal]) : this.lifetime.signal;
  }

  /** The open slide. Throws `invalid-argument` where there is none, the session's end where it has ended. */
  protected requireSlide(): SlideReader {
    this.lifetime.signal.throwIfAborted();
    return requireSlide(this.#slide);
  }

  protected setState(state: SessionState): void {
    this.#state = state;
    this.changed();
  }

  /** Another slide, or none: no cell of it is selected, and its resolution is the given one or its own. */
  protected replaceSlide(slide: SlideReader | undefined): void {
    this.#slide = slide;
    this.#selected = undefined;
    this.#resolution =
      this.#given !== undefined && slide
        ? { micronsPerPixel: this.#given, source: 'given' }
        : slide?.micronsPerPixel !== undefined
          ? { micronsPerPixel: slide.micronsPerPixel, source: 'metadata' }
          : undefined;
  }

  protected changed(heat = false): void {
    this.redraw(heat);
    this.dispatchEvent(new CustomEvent('change'));
  }

  abstract analyzeView(): Promise<void>;

  /** Draws anew what lies over the slide; `heat` where the heat maps are no longer those of its cells. */
  protected abstract redraw(heat: boolean): void;
}
