import type { ReactiveControllerHost } from 'lit';
import type { SmearSession } from '../../session/session.js';
import type { ExportState } from '../steps/panel-view.js';

const PLACE = 'smearlens-saved-';

/** Remembers as what the cells of a slide were last saved in a file, over a reload too where the work is kept. */
export class ExportNote {
  readonly #host: ReactiveControllerHost;
  #slide: SmearSession['slide'];
  #saved: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The cells were saved as they are now. */
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
    if (this.#saved === undefined) return 'none';
    return this.#saved === stateOf(session) ? 'current' : 'outdated';
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

/** Other after every step; after undoing it the former one again. */
function stateOf({ review: { history } }: SmearSession): string {
  const { record, undoable } = history;
  return [record.done, undoable?.kind, undoable?.at].join(' ');
}
