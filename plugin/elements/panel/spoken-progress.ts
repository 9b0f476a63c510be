import type { SessionState, SmearSession } from '../../session/session.js';
import { writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

/**
 * What screen readers say of a run. Changes in tenths, so that it does not chatter; how it ended is said once, as it was
 * then: what a reader does with the cells later is no news of the run.
 */
export class SpokenProgress {
  #ending?: { readonly state: SessionState; readonly language: string; readonly words: string };

  /** `cells`: how many there are, in words. */
  of(session: SmearSession | undefined, { find, language }: Strings, cells: string): string {
    const state = session?.state;
    if (state?.kind === 'analysing') {
      const { done, total } = state.progress;
      const tenths = total > 0 ? Math.floor((done / total) * 10) / 10 : 0;
      return `${find.starting} ${writePercent(language, tenths)}`;
    }
    if (state?.kind !== 'done') return '';
    if (this.#ending?.state !== state || this.#ending.language !== language) {
      const words = state.cancelled ? find.cancelled(cells) : find.done(cells);
      this.#ending = { state, language, words };
    }
    return this.#ending.words;
  }
}
