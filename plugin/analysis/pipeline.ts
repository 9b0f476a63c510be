import type { FoundCell } from '../../models/domain/findings.js';
import type {
  AnalyzeOptions,
  FinishedTiles,
  Shard,
  ShardOptions,
  ShardTile,
  TileResult,
} from './analysis-run.js';
import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, type Box, type Point } from '../../models/domain/geometry.js';
import { mayClaim } from '../cells/claim.js';
import { findCells, type TileCells } from './find-cells.js';
import { FirstLooks } from './first-looks.js';
import { FoundTiles } from './found-tiles.js';
import { findCellAt, type FindAtOptions } from './find-at.js';
import { openInference, type PipelineOptions } from './pipeline-options.js';
import { reconstructCells } from './reconstruction.js';
import { findResolution, type ResolutionQuery } from './resolution.js';
import { RegionClaims } from './region-claims.js';
import { planTiles, type Tile, type TilePlan } from './tile-grid.js';
import { runTiles, type Outcome } from './tile-queue.js';
import { asTileFailure } from './tile-failure.js';
import { startProgress } from './progress.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { ColourBalancer } from '../stain/colour-balance.js';
import { randomUuid } from '../../models/domain/uuid.js';
import type { InferenceClient } from '../worker/inference-client.js';
import type { CellRows, Naming } from '../adapt/name-rows.js';
import type { RefitAnswer, RefitRows, RefitOptions } from '../adapt/refit-rows.js';

export type { PipelineOptions } from './pipeline-options.js';
export type { AnalyzeOptions, FinishedTiles, Shard, ShardTile, TileResult } from './analysis-run.js';

/** @deprecated The rows of `teach`. */
type TaughtRows = CellRows & { readonly said: RefitRows['confirmed'] };

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
   * The tiles of one shard of such a run: every `count`-th of its tiles, from the `from`-th of these on. `RegionClaims`, given the tiles of all shards in
   * the order of their `index`, makes of them what one run gives. Rejects as `analyze`.
   */
  analyzeShard(
    slide: SlideReader,
    region: Box,
    shard: Shard,
    options?: ShardOptions,
  ): AsyncIterable<ShardTile>;
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

/** A run as it was planned. */
interface Run extends TilePlan {
  readonly threshold: number;
  /** Of level 0. */
  readonly micronsPerPixel: number;
  readonly signal?: AbortSignal;
}

const NOTHING_DONE: Omit<FinishedTiles, 'total'> = { done: 0, failed: 0, claimed: [] };

class InferencePipeline implements SmearPipeline {
  readonly #inference: InferenceClient;
  readonly #workers: number;
  readonly #balancer: ColourBalancer;
  readonly #found = new FoundTiles();
  readonly #firstLooks = new FirstLooks();
  #classifier: string | undefined;
  /** What was found once of each slide. */
  readonly #resolutions = new WeakMap<SlideReader, Resolution>();

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
    const { existing, newId = randomUuid } = options;
    const run = await this.#prepare(slide, region, options);
    const { tiles, micronsPerPixel } = run;
    const before = options.continues?.total === tiles.length ? options.continues : NOTHING_DONE;
    const { claimed } = before;
    const claims = new RegionClaims({ region: run.region, slide, micronsPerPixel, existing, newId, claimed });
    const progress = startProgress(tiles.length, before);
    const rest = [...tiles.keys()].slice(before.done);
    for await (const { index, tile, outcome } of this.#findAll(slide, run, rest)) {
      const place = { index, total: tiles.length, core: tile.core };
      if (outcome.ok) {
        yield { ...place, ...claims.take(tile, outcome.value), progress: progress.complete() };
      } else {
        const failed = asTileFailure(outcome.error, tile.core);
        yield { ...place, added: [], removed: [], cut: [], progress: progress.fail(), failed };
      }
    }
  }

  async *analyzeShard(
    slide: SlideReader,
    region: Box,
    { number, count }: Shard,
    options: ShardOptions = {},
  ): AsyncGenerator<ShardTile, void, void> {
    const { from = 0 } = options;
    const run = await this.#prepare(slide, region, options);
    const { tiles } = run;
    const chosen = [...tiles.keys()].filter((index) => index % count === number - 1);
    const progress = startProgress(chosen.length, { done: from });
    for await (const { index, tile, outcome } of this.#findAll(slide, run, chosen.slice(from))) {
      const place = { index, total: tiles.length, region: tile.region, core: tile.core };
      if (outcome.ok) {
        yield { ...place, found: outcome.value.found, progress: progress.complete() };
      } else {
        const failed = asTileFailure(outcome.error, tile.core);
        yield { ...place, found: [], progress: progress.fail(), failed };
      }
    }
  }

  /** What holds for all tiles of a run, whatever part of them is done here. */
  async #prepare(slide: SlideReader, asked: Box, options: AnalyzeOptions): Promise<Run> {
    const { signal } = options;
    const threshold = checkThreshold(options.threshold ?? 0.5);
    const micronsPerPixel = options.micronsPerPixel ?? (await this.#resolutionOf(slide, signal));

    // Once before the tiles, or each of the first ones would estimate it for itself.
    await this.#balancer.balanceOf(slide, { signal });

    const { micronsPerPixel: modelMicronsPerPixel, tileSizes } = this.#inference.info;
    const plan = planTiles({ region: asked, slide, micronsPerPixel, modelMicronsPerPixel, tileSizes });
    return { ...plan, threshold, micronsPerPixel, signal };
  }

  /** Looks at the tiles with these indices; the outcomes come in their order. */
  async *#findAll(
    slide: SlideReader,
    { tiles, region, threshold, micronsPerPixel, signal }: Run,
    indices: Iterable<number>,
  ): AsyncGenerator<{ index: number; tile: Tile; outcome: Outcome<TileCells> }, void, void> {
    const chosen = [...indices].map((index) => ({ index, tile: tiles[index] as Tile }));
    const look = { threshold, micronsPerPixel };
    const find = async ({ tile }: { tile: Tile }, stop: AbortSignal): Promise<TileCells> => {
      // All that the tile can answer for is named, also beyond this region: the next one may ask for it.
      const whole = { tile: { core: tile.reach }, region: fullExtent(slide), micronsPerPixel };
      const { shown, found } = await this.#found.get(slide, tile, look, () =>
        findCells(this.#inference, this.#balancer, slide, tile, {
          ...look,
          skipsEmptyTiles: true,
          firstLooks: this.#firstLooks,
          isWanted: (outline) => mayClaim(outline, whole),
          signal: stop,
        }),
      );
      return { shown, found: found.filter((cell) => mayClaim(cell, { tile, region, micronsPerPixel })) };
    };
    let done = 0;
    // One tile at work and one ready for each worker.
    for await (const outcome of runTiles(chosen, find, { limit: this.#workers * 2, signal })) {
      yield { ...(chosen[done++] as { index: number; tile: Tile }), outcome };
    }
  }

  async findResolution(slide: SlideReader, query: ResolutionQuery = {}): Promise<Resolution | undefined> {
    const known = query.given === undefined ? this.#resolutions.get(slide) : undefined;
    if (known) return known;
    const [inference, balancer] = [this.#inference, this.#balancer];
    const found = await findResolution(inference, balancer, slide, query, this.#firstLooks);
    if (found && query.given === undefined) this.#resolutions.set(slide, found);
    return found;
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
    // Sessions say before every run which one holds.
    if (classifier !== this.#classifier) this.#found.forget();
    this.#classifier = classifier;
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
