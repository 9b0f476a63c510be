import type { Cell, CellClass } from '../models/domain/cell.js';
import { asSmearError, SmearError } from '../models/domain/errors.js';
import { intersectBoxes, type Box, type Point } from '../models/domain/geometry.js';
import { CellStore } from './cells/cell-store.js';
import { isShown } from './cells/is-shown.js';
import { CellTally } from './cells/tally.js';
import { Counting } from './count/counting.js';
import type {
  OverlayMode,
  Reconstruction,
  Resolution,
  SessionInfo,
  SessionState,
  SmearSession,
} from './session.js';
import type { ExportFormat } from './formats/export-cells.js';
import type { GeoJsonImport } from './formats/geojson-import.js';
import { GeoJsonImporter } from './geojson-importer.js';
import type { SessionKeeper } from './keep/keeping.js';
import { NearestCells } from './neighbours/nearest-cells.js';
import { SessionExports } from './session-exports.js';
import { SessionModels } from './session-models.js';
import type { SessionParts, SessionPipeline, SessionView } from './session-parts.js';
import { RedCellCheck } from './red-cell-check.js';
import { followAreaSteps } from './count/follow-area-steps.js';
import { Review } from './review/review.js';
import { ReviewKeys } from './review/review-keys.js';
import { Teaching } from './teach/teaching.js';
import { Selection } from './review/selection.js';
import type { SlideReader } from './slide/slide-reader.js';
import { SlideAnalysis } from './slide-analysis.js';
import { SlideTools } from './slide-tools.js';

/** Always the same, so that nothing is built anew over it. */
const NO_CLASSES: readonly CellClass[] = [];

/** The session over one viewer: holds the state, and lets one analysis run at a time. */
export class AttachedSession extends EventTarget implements SmearSession {
  readonly cells = new CellStore();
  readonly tally = new CellTally(this.cells);
  readonly selection = new Selection(this.cells);
  readonly nearest = new NearestCells(this.cells);
  readonly review: Review;
  readonly teaching: Teaching;
  readonly keys: ReviewKeys;
  readonly counting: Counting;
  readonly tools: SlideTools;
  readonly keeping: SessionKeeper | undefined;
  readonly #parts: SessionParts;
  readonly #view: SessionView;
  readonly #life = new AbortController();
  readonly #given: number | undefined;
  readonly #models: SessionModels;
  readonly #analysis: SlideAnalysis;
  readonly #importer: GeoJsonImporter;
  readonly #redCells: RedCellCheck;
  readonly #exports: SessionExports;
  #state: SessionState = { kind: 'idle' };
  #slide?: SlideReader;
  #resolution?: Resolution;
  #threshold: number;
  #overlay: OverlayMode;
  #selected: string | undefined;

  constructor(parts: SessionParts) {
    super();
    this.#parts = parts;
    this.#threshold = parts.threshold ?? 0.5;
    this.#overlay = parts.overlay ?? 'labels';
    this.#given = parts.micronsPerPixel;
    this.#models = new SessionModels({
      open: parts.openPipeline,
      backend: parts.backend,
      life: this.#life.signal,
      onProgress: (state) => this.#setState(state),
      onReady: () => {
        this.#setState({ kind: 'ready' });
        this.#followPack();
      },
      onFailed: (error) => this.#fail(error),
    });
    this.review = new Review({
      cells: this.cells,
      now: parts.now ?? (() => new Date()),
      threshold: () => this.#threshold,
      underWay: {
        settle: () => this.#analysis.settle(),
        touches: (ids) => this.#analysis.touches(ids),
      },
    });
    this.teaching = new Teaching({
      cells: this.cells,
      review: this.review,
      classes: () => this.classes,
      pipeline: () => this.load(),
      onError: (error) => this.report(error),
    });
    this.#analysis = new SlideAnalysis({
      cells: this.cells,
      review: this.review,
      load: () => this.load(),
      ready: () => this.keeping?.ready,
      prepare: (pipeline) => this.teaching.apply(pipeline),
      slide: () => this.#slide,
      resolution: () => this.#resolution,
      onResolution: (found) => {
        this.#resolution ??= found;
        this.#changed();
      },
      onState: (state) => {
        this.#setState(state);
        if (state.kind === 'done' && !state.cancelled) void this.#redCells.ask();
      },
      onFailed: (error) => this.#fail(error),
      onError: (error) => this.report(error),
    });
    this.#redCells = new RedCellCheck({
      cells: this.cells,
      slide: () => this.#slide,
      micronsPerPixel: () => this.#resolution?.micronsPerPixel,
      life: this.#life.signal,
      onAnswer: () => this.#changed(),
    });
    this.#importer = new GeoJsonImporter({
      cells: this.cells,
      review: this.review,
      counting: () => this.counting,
      now: parts.now ?? (() => new Date()),
      slide: () => this.#slide,
      fingerprint: parts.fingerprint,
      ready: () => this.keeping?.ready,
      resolution: () => this.#resolution,
      takeResolution: (resolution) => this.takeResolution(resolution),
      // A file can be reviewed without models; what they would say is read as far as it can be.
      models: () =>
        this.load().then(
          ({ info }) => info,
          () => ({ classes: this.classes, packHash: this.keeping?.pack?.packHash }),
        ),
      stopRun: async () => {
        this.cancel();
        await this.#analysis.ended;
      },
    });
    this.review.history.addEventListener('change', () => this.#changed());
    this.#exports = new SessionExports(this, parts, () => this.keeping?.ready);
    this.keys = new ReviewKeys(this);
    this.tools = new SlideTools({
      session: this,
      surface: () => this.#view.tools,
      findAt: async (slide, point, signal) => {
        const pipeline = await this.load();
        await this.teaching.apply(pipeline);
        return pipeline.findAt?.(slide, point, {
          micronsPerPixel: this.#resolution?.micronsPerPixel,
          signal,
        });
      },
      life: this.#life.signal,
      onError: (error) => this.report(error),
    });
    this.selection.addEventListener('change', () => {
      // An answer concerns the cells chosen together: the one looked at must not lie outside them.
      const { ids } = this.selection;
      if (ids.size > 0 && this.#selected !== undefined && !ids.has(this.#selected))
        this.#selected = undefined;
      this.#changed();
    });
    this.counting = new Counting({
      cells: this.cells,
      threshold: () => this.#threshold,
      micronsPerPixel: () => this.#resolution?.micronsPerPixel,
      classes: () => this.classes,
      slide: () => this.#slide,
      noteAreas: (before, after) => this.review.noteAreas(before, after),
    });
    followAreaSteps(this.counting.areas, this.review.history);
    this.counting.addEventListener('change', () => this.#changed());
    this.#view = parts.createView(this);
    this.cells.subscribe((change) => {
      if (this.#selected !== undefined && !this.cells.get(this.#selected)) this.#selected = undefined;
      this.#refresh(change.removed.length > 0);
    });
    this.keeping = parts.createKeeper?.(this);
    this.#refresh(false);
  }

  get state(): SessionState {
    return this.#state;
  }

  get info(): SessionInfo | undefined {
    return this.#models.info;
  }

  get classes(): readonly CellClass[] {
    return this.info?.classes ?? this.keeping?.pack?.classes ?? NO_CLASSES;
  }

  get slide(): SlideReader | undefined {
    return this.#slide;
  }

  get resolution(): Resolution | undefined {
    return this.#resolution;
  }

  get showsRedCells(): boolean | undefined {
    return this.#redCells.answer;
  }

  get threshold(): number {
    return this.#threshold;
  }

  set threshold(threshold: number) {
    this.#threshold = Math.min(1, Math.max(0, threshold));
    const chosen = this.#selected === undefined ? undefined : this.cells.get(this.#selected);
    if (chosen && !isShown(chosen, this.#threshold)) this.#selected = undefined;
    this.#changed();
    // An answer must not reach cells that are out of sight; one that a person has looked at never is by its score.
    const isInSight = (cell: Cell | undefined): boolean =>
      cell !== undefined && (cell.review !== undefined || isShown(cell, this.#threshold));
    this.selection.set([...this.selection.ids].filter((id) => isInSight(this.cells.get(id))));
  }

  get overlay(): OverlayMode {
    return this.#overlay;
  }

  set overlay(overlay: OverlayMode) {
    this.#overlay = overlay;
    this.#changed();
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  set selected(id: string | undefined) {
    const known = id !== undefined && this.cells.get(id) ? id : undefined;
    if (known === this.#selected) return;
    this.#selected = known;
    if (known !== undefined && !this.selection.has(known)) this.selection.clear();
    this.#changed();
  }

  /** Starts opening the models; a second call shares the first one's work, and tries again after a failure. */
  load(): Promise<SessionPipeline> {
    return this.#models.load();
  }

  /** Another slide, or none, lies in the viewer: the cells of the old one go with it. */
  setSlide(slide: SlideReader | undefined): void {
    if (slide === this.#slide) return;
    this.keeping?.leave();
    this.cancel();
    this.tools.stop();
    this.#slide = slide;
    this.#selected = undefined;
    this.#resolution =
      this.#given !== undefined && slide
        ? { micronsPerPixel: this.#given, source: 'given' }
        : slide?.micronsPerPixel !== undefined
          ? { micronsPerPixel: slide.micronsPerPixel, source: 'metadata' }
          : undefined;
    this.#analysis.forget();
    this.#redCells.forget();
    this.#bringBack();
    this.#setState(this.#restingState());
  }

  /** Kept work that came back before the models were open is in the frame of its own pack, which may be another. */
  #followPack(): void {
    const [kept, open] = [this.keeping?.pack, this.info];
    if (!kept || !open || kept.packHash === open.packHash || this.keeping?.isForgotten) return;
    this.#bringBack();
  }

  /** Empties the bench and has the keeper put on it what it knows of the open slide. */
  #bringBack(): void {
    this.keeping?.leave();
    this.teaching.startSlide();
    this.review.history.forget();
    this.cells.clear();
    this.keeping?.open(this.#slide);
  }

  async setBackend(backend: string | undefined): Promise<void> {
    this.cancel();
    await this.#analysis.ended;
    await this.#models.reopen(backend);
  }

  setResolution(micronsPerPixel: number): void {
    if (!(micronsPerPixel > 0 && Number.isFinite(micronsPerPixel))) {
      throw new SmearError(
        'invalid-argument',
        `A resolution must be a positive number of micrometres per pixel, not ${micronsPerPixel}.`,
      );
    }
    this.takeResolution({ micronsPerPixel, source: 'given' });
  }

  /** Goes on with the resolution that was worked with before. */
  takeResolution(resolution: Resolution): void {
    this.#resolution = resolution;
    this.#refresh(true);
    this.#changed();
  }

  async analyzeView(): Promise<void> {
    const slide = this.#openSlide();
    const region = this.#view.region;
    await this.analyzeRegion(region ?? wholeOf(slide));
  }

  async analyzeSlide(): Promise<void> {
    await this.analyzeRegion(wholeOf(this.#openSlide()));
  }

  async analyzeRegion(region: Box): Promise<void> {
    const slide = this.#openSlide();
    const inside = intersectBoxes(region, wholeOf(slide));
    if (!inside) {
      const beside = new SmearError(
        'invalid-argument',
        'The region lies outside the slide. Move the view onto the slide and try again.',
      );
      this.report(beside);
      throw beside;
    }
    await this.#analysis.start(slide, inside);
  }

  async drawRegion({ signal }: { signal?: AbortSignal } = {}): Promise<Box | undefined> {
    const slide = this.#openSlide();
    const drawn = await this.tools.region((until) =>
      this.#view.drawRegion(signal ? AbortSignal.any([signal, until]) : until),
    );
    if (!drawn || intersectBoxes(drawn, wholeOf(slide))) return drawn;
    throw new SmearError('invalid-argument', 'The area lies beside the slide. Draw it over the slide.');
  }

  addCellAt(point: Point, options?: { signal?: AbortSignal }) {
    return this.tools.addCellAt(point, options);
  }

  drawCell() {
    return this.tools.drawCell();
  }

  adjustOutline(id: string) {
    return this.tools.adjustOutline(id);
  }

  lasso() {
    return this.tools.lasso();
  }

  measure() {
    return this.tools.measure();
  }

  cancel(): void {
    this.#analysis.cancel();
  }

  clear(): void {
    this.cancel();
    this.review.history.settle();
    this.review.replace(
      'clear',
      [...this.cells.all()].map((before) => ({ before })),
    );
    if (this.#state.kind === 'done') this.#setState(this.#restingState());
    else this.#changed();
  }

  async fingerprint(): Promise<string | undefined> {
    return this.#slide && this.#parts.fingerprint?.(this.#slide);
  }

  async reconstruct(
    cells: readonly Cell[],
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Reconstruction[]> {
    const slide = this.#openSlide();
    const pipeline = await this.load();
    signal?.throwIfAborted();
    return pipeline.reconstruct(slide, cells, { signal: signal ?? this.#life.signal });
  }

  goTo(id: string): void {
    const cell = this.cells.get(id);
    if (!cell) return;
    this.selected = id;
    this.#view.show(cell);
  }

  goToRegion(region: Box): void {
    this.#view.showRegion(region);
  }

  async exportGeoJson({
    embedding = false,
    signal,
  }: { embedding?: boolean; signal?: AbortSignal } = {}): Promise<Blob> {
    return this.#exports.geoJson(embedding, this.#until(signal));
  }

  async exportAs(format: ExportFormat, { signal }: { signal?: AbortSignal } = {}): Promise<Blob> {
    return this.#exports.as(format, this.#until(signal));
  }

  importGeoJson(file: Blob, { signal }: { signal?: AbortSignal } = {}): Promise<GeoJsonImport> {
    return this.#importer.import(file, this.#until(signal));
  }

  async dispose(): Promise<void> {
    if (this.#life.signal.aborted) return;
    this.cancel();
    this.keeping?.leave();
    this.#life.abort(new SmearError('disposed', 'The analysis of this viewer has been ended.'));
    this.counting.checks.forget();
    this.#view.dispose();
    await this.#analysis.ended;
    await this.#models.dispose();
    await this.keeping?.dispose();
  }

  /** Tells listeners of something that failed without ending the session. */
  report(error: unknown): void {
    const detail = asSmearError(error, 'worker-failed', 'Something failed while working on the slide.');
    this.dispatchEvent(new CustomEvent('error', { detail }));
  }

  #fail(error: unknown): void {
    const told = asSmearError(error, 'worker-failed', 'The analysis stopped unexpectedly. Start it again.');
    this.#setState({ kind: 'failed', error: told });
    this.report(told);
  }

  /** Ends with the caller's signal or with the session, whatever is first. */
  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#life.signal]) : this.#life.signal;
  }

  #openSlide(): SlideReader {
    this.#life.signal.throwIfAborted();
    if (this.#slide) return this.#slide;
    throw new SmearError('invalid-argument', 'No slide is open. Open one and try again.');
  }

  #restingState(): SessionState {
    if (this.info) return { kind: 'ready' };
    return this.#state.kind === 'loading' || this.#state.kind === 'electing' ? this.#state : { kind: 'idle' };
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.counting.follow();
    this.#refresh(false);
    this.dispatchEvent(new CustomEvent('change'));
  }

  #refresh(heat: boolean): void {
    this.#view.refresh({ mode: this.#overlay, selected: this.#selected, heat });
  }
}

function wholeOf(slide: SlideReader): Box {
  return { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
}
