import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, intersectBoxes, type Box, type Point } from '../../models/domain/geometry.js';
import type { Counting } from '../count/counting.js';
import { AnalysingState } from './analysing-state.js';
import { askBefore } from './before-events.js';
import { createCounting, signedOff } from './session-counting.js';
import type { SessionState, SmearSession } from './session.js';
import type { ExportFormat } from '../formats/export-cells.js';
import type { GeoJsonImport } from '../formats/geojson-import.js';
import { carriedKinds } from './carried-kinds.js';
import { GeoJsonImporter } from './geojson-importer.js';
import type { SessionKeeper } from '../keep/keeping.js';
import { SessionExports } from './session-exports.js';
import { SessionModels } from './session-models.js';
import { NO_CLASSES, type SessionParts, type SessionPipeline, type SessionView } from './session-parts.js';
import { RedCellCheck } from './red-cell-check.js';
import { Review } from '../review/review.js';
import { ReviewKeys } from '../review/review-keys.js';
import { Adaptation } from '../adapt/adaptation.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { SlideAnalysis } from './slide-analysis.js';
import { SlideTools } from '../tools/slide-tools.js';

/** The session over one viewer: what can be done with the open slide, by whom it is done, one analysis at a time. */
export class AttachedSession extends AnalysingState implements SmearSession {
  readonly review: Review;
  readonly adaptation: Adaptation;
  readonly keys: ReviewKeys;
  readonly counting: Counting;
  readonly tools: SlideTools;
  readonly keeping: SessionKeeper | undefined;
  readonly #identify: SessionParts['fingerprint'];
  readonly #view: SessionView;
  readonly #models: SessionModels;
  readonly analysis: SlideAnalysis;
  readonly #importer: GeoJsonImporter;
  readonly #redCells: RedCellCheck;
  readonly #exports: SessionExports;

  constructor(parts: SessionParts) {
    super(parts);
    const { openPipeline: open, backend, now = () => new Date() } = parts;
    const lifetime = this.lifetime.signal;
    const onError = (error: unknown): void => this.report(error);
    const onFailed = (error: unknown): void => this.fail(error);
    const onChange = (): void => this.changed();
    this.#identify = parts.fingerprint;
    this.#models = new SessionModels({
      open,
      backend,
      lifetime,
      onProgress: (state) => this.setState(state),
      onReady: () => {
        this.setState({ kind: 'ready' });
        this.#followPack();
      },
      onFailed,
    });
    this.review = new Review({
      cells: this.cells,
      now,
      threshold: () => this.threshold,
      run: {
        flush: () => this.analysis.flush(),
        touches: (ids) => this.analysis.touches(ids),
      },
    });
    this.adaptation = new Adaptation({
      cells: this.cells,
      review: this.review,
      classes: () => this.classes,
      pipeline: () => this.load(),
      onError,
      kinds: carriedKinds(this.kinds),
      askFirst: (detail) => askBefore(this, 'smear-before-adapt', detail),
    });
    this.analysis = new SlideAnalysis({
      session: this,
      prepare: (pipeline) => this.adaptation.apply(pipeline),
      onResolution: (found) => this.takeResolution(this.resolution ?? found),
      onState: (state) => {
        this.setState(state);
        if (state.kind === 'done' && !state.cancelled) void this.#redCells.ask();
      },
      onFailed,
      onError,
    });
    this.#redCells = new RedCellCheck({ session: this, lifetime, onAnswer: onChange });
    this.#importer = new GeoJsonImporter({
      session: this,
      now,
      stopRun: async () => {
        this.pause();
        await this.analysis.ended;
      },
    });
    this.#exports = new SessionExports(this, now);
    this.keys = new ReviewKeys(this);
    this.tools = new SlideTools({
      session: this,
      surface: () => this.#view.tools,
      findAt: (...asked) => this.#findAt(...asked),
      life: lifetime,
      onError,
    });
    this.counting = createCounting(this);
    const { caseRecord, history } = this.review;
    for (const part of [history, caseRecord, this.counting]) part.addEventListener('change', onChange);
    this.#view = parts.createView(this);
    this.#view.onRest?.((view) => this.follower.rest(view));
    this.cells.subscribe(({ deleted }) => this.redraw(deleted.length > 0));
    this.keeping = parts.createKeeper?.(this);
    this.redraw(false);
  }

  protected get regionOnView(): Box | undefined {
    return this.#view.region;
  }

  get info(): ModelInfo | undefined {
    return this.#models.info;
  }

  get classes(): readonly CellClass[] {
    return this.info?.classes ?? this.keeping?.pack?.classes ?? NO_CLASSES;
  }

  get showsRedCells(): boolean | undefined {
    return this.#redCells.answer;
  }

  load(): Promise<SessionPipeline> {
    return this.#models.load();
  }

  /** Another slide, or none, lies in the viewer: the cells of the old one go with it. */
  setSlide(slide: SlideReader | undefined): void {
    if (slide === this.slide) return;
    this.keeping?.leave();
    this.pause();
    this.tools.stop();
    this.replaceSlide(slide);
    this.analysis.forget();
    this.#redCells.forget();
    this.#restore();
    this.setState(this.#restingState());
  }

  /** Kept work that came back before the models were open is in the frame of its own pack, which may be another. */
  #followPack(): void {
    const [kept, open] = [this.keeping?.pack, this.info];
    if (!kept || !open || kept.packHash === open.packHash || this.keeping?.isForgotten) return;
    this.#restore();
  }

  /** Starts with no cells and no history, and has what was kept of the open slide brought back. */
  #restore(): void {
    this.keeping?.leave();
    this.adaptation.startSlide();
    this.review.history.forget();
    this.review.caseRecord.restore();
    this.cells.clear('slide');
    this.keeping?.open(this.slide);
  }

  async setBackend(backend: string | undefined): Promise<void> {
    this.pause();
    await this.analysis.ended;
    await this.#models.reopen(backend);
  }

  async drawRegion({ signal }: { signal?: AbortSignal } = {}): Promise<Box | undefined> {
    const slide = this.requireSlide();
    const drawn = await this.tools.region((until) =>
      this.#view.drawRegion(signal ? AbortSignal.any([signal, until]) : until),
    );
    if (!drawn || intersectBoxes(drawn, fullExtent(slide))) return drawn;
    throw new SmearError('invalid-argument', 'The area lies outside the slide. Draw it on the slide.');
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

  clear(): void {
    if (this.review.caseRecord.refuses()) return;
    this.cancel();
    this.review.history.flush();
    this.review.replace(
      'clear',
      [...this.cells.all()].map((before) => ({ before })),
    );
    if (this.state.kind === 'done') this.setState(this.#restingState());
    else this.changed();
  }

  async fingerprint(): Promise<string | undefined> {
    return this.slide && this.#identify?.(this.slide);
  }

  async #findAt(slide: SlideReader, point: Point, signal: AbortSignal) {
    const pipeline = await this.load();
    await this.adaptation.apply(pipeline);
    return pipeline.findAt?.(slide, point, { micronsPerPixel: this.resolution?.micronsPerPixel, signal });
  }

  async reconstruct(cells: readonly Cell[], options?: { signal?: AbortSignal }): Promise<Reconstruction[]> {
    const { signal = this.lifetime.signal } = options ?? {};
    const slide = this.requireSlide();
    const pipeline = await this.load();
    signal.throwIfAborted();
    return pipeline.reconstruct(slide, cells, { micronsPerPixel: this.resolution?.micronsPerPixel, signal });
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

  async exportGeoJson(options: { embedding?: boolean; signal?: AbortSignal } = {}): Promise<Blob> {
    return this.#exports.geoJson(options.embedding ?? false, this.until(options.signal));
  }

  async exportAs(format: ExportFormat, { signal }: { signal?: AbortSignal } = {}): Promise<Blob> {
    return this.#exports.as(format, this.until(signal));
  }

  importGeoJson(file: Blob, { signal }: { signal?: AbortSignal } = {}): Promise<GeoJsonImport> {
    const { isLocked } = this.review.caseRecord;
    return isLocked ? Promise.reject(signedOff()) : this.#importer.import(file, this.until(signal));
  }

  async dispose(): Promise<void> {
    if (this.lifetime.signal.aborted) return;
    this.pause();
    this.keeping?.leave();
    this.endLifetime();
    this.counting.checks.forget();
    this.#view.dispose();
    await this.analysis.ended;
    await this.#models.dispose();
    await this.keeping?.dispose();
  }

  #restingState(): SessionState {
    if (this.info) return { kind: 'ready' };
    return this.state.kind === 'loading' || this.state.kind === 'electing' ? this.state : { kind: 'idle' };
  }

  protected override changed(heat?: boolean): void {
    this.counting.follow();
    super.changed(heat);
  }

  protected override redraw(heat: boolean): void {
    this.#view.refresh({ mode: this.overlay, selected: this.selected, heat });
  }
}
