import type { SmearSession } from '../../session/session.js';
import type { ViewerWords } from '../../session/viewer-view.js';
import { certaintyOf } from '../../words/certainty.js';
import { className, nameInSentence } from '../../words/class-words.js';
import { writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

/** What is written over the slide, in the panel's language. */
export function wordsOnSlide(t: Strings, session: SmearSession | undefined): ViewerWords {
  return {
    describeCell: (cell) => {
      const certainty = certaintyOf(cell, session?.classes ?? []);
      const name = className(t, cell.label.name);
      return certainty === undefined ? name : `${name}, ${writePercent(t.language, certainty)}`;
    },
    regionHint: t.find.regionHint,
    tools: {
      ...t.tools.onSlide,
      className: (name) => (session ? nameInSentence(t, name, session.kinds) : name),
    },
  };
}
