import type { Cell } from '../models/domain/cell.js';
import { SmearError } from '../models/domain/errors.js';
import { isShown } from './cells/is-shown.js';
import type { ExportFormat } from './formats/export-cells.js';
import type { SmearSession } from './session.js';
import type { SessionParts } from './session-parts.js';

/** What a session gives out as files; see `exportGeoJson` and `exportAs` of `SmearSession`. */
export class SessionExports {
  readonly #session: SmearSession;
  readonly #parts: Pick<SessionParts, 'encode' | 'exportAs'>;

  constructor(session: SmearSession, parts: Pick<SessionParts, 'encode' | 'exportAs'>) {
    this.#session = session;
    this.#parts = parts;
  }

  async geoJson(embedding: boolean, signal: AbortSignal): Promise<Blob> {
    const kept = await this.#cells(
      (cell, threshold) => cell.review !== undefined || isShown(cell, threshold),
    );
    return this.#parts.encode(this.#session, kept, embedding, signal);
  }

  async as(format: ExportFormat, signal: AbortSignal): Promise<Blob> {
    return this.#parts.exportAs(this.#session, format, await this.#cells(isShown), signal);
  }

  /** Those wanted of all that are there once the last step stands as a whole. */
  async #cells(isWanted: (cell: Cell, threshold: number) => boolean): Promise<Cell[]> {
    const { slide, review } = this.#session;
    await review.history.whole;
    if (slide !== this.#session.slide) {
      // Another slide's cells must not go out as if they were this one's.
      throw new SmearError(
        'export-failed',
        'Another slide was opened before the file could be written. Open the first one again and save it there.',
      );
    }
    const { cells, threshold } = this.#session;
    return [...cells.all()].filter((cell) => isWanted(cell, threshold));
  }
}
