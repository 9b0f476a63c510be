import type { FoundCell } from '../../models/domain/findings.js';
import type { AnalysisProgress } from './progress.js';
import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { growBox, type Box, type Point } from '../../models/domain/geometry.js';
import { CellStore, type CellChangeSet } from '../cells/cell-store.js';
import { claimCells, mayClaim } from '../cells/claim.js';
import { findCells, type TileCells } from './find-cells.js';
import { findCellAt, type FindAtOptions } from './find-at.js';
import { openInference, type PipelineOptions } from './pipeline-options.js';
import { reconstructCells } from './reconstruction.js';
import { findResolution, type ResolutionQuery } from './resolution.js';
import { planTiles, TILE_OVERLAP_UM, type Tile } from './tile-grid.js';
import { runTiles } from './tile-queue.js';
import { startProgress } from './progress.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { ColourBalancer } from '../stain/colour-balance.js';
import { randomUuid } from '../../models/domain/uuid.js';
import type { InferenceClient } from '../worker/inference-client.js';
import type { CellRows, Naming } from '../adapt/name-rows.js';
import type { RefitAnswer, RefitRows, RefitOptions } from '../adapt/refit-rows.js';

export type { PipelineOptions } from './pipeline-options.js';

/** @deprecated The rows of `teach`. */
type TaughtRows = CellRows & { readonly said: RefitRows['confirmed'] };

/** How one run goes; all optional. */
export interface AnalyzeOptions {
  /** Stops the run: the iteration rejects with the signal's reason; what was yielded stays good. */
  readonly signal?: AbortSignal;
  /** Least detection probability, 0.01 to 1; 0.5 by default. */
  readonly threshold?: number;
  /** Of level 0; by default the slide's own, else what `findResolution` finds. */
  readonly micronsPerPixel?: number;
  /**
   * Cells known from earlier runs, not changed here: those found again keep their id, those of the
   * region that are not found again are reported as removed.
   */
  readonly existing?: CellStore;
}

/** What one tile brought. Apply `added` and `removed` to a store in the order in which they come. */
export interface TileResult extends CellChangeSet {
  /** Position of the tile in this run, from 0. */
  readonly index: number;
  readonly total: number;
  /** The part of the region that is now done. */
  readonly core: Box;
  readonly progress: AnalysisProgress;
  /** Why this tile brought nothing; the run goes on. */
  readonly failed?: SmearError;
}

/** The models, opened once, for any number of slides. Needs neither a viewer nor a DOM. */
export interface SmearPipeline {
  readonly info: ModelInfo;
  /**
   * Finds, names and embeds the nucleated cells whose centre lies in the region (level-0 pixels), tile
   * by tile from the middle outwards, each cell once. Leaving the loop early stops the work.
   * A tile that fails is reported in its result. Rejects with the signal's reason, `invalid-argument`,
   * `slide-forbidden`, `worker-failed` or `disposed`.
   */
  analyze(slide: SlideReader, region: Box, options?: AnalyzeOptions): AsyncIterable<TileResult>;
  /**
   * The resolution of level 0 and where it is from: given, the file, the size of the red cells, or the
   * scale at which the models find cells of a plausible size; `undefined` where none of them gives one.
   */
  findResolution(slide: SlideReader, query?: ResolutionQuery): Promise<Resolution | undefined>;
  /** Crop, rebuilt picture and error map of each cell, in their order; 128 × 128 pixels for the shipped pack. */
  reconstruct(
    slide: SlideReader,
    cells: readonly Cell[],
    options?: { micronsPerPixel?: number; signal?: AbortSignal },
  ): Promise<Reconstruction[]>;
  /**
   * The cell at a point (level-0 pixels) that a person says was missed: the models look there with a low
   * threshold. `undefined` where they find none. Rejects as `analyze`, and with `tile-failed`.
   */
  findAt(slide: SlideReader, point: Point, options?: FindAtOptions): Promise<FoundCell | undefined>;
  /** The questions `refit`, `name` and `use` of the models; see `Questions`. */
  refit(rows: RefitRows, options?: RefitOptions): Promise<RefitAnswer>;
  name(rows: CellRows, classifier: string | undefined, options?: RefitOptions): Promise<Naming>;
  use(classifier: string | undefined): Promise<void>;
  /** @deprecated Use `refit`, whose rows say `confirmed` and whose answer says `classifier`. */
  teach(rows: TaughtRows, options?: RefitOptions): Promise<RefitAnswer & { readonly taught: string }>;
  /** Tensors that the models hold; the same before and after a run. */
  tensorCount(): Promise<number>;
  /** Ends the worker and everything under way (`disposed`); may be called twice. */
  dispose(): Promise<void>;
}

/**
 * Opens the models in a worker. Abort rejects with the signal's reason.
 * Rejects with `pack-unreadable`, `pack-corrupt`, `pack-incompatible`, `no-backend`, `worker-failed`, or
 * `invalid-argument` where the pack has no such head.
 */
export async function createPipeline(options: PipelineOptions = {}): Promise<SmearPipeline> {
  const { inference, workers } = await openInference(options);
  return new InferencePipeline(inference, workers);
}

/** A pipeline over models that are open already; `createPipeline` is the usual way. It owns the inference. */
export function pipelineOver(inference: InferenceClient, workers = 1): SmearPipeline {
  return new InferencePipeline(inference, workers);
}

/** These end a run, because every further tile would fail in the same way. */
const RUN_ENDING: ReadonlySet<string> = new Set(['worker-failed', 'disposed', 'slide-forbidden']);

class InferencePipeline implements SmearPipeline {
  readonly #inference: InferenceClient;
  readonly #workers: number;
  readonly #balancer: ColourBalancer;

  constructor(inference: InferenceClient, workers: number) {
    this.#inference = inference;
    this.#workers = workers;
    this.#balancer = new ColourBalancer(inference.info.whiteBalance);
  }

  get info(): ModelInfo {
    return this.#inference.info;
  }

  async *analyze(
    slide: SlideReader,
    region: Box,
    options: AnalyzeOptions = {},
  ): AsyncGenerator<TileResult, void, void> {
    const { signal, existing } = options;
    const threshold = checkThreshold(options.threshold ?? 0.5);
    const micronsPerPixel = options.micronsPerPixel ?? (await this.#resolutionOf(slide, signal));

    // Once before the tiles, or each of the first ones would estimate it for itself.
    await this.#balancer.balanceOf(slide, { signal });

    const { micronsPerPixel: modelMicronsPerPixel, tileSizes } = this.#inference.info;
    const plan = planTiles({ region, slide, micronsPerPixel, modelMicronsPerPixel, tileSizes });
    const known = new CellStore();
    const nearby = growBox(plan.region, TILE_OVERLAP_UM / micronsPerPixel);
    known.apply({ added: existing?.within(nearby) ?? [], removed: [] });
    const claimed = new Map<string, { cut: boolean }>();

    const progress = startProgress(plan.tiles.length);
    const find = (tile: Tile, stop: AbortSignal): Promise<TileCells> =>
      findCells(this.#inference, this.#balancer, slide, tile, {
        threshold,
        micronsPerPixel,
        skipsEmptyTiles: true,
        isWanted: (outline) => mayClaim(outline, { tile, region: plan.region, micronsPerPixel }),
        signal: stop,
      });
    // One tile at work and one ready for each worker.
    const outcomes = runTiles(plan.tiles, find, { limit: this.#workers * 2, signal });
    let index = 0;
    for await (const outcome of outcomes) {
      const { core, region: shown } = plan.tiles[index] as Tile;
      const place = { index: index++, total: plan.tiles.length, core };
      if (!outcome.ok) {
        const failed = asTileFailure(outcome.error, core);
        yield { ...place, added: [], removed: [], progress: progress.fail(), failed };
        continue;
      }
      const claim = claimCells({
        tile: { region: shown, core },
        ...outcome.value,
        region: plan.region,
        slide,
        micronsPerPixel,
        within: (box) => known.within(box),
        claimed,
        newId: randomUuid,
      });
      known.apply(claim);
      for (const id of claim.removed) claimed.delete(id);
      for (const { id } of claim.added) claimed.set(id, { cut: claim.cut.has(id) });
      const { added, removed } = claim;
      yield { ...place, added, removed, progress: progress.complete() };
    }
  }

  findResolution(slide: SlideReader, query: ResolutionQuery = {}): Promise<Resolution | undefined> {
    return findResolution(this.#inference, this.#balancer, slide, query);
  }

  async reconstruct(
    slide: SlideReader,
    cells: readonly Cell[],
    options: { micronsPerPixel?: number; signal?: AbortSignal } = {},
  ): Promise<Reconstruction[]> {
    const isNeeded = this.#inference.info.secondLook !== undefined;
    const micronsPerPixel =
      options.micronsPerPixel ??
      (isNeeded ? await this.#resolutionOf(slide, options.signal) : FALLBACK_MICRONS_PER_PIXEL);
    return reconstructCells(this.#inference, this.#balancer, slide, cells, { ...options, micronsPerPixel });
  }

  async findAt(
    slide: SlideReader,
    point: Point,
    options: FindAtOptions = {},
  ): Promise<FoundCell | undefined> {
    const micronsPerPixel = options.micronsPerPixel ?? (await this.#resolutionOf(slide, options.signal));
    return findCellAt(this.#inference, this.#balancer, slide, point, { ...options, micronsPerPixel });
  }

  refit(rows: RefitRows, options?: RefitOptions): Promise<RefitAnswer> {
    return this.#inference.ask('refit', rows, options);
  }

  name(rows: CellRows, classifier: string | undefined, options?: RefitOptions): Promise<Naming> {
    return this.#inference.ask('name', { rows, classifier }, options);
  }

  use(classifier: string | undefined): Promise<void> {
    return this.#inference.ask('use', classifier);
  }

  async teach(
    { said, ...rows }: TaughtRows,
    options?: RefitOptions,
  ): Promise<RefitAnswer & { readonly taught: string }> {
    const answer = await this.refit({ ...rows, confirmed: said }, options);
    return { ...answer, taught: answer.classifier };
  }

  tensorCount(): Promise<number> {
    return this.#inference.ask('countTensors', undefined);
  }

  dispose(): Promise<void> {
    return this.#inference.dispose();
  }

  async #resolutionOf(slide: SlideReader, signal?: AbortSignal): Promise<number> {
    const resolution = await this.findResolution(slide, { signal });
    return resolution?.micronsPerPixel ?? FALLBACK_MICRONS_PER_PIXEL;
  }
}

function checkThreshold(threshold: number): number {
  if (threshold >= 0.01 && threshold <= 1) return threshold;
  throw new SmearError('invalid-argument', `The threshold must be from 0.01 to 1, not ${threshold}.`);
}

function asTileFailure(error: unknown, core: Box): SmearError {
  if (error instanceof SmearError) {
    if (RUN_ENDING.has(error.code)) throw error;
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SmearError(
    'tile-failed',
    `The part of the slide at ${Math.round(core.minX)}, ${Math.round(core.minY)} could not be analysed (${reason}). The analysis continues; analyse this part again later.`,
    { cause: error },
  );
}
