import type { AnalysisProgress } from '../analysis/progress.js';
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
import type { SessionPipeline } from './session-parts.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Cells are sought down to this score, so that the reader's threshold can be moved without a new run. */
const LOWEST_SCORE = 0.1;
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

  constructor(options: SlideAnalysisOptions) {
    this.#options = options;
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
    await this.#runs.start((signal) => this.#analyze(slide, fullExtent(slide), signal, service));
  }

  cancel(): void {
    this.#runs.cancel();
  }

  /** Another slide: what the last run brought is no longer part of its history. */
  forget(): void {
    this.#changes = undefined;
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
    service?: AnalysisService,
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
      onState({ kind: 'analysing', region, progress });
      const results = service
        ? this.#resultsOf(service, pipeline, slide, region, signal)
        : this.#results(pipeline, slide, region, signal);
      for await (const result of results) {
        if (signal.aborted) break;
        progress = result.progress;
        changes.apply(result);
        onState({ kind: 'analysing', region, progress });
        if (result.failed) this.#options.onError(result.failed);
      }
      if (slide !== session.slide) return;
      this.flush(changes);
      end();
    } catch (error) {
      if (slide !== session.slide) return;
      this.flush(changes);
      if (signal.aborted) {
        end();
        return;
      }
      onFailed(error);
      throw error;
    }
  }

  async *#results(pipeline: SessionPipeline, slide: SlideReader, region: Box, signal: AbortSignal) {
    const { session, onResolution } = this.#options;
    if (!session.resolution) {
      const found = await pipeline.findResolution(slide, { signal });
      signal.throwIfAborted();
      onResolution(found);
    }
    yield* pipeline.analyze(slide, region, {
      signal,
      threshold: LOWEST_SCORE,
      micronsPerPixel: session.resolution?.micronsPerPixel ?? FALLBACK_MICRONS_PER_PIXEL,
      existing: session.cells,
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
