import type { CellClass } from '../models/domain/cell.js';
import { SmearError } from '../models/domain/errors.js';
import type { CellStore } from './cells/cell-store.js';
import { cellsToImport, type GeoJsonImport } from './formats/geojson-import.js';
import { readGeoJson } from './formats/read-geojson.js';
import { ImportChanges } from './review/import-changes.js';
import type { Review } from './review/review.js';
import { TimeSlices } from './scheduling/time-slices.js';
import type { SlideReader } from './slide/slide-reader.js';
import { randomUuid } from './uuid.js';

/** What an import needs of the session. */
export interface ImportHost {
  readonly cells: CellStore;
  readonly review: Review;
  readonly now: () => Date;
  readonly slide: () => SlideReader | undefined;
  readonly fingerprint?: (slide: SlideReader) => Promise<string | undefined>;
  readonly micronsPerPixel: () => number | undefined;
  /** The open models; waits for them while they load, and is empty-handed where they cannot be had. */
  readonly models: () => Promise<{ classes: readonly CellClass[]; packHash?: string }>;
  /** Ends a running analysis, and notes what it has found. */
  readonly stopRun: () => Promise<void>;
}

/** Cells put into the store at once: some milliseconds of work. */
const PIECE = 500;

/** Brings cells from files into a session, one file at a time. */
export class GeoJsonImporter {
  readonly #host: ImportHost;
  #under?: ImportChanges;
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: ImportHost) {
    this.#host = host;
  }

  /**
   * Reads and checks the whole file first; until then an abort or a failure changes nothing. Then all cells come in
   * as one step of the history, in slices between which the page answers; an abort is too late by then.
   */
  import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    const run = this.#last.then(() => this.#import(file, signal));
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Notes what an import under way has brought so far: something else is about to be done to the cells. */
  settle(): void {
    if (this.#under) this.#host.review.note('import', this.#under.take());
  }

  async #import(file: Blob, signal: AbortSignal): Promise<GeoJsonImport> {
    const { cells: store, review, ...host } = this.#host;
    signal.throwIfAborted();
    const slide = host.slide();
    if (!slide) throw new SmearError('invalid-argument', 'No slide is open. Open one and try again.');
    const { classes, packHash } = await host.models();
    signal.throwIfAborted();
    const read = await readGeoJson(file, {
      classes,
      signal,
      slide,
      newId: randomUuid,
      micronsPerPixel: host.micronsPerPixel(),
      at: host.now().toISOString(),
      by: review.reviewer.trim(),
    });
    const { width, height } = slide;
    const target = { width, height, fingerprint: await host.fingerprint?.(slide), packHash };
    const { cells, otherModels } = cellsToImport(read, target, store);
    if (cells.length > 0) await host.stopRun();
    signal.throwIfAborted();
    if (slide !== host.slide()) {
      throw new SmearError(
        'import-wrong-slide',
        'Another slide was opened while the file was being read. Nothing was taken from it. Try again.',
      );
    }
    const replaced = cells.reduce((count, { id }) => count + (store.get(id) ? 1 : 0), 0);
    await this.#put(cells, () => slide === host.slide());
    const { passedOver, repaired } = read;
    return { added: cells.length - replaced, replaced, repaired, passedOver, otherModels };
  }

  async #put(cells: Awaited<ReturnType<typeof readGeoJson>>['cells'], isOpen: () => boolean): Promise<void> {
    const slices = new TimeSlices();
    const changes = new ImportChanges(this.#host.cells);
    this.#under = changes;
    try {
      for (let from = 0; from < cells.length; from += PIECE) {
        changes.apply(cells.slice(from, from + PIECE));
        if (slices.due) await slices.pause();
        // Another slide lies in the viewer: its history must not hear of these cells, and they are gone.
        if (!isOpen()) return;
      }
      this.settle();
    } finally {
      this.#under = undefined;
    }
  }
}
