import type { ReactiveControllerHost } from 'lit';
import type { SmearSession } from '../../session/session.js';
import type { ExportState } from '../steps/panel-view.js';

const PLACE = 'smearlens-saved-';

/** Remembers as what the work on a slide was last exported, over a reload too where it is kept. */
export class ExportNote {
  readonly #host: ReactiveControllerHost;
  #slide: SmearSession['slide'];
  #saved: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The work was exported as it is now. */
  note(session: SmearSession): void {
    this.#slide = session.slide;
    this.#saved = stateOf(session);
    this.#host.requestUpdate();
    void this.#keep(session, this.#saved);
  }

  of(session: SmearSession | undefined): ExportState {
    if (!session?.slide) return 'none';
    if (session.slide !== this.#slide) {
      this.#slide = session.slide;
      this.#saved = undefined;
      void this.#recall(session);
    }
    const isCurrent = this.#saved === stateOf(session);
    if (session.review.caseRecord.isLocked) return isCurrent ? 'signedCurrent' : 'signed';
    if (isCurrent) return 'current';
    return this.#saved === undefined ? 'none' : 'outdated';
  }

  async #keep(session: SmearSession, saved: string): Promise<void> {
    const print = session.keeping && (await session.fingerprint());
    if (print === undefined) return;
    try {
      localStorage.setItem(PLACE + print, saved);
    } catch {
      return; // it is then known as long as the page lasts
    }
  }

  async #recall(session: SmearSession): Promise<void> {
    const { slide } = session;
    const print = session.keeping && (await session.fingerprint());
    if (print === undefined || slide !== this.#slide || this.#saved !== undefined) return;
    try {
      this.#saved = localStorage.getItem(PLACE + print) ?? undefined;
    } catch {
      return; // storage can be forbidden in a framed page
    }
    this.#host.requestUpdate();
  }
}

/** Other after every change of what files say; after undoing it the former one again. */
function stateOf({ review: { history, caseRecord }, counting, threshold }: SmearSession): string {
  const { record, undoable } = history;
  const { comment, slideName, trace } = caseRecord;
  // What was written stays out of a place that is not cleared with the work.
  const written = [...comment, ...slideName].reduce(
    (sum, sign) => (31 * sum + (sign.codePointAt(0) ?? 0)) | 0,
    0,
  );
  return [record.done, undoable?.kind, undoable?.at, trace.length, written, counting.limit, threshold].join(
    ' ',
  );
}
