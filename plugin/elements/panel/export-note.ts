import type { SmearSession } from '../../session/session.js';
import type { ExportState } from '../steps/panel-view.js';

/** Remembers as what the cells of a slide were last saved in a file. */
export class ExportNote {
  #slide: SmearSession['slide'];
  #saved: string | undefined;

  /** The cells were saved as they are now. */
  note(session: SmearSession): void {
    this.#slide = session.slide;
    this.#saved = stateOf(session);
  }

  of(session: SmearSession | undefined): ExportState {
    if (!session?.slide || session.slide !== this.#slide || this.#saved === undefined) return 'none';
    return this.#saved === stateOf(session) ? 'current' : 'outdated';
  }
}

/** Other after every step; after undoing it the former one again. */
function stateOf({ review: { history } }: SmearSession): string {
  const { record, undoable } = history;
  return [record.done, undoable?.kind, undoable?.at].join(' ');
}
