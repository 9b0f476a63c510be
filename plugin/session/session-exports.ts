import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { isShown } from '../cells/is-shown.js';
import { encodeCounting } from '../formats/count/counting-member.js';
import { exportCells, type ExportFormat } from '../formats/export-cells.js';
import type { GeoJsonHeader } from '../formats/geojson.js';
import { writeGeoJson } from '../formats/write-geojson.js';
import { VERSION } from '../version.js';
import { askBefore } from './before-events.js';
import type { SmearSession } from './session.js';

/** The session whose cells are exported. */
export type ExportingSession = Pick<
  SmearSession,
  | 'cells'
  | 'classes'
  | 'counting'
  | 'fingerprint'
  | 'info'
  | 'kinds'
  | 'keeping'
  | 'resolution'
  | 'review'
  | 'slide'
  | 'threshold'
> &
  EventTarget & {
    /** Its `ready` resolves when earlier work on the slide is back. */
    readonly keeping?: { readonly ready: Promise<void> };
  };

/** Writes the cells of a session to files, unless the page prevents it; see `exportGeoJson` and `exportAs` of `SmearSession`. */
export class SessionExports {
  readonly #session: ExportingSession;
  readonly #now: () => Date;

  constructor(session: ExportingSession, now: () => Date) {
    this.#session = session;
    this.#now = now;
  }

  async geoJson(embedding: boolean, signal: AbortSignal): Promise<Blob> {
    askBefore(this.#session, 'smear-before-export', { format: 'geojson' });
    return this.#write(
      (cell, threshold) => cell.review !== undefined || isShown(cell, threshold),
      async (cells) => {
        const { classes } = this.#session;
        const header = await headerOf(this.#session);
        return writeGeoJson(cells, { classes, embedding, header }, { signal });
      },
    );
  }

  async as(format: ExportFormat, signal: AbortSignal): Promise<Blob> {
    askBefore(this.#session, 'smear-before-export', { format });
    return this.#write(isShown, async (cells) => {
      // Another slide may be open once it is known which one this is.
      const { classes, review, slide } = this.#session;
      const { reviewer } = review;
      const image = slide?.name ?? '';
      const header = await headerOf(this.#session);
      const { dicom } = slide ?? {};
      return exportCells(format, cells, {
        header,
        image,
        classes,
        now: this.#now(),
        reviewer,
        dicom,
        signal,
      });
    });
  }

  /** Writes those wanted of all that are there once earlier work is back and the last step stands as a whole. */
  async #write(
    isWanted: (cell: Cell, threshold: number) => boolean,
    write: (cells: readonly Cell[]) => Promise<Blob>,
  ): Promise<Blob> {
    const { slide, review, keeping } = this.#session;
    if (keeping) await keeping.ready;
    await review.history.applied;
    if (slide !== this.#session.slide) {
      // Another slide's cells must not go out as if they were this one's.
      throw new SmearError(
        'export-failed',
        'Another slide was opened before the file could be written. Open the first slide again and save the file there.',
      );
    }
    const { cells, threshold } = this.#session;
    // No pause between the check and the writing: what is asked of the session there is of this slide.
    return write([...cells.all()].filter((cell) => isWanted(cell, threshold)));
  }
}

/** What every export states about the slide and the models, all but the fingerprint as of the call. */
async function headerOf(session: ExportingSession): Promise<GeoJsonHeader> {
  const { info, resolution, slide, threshold, keeping } = session;
  const caseRecord = session.review.caseRecord.data;
  const pack = info ?? keeping?.pack;
  return {
    version: VERSION,
    pack: pack?.pack ?? '',
    packHash: pack?.packHash ?? '',
    otherPacks: keeping && keeping.otherPacks.length > 0 ? keeping.otherPacks : undefined,
    micronsPerPixel: resolution?.micronsPerPixel,
    resolutionSource: resolution?.source,
    micronsPerPixelInFile: resolution?.contradicted,
    backend: info?.backend ?? '',
    head: info?.head,
    threshold,
    width: slide?.width ?? 0,
    height: slide?.height ?? 0,
    counting: encodeCounting(session.counting.record),
    ...(Object.keys(caseRecord).length > 0 ? { caseRecord } : {}),
    ...(session.kinds.own ? { kinds: session.kinds.own } : {}),
    fingerprint: await session.fingerprint(),
  };
}
