import type { Resolution } from '../../models/domain/resolution.js';
import type { CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { CellStore } from '../cells/cell-store.js';
import { kindsToTake } from '../formats/count/kind-list-file.js';
import type { Kinds } from '../kinds/kinds.js';
import type { Counting } from '../count/counting.js';
import { caseToTake } from '../formats/case-member.js';
import { countingToTake } from '../formats/count/take-counting.js';
import { cellsToImport, type GeoJsonImport } from '../formats/geojson-import.js';
import { readGeoJson } from '../formats/read-geojson.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import type { Review } from '../review/review.js';
import { requireSlide, type SlideReader } from '../slide/slide-reader.js';
import { askBefore } from './before-events.js';
import type { SessionPipeline } from './session-parts.js';
import { randomUuid } from '../../models/domain/uuid.js';

/** The session that the cells come into. */
export interface ImportingSession extends EventTarget {
  readonly cells: CellStore;
  readonly review: Review;
  readonly counting: Counting;
  readonly kinds: Kinds;
  readonly slide?: SlideReader;
  readonly resolution?: Resolution;
  /** What cells can be called where no models can be had. */
  readonly classes: readonly CellClass[];
  /** Its `ready` resolves when earlier work on the slide is back: what a person chose there outranks a file. */
  readonly keeping?: { readonly ready: Promise<void>; readonly pack?: { readonly packHash: string } };
  fingerprint(): Promise<string | undefined>;
  takeResolution(resolution: Resolution): void;
  load(): Promise<SessionPipeline>;
}

export interface GeoJsonImporterOptions {
  readonly session: ImportingSession;
  readonly now: () => Date;
  /** Ends a running analysis, and notes what it has found. */
  readonly stopRun: () => Promise<void>;
}

/** Brings cells from files into a session, one file at a time. */
export class GeoJsonImporter {
  readonly #options: GeoJsonImporterOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: GeoJsonImporterOptions) {
    this.#options = options;
  }

  /**
   * Reads and checks the whole file first. Then all cells come in as one step of the history, in slices between which
   * the page answers. Until all are there an abort or a failure changes nothing, unless something else was done to
   * the cells meanwhile: then they stay, below that. Rejects with `refused` where the page prevents it.
   */
  async import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    askBefore(this.#options.session, 'smear-before-import', { file });
    const run = this.#last.then(() => this.#import(file, signal));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    const { session, now, stopRun } = this.#options;
    const { cells: store, review, counting } = session;
    signal.throwIfAborted();
    const slide = requireSlide(session.slide);
    // First, for what is known of the models where none can be had; again, for those of another pack read it anew.
    await session.keeping?.ready;
    const { classes, packHash } = await this.#models();
    await session.keeping?.ready;
    signal.throwIfAborted();
    const read = await readGeoJson(file, {
      classes,
      signal,
      slide,
      newId: randomUuid,
      micronsPerPixel: session.resolution?.micronsPerPixel,
      at: now().toISOString(),
      by: review.reviewer.trim(),
    });
    const { width, height } = slide;
    const target = { width, height, fingerprint: await session.fingerprint(), packHash };
    const { cells, otherModels } = cellsToImport(read, target, store);
    // To go through a hundred thousand cells is a task of its own, here and in the review.
    await new TimeSlices().pause(signal);
    if (cells.length > 0) await stopRun();
    await review.history.applied;
    signal.throwIfAborted();
    if (slide !== session.slide) {
      throw new SmearError(
        'import-wrong-slide',
        'Another slide was opened while the file was being read. Nothing was imported. Try again.',
      );
    }
    const offered = read.counting && countingToTake(counting, read.counting);
    const before = counting.areas.list;
    const wasEmpty = store.size === 0;
    // What a reader has chosen stands: a file's areas come only where there were none.
    const areas =
      offered && offered.areas.length > before.length ? { before, after: offered.areas } : undefined;
    const replaced = await review.import(cells, signal, areas);
    if (slide !== session.slide) {
      throw new SmearError(
        'import-wrong-slide',
        'Another slide was opened during the import. No cells were added to this slide. Open the first slide again to see its cells.',
      );
    }
    // Asked anew, for the reader may have chosen while the cells came in; the areas came with these.
    const taken = read.counting && countingToTake(counting, { ...read.counting, areas: [] });
    if (taken) counting.restore(taken);
    const kinds = read.kinds && kindsToTake(session.kinds.own, session.kinds.all, read.kinds);
    if (kinds) session.kinds.own = kinds;
    const { skipped, repaired, header } = read;
    const resolution = session.resolution ? undefined : header?.resolution;
    if (resolution) session.takeResolution(resolution);
    // Last, for a signed count takes nothing more; and only over a count that is the file's own and complete.
    const isWhole = wasEmpty && skipped.length === 0 && counting.table.isSettled;
    const said = read.caseRecord && caseToTake(review.caseRecord, read.caseRecord, isWhole);
    if (said) review.caseRecord.restore(said);
    return {
      added: cells.length - replaced,
      replaced,
      repaired,
      skipped,
      passedOver: skipped,
      otherModels,
      countsAnew: areas !== undefined || taken !== undefined,
      ...(resolution ? { resolution } : {}),
    };
  }

  /** A file can be reviewed without models; what they would say is read as far as it can be. */
  async #models(): Promise<{ classes: readonly CellClass[]; packHash?: string }> {
    const { session } = this.#options;
    try {
      return (await session.load()).info;
    } catch {
      return { classes: session.classes, packHash: session.keeping?.pack?.packHash };
    }
  }
}
