import type { CellClass } from '../../../models/domain/cell.js';
import type { ViewerWords } from '../../session/viewer-view.js';
import { certaintyOf } from '../../words/certainty.js';
import { className } from '../../words/class-words.js';
import { writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

/** What is written over the slide, in the panel's language. */
export function wordsOnSlide(t: Strings, classes: readonly CellClass[]): ViewerWords {
  return {
    describeCell: (cell) => {
      const certainty = certaintyOf(cell, classes);
      const name = className(t, cell.label.name);
      return certainty === undefined ? name : `${name}, ${writePercent(t.language, certainty)}`;
    },
    regionHint: t.find.regionHint,
    tools: { ...t.tools.onSlide, className: (name) => className(t, name) },
  };
}
