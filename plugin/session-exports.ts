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
  readonly #ready: () => Promise<void> | undefined;

  /** `ready` resolves when earlier work on the slide is back. */
  constructor(
    session: SmearSession,
    parts: Pick<SessionParts, 'encode' | 'exportAs'>,
    ready: () => Promise<void> | undefined,
  ) {
    this.#session = session;
    this.#ready = ready;
    this.#parts = parts;
  }

  geoJson(embedding: boolean, signal: AbortSignal): Promise<Blob> {
    return this.#write(
      (cell, threshold) => cell.review !== undefined || isShown(cell, threshold),
      (cells) => this.#parts.encode(this.#session, cells, embedding, signal),
    );
  }

  as(format: ExportFormat, signal: AbortSignal): Promise<Blob> {
    return this.#write(isShown, (cells) => this.#parts.exportAs(this.#session, format, cells, signal));
  }

  /** Writes those wanted of all that are there once earlier work is back and the last step stands as a whole. */
  async #write(
    isWanted: (cell: Cell, threshold: number) => boolean,
    write: (cells: readonly Cell[]) => Blob | Promise<Blob>,
  ): Promise<Blob> {
    const { slide, review } = this.#session;
    const ready = this.#ready();
    if (ready) await ready;
    await review.history.whole;
    if (slide !== this.#session.slide) {
      // Another slide's cells must not go out as if they were this one's.
      throw new SmearError(
        'export-failed',
        'Another slide was opened before the file could be written. Open the first one again and save it there.',
      );
    }
    const { cells, threshold } = this.#session;
    // No pause between the check and the writing: what is asked of the session there is of this slide.
    return write([...cells.all()].filter((cell) => isWanted(cell, threshold)));
  }
}
