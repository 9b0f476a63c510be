import {
  CellStore,
  findMonolayer,
  hasRoomForMonolayer,
  RegionClaims,
  SmearError,
  VERSION,
  type AnalysisProgress,
  type Box,
  type Resolution,
  type RunRecord,
  type Shard,
  type SlideReader,
  type SmearPipeline,
} from '../../plugin/node-entry.js';
import type { Storage } from '../storage/storage.js';
import { cellIds } from './cell-id.js';
import { forgetFailure } from './failure-note.js';
import { identifyInput } from './input-identity.js';
import {
  analysedRegion,
  isResultOf,
  readResultHeader,
  type PlannedHeader,
  type ResultHeader,
} from './result-header.js';
import { RunLog } from './run-log.js';
import { encodeShard, readShardHeader, type KeptTile } from './shard-file.js';
import { resultPlace, type AnalysisTask } from './task.js';
import { completeFormats, writeResult } from './write-result.js';

export interface FileResult {
  readonly output: string;
  /** Absent for a shard: what it found is known when all are put together. */
  readonly cells?: number;
  /** Cells of each class that was met, most first. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly resolution?: Resolution;
  readonly pack: string;
  readonly packHash: string;
  readonly backend: string;
  readonly elapsedMs: number;
  /** It was there already: nothing was analysed. */
  readonly wasThere?: boolean;
}

export interface AnalyzeFileOptions {
  readonly storage: Storage;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AnalysisProgress) => void;
}

/**
 * The result that a task would have, where it is there already; formats that are missing beside it are made.
 * `undefined` where the task is still to be done, also where its slide cannot be had.
 */
export async function findFinished(
  task: AnalysisTask,
  packHash: string,
  { storage, signal }: Pick<AnalyzeFileOptions, 'storage' | 'signal'>,
): Promise<FileResult | undefined> {
  const start = performance.now();
  const { output, settings, shard } = task;
  const place = resultPlace(task);
  const header = shard
    ? (await readShardHeader(storage(place), place, signal))?.header
    : await readResultHeader(storage(place), place, signal);
  if (!header) return undefined;
  const input = await identifyInput(storage(task.input), task.input, signal);
  if (input === undefined || !isResultOf(header, { input, packHash, settings })) return undefined;
  if (shard) return { ...resultOf(place, header, start), wasThere: true };
  const found = header as ResultHeader;
  await completeFormats({ ...task, output, header: found }, { storage, signal });
  await forgetFailure(output, storage);
  return { ...resultOf(place, found, start), wasThere: true };
}

/** All of a slide as its one shard. */
const WHOLE: Shard = { number: 1, count: 1 };

/**
 * Analyses one slide, or a shard of it, and writes what it found. A run over a large slide that was interrupted is gone on
 * with from its last finished tile, where the result lies on a disk. A slide of which a part cannot be read fails as a
 * whole and leaves no output, since counts that lack a part look just like whole ones. The same bytes, models and
 * settings give the same file.
 */
export async function analyzeFile(
  pipeline: SmearPipeline,
  task: AnalysisTask,
  options: AnalyzeFileOptions,
): Promise<FileResult> {
  const start = performance.now();
  const { input: place, settings, shard } = task;
  const { storage, signal } = options;
  const { page } = settings;
  const slide = await storage(place).openSlide(place, { signal, ...(page === undefined ? {} : { page }) });
  try {
    const input = (await identifyInput(storage(place), place, signal)) ?? '';
    const given = settings.micronsPerPixel;
    const resolution = await pipeline.findResolution(slide, { given, signal });
    const monolayer = settings.monolayer && (await monolayerOf(slide, resolution, signal));
    const header = plannedHeader(pipeline, slide, input, { settings, monolayer }, resolution);
    const region = analysedRegion(header);
    if (shard) {
      const tiles = await findTiles(pipeline, slide, { ...task, shard }, { resolution, region }, options);
      const output = resultPlace(task);
      await storage(output).write(output, encodeShard({ header, shard, slide: place }, tiles), signal);
      return { ...resultOf(output, header, start), resolution };
    }
    const log = await RunLog.open(task.output, { header, shard: WHOLE, slide: place });
    const cells = await findCells(pipeline, slide, task, { resolution, region, input, log }, options);
    const written = await writeResult({ ...task, input: place, header, cells }, { storage, signal });
    await log.remove();
    return { ...resultOf(task.output, written, start), resolution };
  } finally {
    slide.dispose();
  }
}

function plannedHeader(
  { info }: SmearPipeline,
  { width, height }: SlideReader,
  input: string,
  { settings, monolayer }: Pick<RunRecord, 'settings' | 'monolayer'>,
  resolution: Resolution | undefined,
): PlannedHeader {
  const { pack, packHash, backend, head, classes, doubt } = info;
  return {
    version: VERSION,
    pack,
    packHash,
    micronsPerPixel: resolution?.micronsPerPixel,
    resolutionSource: resolution?.source,
    micronsPerPixelInFile: resolution?.contradicted,
    backend,
    head,
    threshold: settings.threshold,
    width,
    height,
    run: {
      input,
      settings,
      ...(monolayer ? { monolayer } : {}),
      classes,
      ...(doubt ? { doubtfulAbove: doubt.doubtful } : {}),
    },
  };
}

/** What is to be said of a header's file. */
export function resultOf(output: string, header: PlannedHeader | ResultHeader, start: number): FileResult {
  const { pack, packHash, backend, micronsPerPixel, resolutionSource: source, run } = header;
  const { micronsPerPixelInFile: contradicted } = header;
  const said = contradicted === undefined ? {} : { contradicted };
  return {
    output,
    ...('cells' in run ? { cells: run.cells, counts: run.counts } : {}),
    ...(micronsPerPixel !== undefined && source ? { resolution: { micronsPerPixel, source, ...said } } : {}),
    pack,
    packHash,
    backend,
    elapsedMs: performance.now() - start,
  };
}

async function findCells(
  pipeline: SmearPipeline,
  slide: SlideReader,
  { settings }: AnalysisTask,
  found: Where & { readonly input: string; readonly log: RunLog },
  { signal, onProgress }: AnalyzeFileOptions,
): Promise<CellStore> {
  const { resolution, region, input, log } = found;
  const store = new CellStore();
  const failures = new Failures();
  const { threshold } = settings;
  const micronsPerPixel = resolution?.micronsPerPixel;
  const claims = new RegionClaims({ region, slide, micronsPerPixel, newId: cellIds(input) });
  const take = (tile: KeptTile): void =>
    void store.apply(claims.take(tile, { shown: [], found: tile.found }));
  log.tiles.forEach(take);
  const run = { signal, threshold, micronsPerPixel, from: log.tiles.length };
  for await (const tile of pipeline.analyzeShard(slide, region, WHOLE, run)) {
    failures.note(tile);
    if (!tile.failed) take(tile);
    if (failures.none) await log.note(tile);
    onProgress(tile.progress);
  }
  failures.throwIfAny();
  return store;
}

async function findTiles(
  pipeline: SmearPipeline,
  slide: SlideReader,
  { settings, shard }: AnalysisTask & { readonly shard: NonNullable<AnalysisTask['shard']> },
  { resolution, region }: Where,
  { signal, onProgress }: AnalyzeFileOptions,
): Promise<KeptTile[]> {
  const tiles: KeptTile[] = [];
  const failures = new Failures();
  const { threshold } = settings;
  const micronsPerPixel = resolution?.micronsPerPixel;
  const run = { signal, threshold, micronsPerPixel };
  for await (const tile of pipeline.analyzeShard(slide, region, shard, run)) {
    tiles.push(tile);
    failures.note(tile);
    onProgress(tile.progress);
  }
  failures.throwIfAny();
  return tiles;
}

interface Where {
  readonly resolution: Resolution | undefined;
  /** Level-0 pixels. */
  readonly region: Box;
}

/** The largest place in one layer; all of a picture that somebody has chosen for its size alone. Rejects with `invalid-argument` where there is none. */
async function monolayerOf(
  slide: SlideReader,
  resolution: Resolution | undefined,
  signal: AbortSignal,
): Promise<Box | undefined> {
  const micronsPerPixel = resolution?.micronsPerPixel;
  if (!hasRoomForMonolayer(slide, micronsPerPixel)) return undefined;
  const [largest] = await findMonolayer(slide, { micronsPerPixel, signal });
  if (largest) return largest;
  throw new SmearError(
    'invalid-argument',
    'No monolayer was found: red cells overlap or lie far apart everywhere. Analyze the slide without --monolayer, or name a --region.',
  );
}

/** Tiles that brought nothing. */
class Failures {
  readonly #failed: SmearError[] = [];
  #total = 0;

  note({ failed, total }: { readonly failed?: SmearError; readonly total: number }): void {
    this.#total = total;
    if (failed) this.#failed.push(failed);
  }

  get none(): boolean {
    return this.#failed.length === 0;
  }

  throwIfAny(): void {
    const [first] = this.#failed;
    if (!first) return;
    throw new SmearError(
      first.code,
      this.#total === 1
        ? first.message
        : `${this.#failed.length} of ${this.#total} parts of the slide could not be analysed. First error: ${first.message}`,
      { cause: first },
    );
  }
}
