import type { AnalysisProgress } from '../analysis/progress.js';
import { UnfinishedRun } from '../analysis/unfinished-run.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import { randomUuid } from '../../models/domain/uuid.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import type { CellStore } from '../cells/cell-store.js';
import { askBefore } from './before-events.js';
import { LatestRun } from './latest-run.js';
import type { Review } from '../review/review.js';
import type { AnalysisService } from '../service/analysis-service.js';
import { RunChanges } from '../review/run-changes.js';
import { resultsOfService } from './service-findings.js';
import type { SessionState } from './session.js';
import type { SessionPipeline, SessionTileResult } from './session-parts.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Cells are sought down to this score, so that the reader's threshold can be moved without a new run. */
const LOWEST_SCORE = 0.1;
/** A run of fewer tiles is over before anybody would interrupt it. */
const LEAST_TILES = 8;
const NO_PROGRESS: AnalysisProgress = { done: 0, total: 0, failed: 0, elapsedMs: 0 };

/** The session whose slide is analysed. */
export interface AnalysedSession extends EventTarget {
  readonly cells: CellStore;
  readonly review: Review;
  /** The slide that is open now. */
  readonly slide?: SlideReader;
  readonly resolution?: Resolution;
  /** Its `ready` resolves when what was kept of the slide is back. */
  readonly keeping?: { readonly ready: Promise<void> };
  load(): Promise<SessionPipeline>;
}

export interface SlideAnalysisOptions {
  readonly session: AnalysedSession;
  /** Gives the models the active classifier. */
  readonly prepare: (pipeline: SessionPipeline) => Promise<unknown>;
  readonly onResolution: (found: Resolution | undefined) => void;
  readonly onState: (state: SessionState) => void;
  /** The run has failed; what it found stays. */
  readonly onFailed: (error: unknown) => void;
  /** A part of the run has failed, and it goes on. */
  readonly onError: (error: unknown) => void;
}

/**
 * The runs of the models over one slide after another, one at a time. What a run brings is one step of the history, or
 * several where a person did something meanwhile; a run whose slide has been left changes nothing any more.
 */
export class SlideAnalysis {
  readonly #options: SlideAnalysisOptions;
  readonly #runs = new LatestRun();
  #changes: RunChanges | undefined;
  #unfinished: UnfinishedRun | undefined;
  /** The unfinished run is the one at work. */
  #isAtWork = false;

  constructor(options: SlideAnalysisOptions) {
    this.#options = options;
    options.session.cells.subscribe(({ origin, deleted }) => {
      // Tiles whose cells were taken back are done no longer; a run at work goes on without these cells.
      if (origin !== 'undo' || this.#isAtWork || !this.#unfinished) return;
      const gone = new Set(deleted.map(({ id }) => id));
      if (this.#unfinished.claimed.some(([id]) => gone.has(id))) this.#unfinished = undefined;
    });
  }

  /** The run that is at work or was interrupted, where it is long enough to be continued. */
  get unfinished(): UnfinishedRun | undefined {
    return this.#unfinished;
  }

  /** Whether the unfinished run is at work. */
  get isAtWork(): boolean {
    return this.#isAtWork;
  }

  /** A run came back with the work on the slide; one at work stays. */
  restoreUnfinished(run: UnfinishedRun | undefined): void {
    if (!this.#isAtWork) this.#unfinished = run;
  }

  /** Resolves when the run that was started last has ended, however it ended. */
  get ended(): Promise<void> {
    return this.#runs.ended;
  }

  /**
   * Analyses what of the region (level-0 pixels) lies on the slide; resolves when done or cancelled, rejects when the
   * run fails, with `refused` where the page prevents it, and with `invalid-argument` where nothing of the region does.
   */
  async start(slide: SlideReader, region: Box): Promise<void> {
    const inside = intersectBoxes(region, fullExtent(slide));
    if (!inside) {
      const error = new SmearError(
        'invalid-argument',
        'The region lies outside the slide. Move the view onto the slide and try again.',
      );
      this.#options.onError(error);
      throw error;
    }
    askBefore(this.#options.session, 'smear-before-analyse', { region: inside });
    await this.#runs.start((signal) => this.#analyze(slide, inside, signal));
  }

  /** Has the service analyse the whole slide, as a run like the others; `invalid-argument` where there is none. */
  async startByService(slide: SlideReader, service: AnalysisService | undefined): Promise<void> {
    if (!service) {
      throw new SmearError(
        'invalid-argument',
        'This page names no analysis service: see `service` of `attachTo`.',
      );
    }
    askBefore(this.#options.session, 'smear-before-hand-over', {});
    await this.#runs.start((signal) => this.#analyze(slide, fullExtent(slide), signal, { service }));
  }

  /**
   * Continues the unfinished run of the slide after its last finished tile; it starts over where the models are others
   * now. Rejects as `start` does, and with `invalid-argument` where there is no such run.
   */
  async resume(slide: SlideReader): Promise<void> {
    const region = this.#unfinished?.plan.region;
    if (!region) throw new SmearError('invalid-argument', 'There is no analysis to resume on this slide.');
    askBefore(this.#options.session, 'smear-before-analyse', { region });
    await this.#runs.start((signal) => this.#analyze(slide, region, signal, { continues: true }));
  }

  /** Stops the run; one that is long enough can be continued. */
  pause(): void {
    this.#runs.cancel();
  }

  /** Stops the run, or ends an interrupted one, for good. */
  cancel(): void {
    this.#unfinished = undefined;
    this.#isAtWork = false;
    this.#runs.cancel();
  }

  /** Another slide: what the last run brought is no longer part of its history. */
  forget(): void {
    this.#changes = undefined;
    this.#unfinished = undefined;
    this.#isAtWork = false;
  }

  /** One step of the history for what the run has brought since the last one. */
  flush(changes = this.#changes): void {
    if (changes) this.#options.session.review.recordStep('analyse', changes.take());
  }

  /** Whether something that the run has brought since it was last settled is one of these cells. */
  touches(ids: ReadonlySet<string>): boolean {
    return this.#changes?.touches(ids) ?? false;
  }

  async #analyze(
    slide: SlideReader,
    region: Box,
    signal: AbortSignal,
    { service, continues = false }: { service?: AnalysisService; continues?: boolean } = {},
  ): Promise<void> {
    const { session, prepare, onState, onFailed } = this.#options;
    const { cells, review } = session;
    let progress = NO_PROGRESS;
    const end = (): void => onState({ kind: 'done', region, progress, cancelled: signal.aborted });
    if (signal.aborted) return;
    const pipeline = await session.load();
    // A run must find what is already known of the slide, or it would find the same cells a second time.
    await session.keeping?.ready;
    await review.history.applied;
    if (signal.aborted) return;
    const changes = new RunChanges(cells, (ids) => review.history.flushCells(ids));
    this.#changes = changes;
    try {
      await prepare(pipeline);
      if (signal.aborted) return;
      if (continues) progress = this.#progressBefore(pipeline);
      onState({ kind: 'analysing', region, progress });
      const results = service
        ? this.#resultsOf(service, pipeline, slide, region, signal)
        : this.#results(pipeline, slide, region, signal, continues);
      for await (const result of results) {
        if (signal.aborted) break;
        progress = result.progress;
        changes.apply(result);
        if (!service && !signal.aborted) this.#note(result, pipeline, region);
        onState({ kind: 'analysing', region, progress });
        if (result.failed) this.#options.onError(result.failed);
      }
      if (slide !== session.slide) return;
      this.#endWork(!signal.aborted);
      this.flush(changes);
      end();
    } catch (error) {
      if (slide !== session.slide) return;
      this.#endWork(false);
      this.flush(changes);
      if (signal.aborted) {
        end();
        return;
      }
      onFailed(error);
      throw error;
    }
  }

  #progressBefore({ info }: SessionPipeline): AnalysisProgress {
    const run = this.#unfinished;
    if (!run || !this.isContinuedBy(run, info)) return NO_PROGRESS;
    const { done, total, failed } = run;
    return { done, total, failed, elapsedMs: 0 };
  }

  /** Notes what a tile of the run at work brought. */
  #note(result: SessionTileResult, { info }: SessionPipeline, region: Box): void {
    const { total, done } = result.progress;
    if (total < LEAST_TILES) return;
    const known = this.#isAtWork ? this.#unfinished : undefined;
    // The first tile of a run, also of one that was to be continued and started over.
    const run =
      known?.done === done - 1
        ? known
        : new UnfinishedRun({
            id: randomUuid(),
            region,
            packHash: info.packHash,
            threshold: LOWEST_SCORE,
            micronsPerPixel: this.#micronsPerPixel,
            total,
          });
    run.take(result);
    this.#unfinished = run;
    this.#isAtWork = true;
  }

  /** The run at work has stopped, and come to its end or not. */
  #endWork(isDone: boolean): void {
    if (this.#isAtWork && isDone) this.#unfinished = undefined;
    this.#isAtWork = false;
  }

  /** Whether these models at this resolution would have done what is done of the run. */
  isContinuedBy(run: UnfinishedRun, { packHash }: Pick<ModelInfo, 'packHash'>): boolean {
    const { plan } = run;
    return (
      plan.packHash === packHash &&
      plan.threshold === LOWEST_SCORE &&
      plan.micronsPerPixel === this.#micronsPerPixel
    );
  }

  get #micronsPerPixel(): number {
    return this.#options.session.resolution?.micronsPerPixel ?? FALLBACK_MICRONS_PER_PIXEL;
  }

  async *#results(
    pipeline: SessionPipeline,
    slide: SlideReader,
    region: Box,
    signal: AbortSignal,
    continues: boolean,
  ) {
    const { session, onResolution } = this.#options;
    if (!session.resolution) {
      const found = await pipeline.findResolution(slide, { signal });
      signal.throwIfAborted();
      onResolution(found);
    }
    const run = continues ? this.#unfinished : undefined;
    this.#isAtWork = run !== undefined && this.isContinuedBy(run, pipeline.info);
    yield* pipeline.analyze(slide, region, {
      signal,
      threshold: LOWEST_SCORE,
      micronsPerPixel: this.#micronsPerPixel,
      existing: session.cells,
      ...(run && this.#isAtWork ? { continues: run } : {}),
    });
  }

  #resultsOf(
    service: AnalysisService,
    { info }: SessionPipeline,
    slide: SlideReader,
    region: Box,
    signal: AbortSignal,
  ) {
    const { session, onResolution } = this.#options;
    const micronsPerPixel = session.resolution?.micronsPerPixel;
    const request = { threshold: LOWEST_SCORE, micronsPerPixel, pack: info, signal };
    return resultsOfService(service, slide, region, session.cells, request, onResolution);
  }
}
