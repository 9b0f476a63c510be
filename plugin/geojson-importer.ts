import type { CellClass } from '../models/domain/cell.js';
import { SmearError } from '../models/domain/errors.js';
import type { CellStore } from './cells/cell-store.js';
import type { Counting } from './count/counting.js';
import { countingToTake } from './count/take-counting.js';
import { cellsToImport, type GeoJsonImport } from './formats/geojson-import.js';
import { readGeoJson } from './formats/read-geojson.js';
import type { Resolution } from './session.js';
import { TimeSlices } from './scheduling/time-slices.js';
import type { Review } from './review/review.js';
import type { SlideReader } from './slide/slide-reader.js';
import { randomUuid } from './uuid.js';

/** What an import needs of the session. */
export interface ImportHost {
  readonly cells: CellStore;
  readonly review: Review;
  readonly counting: () => Counting;
  readonly now: () => Date;
  readonly slide: () => SlideReader | undefined;
  readonly fingerprint?: (slide: SlideReader) => Promise<string | undefined>;
  /** Resolves when earlier work on the slide is back: what a person chose there outranks a file. */
  readonly ready: () => Promise<void> | undefined;
  readonly resolution: () => Resolution | undefined;
  readonly takeResolution: (resolution: Resolution) => void;
  /** The open models; waits for them while they load, and is empty-handed where they cannot be had. */
  readonly models: () => Promise<{ classes: readonly CellClass[]; packHash?: string }>;
  /** Ends a running analysis, and notes what it has found. */
  readonly stopRun: () => Promise<void>;
}

/** Brings cells from files into a session, one file at a time. */
export class GeoJsonImporter {
  readonly #host: ImportHost;
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: ImportHost) {
    this.#host = host;
  }

  /**
   * Reads and checks the whole file first. Then all cells come in as one step of the history, in slices between which
   * the page answers. Until all are there an abort or a failure changes nothing, unless something else was done to
   * the cells meanwhile: then they stay, below that.
   */
  import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    const run = this.#last.then(() => this.#import(file, signal));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    const { cells: store, review, ...host } = this.#host;
    signal.throwIfAborted();
    const slide = host.slide();
    if (!slide) throw new SmearError('invalid-argument', 'No slide is open. Open one and try again.');
    // First, for what is known of the models where none can be had; again, for those of another pack read it anew.
    await host.ready();
    const { classes, packHash } = await host.models();
    await host.ready();
    signal.throwIfAborted();
    const read = await readGeoJson(file, {
      classes,
      signal,
      slide,
      newId: randomUuid,
      micronsPerPixel: host.resolution()?.micronsPerPixel,
      at: host.now().toISOString(),
      by: review.reviewer.trim(),
    });
    const { width, height } = slide;
    const target = { width, height, fingerprint: await host.fingerprint?.(slide), packHash };
    const { cells, otherModels } = cellsToImport(read, target, store);
    // To go through a hundred thousand cells is a task of its own, here and in the review.
    await new TimeSlices().pause(signal);
    if (cells.length > 0) await host.stopRun();
    await review.history.whole;
    signal.throwIfAborted();
    if (slide !== host.slide()) {
      throw new SmearError(
        'import-wrong-slide',
        'Another slide was opened while the file was being read. Nothing was taken from it. Try again.',
      );
    }
    const counting = host.counting();
    const offered = read.counting && countingToTake(counting, read.counting);
    const before = counting.areas.list;
    // What a reader has chosen stands: a file's areas come only where there were none.
    const areas =
      offered && offered.areas.length > before.length ? { before, after: offered.areas } : undefined;
    const replaced = await review.import(cells, signal, areas);
    if (slide !== host.slide()) {
      throw new SmearError(
        'import-wrong-slide',
        'Another slide was opened while the cells of the file came in. None of them is on this one. Open the first one again to see what it holds.',
      );
    }
    // Asked anew, for the reader may have chosen while the cells came in; the areas came with these.
    const taken = read.counting && countingToTake(counting, { ...read.counting, areas: [] });
    if (taken) counting.restore(taken);
    const { passedOver, repaired, header } = read;
    const resolution = host.resolution() ? undefined : header?.resolution;
    if (resolution) host.takeResolution(resolution);
    return {
      added: cells.length - replaced,
      replaced,
      repaired,
      passedOver,
      otherModels,
      countsAnew: areas !== undefined || taken !== undefined,
      ...(resolution ? { resolution } : {}),
    };
  }
}
