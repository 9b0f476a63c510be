import { SmearError } from '../../models/domain/errors.js';
import { followAreaSteps } from '../count/count-areas.js';
import { Counting } from '../count/counting.js';
import type { WorkingState } from './working-state.js';

/** The count of a session's cells, by its kinds; what a reader does to the areas is a step of the history. */
export function createCounting(session: WorkingState): Counting {
  const { cells, kinds, review } = session;
  const counting = new Counting({
    cells,
    threshold: () => session.threshold,
    micronsPerPixel: () => session.resolution?.micronsPerPixel,
    classes: () => kinds.inUse,
    countedAs: () => kinds.countedAs,
    slide: () => session.slide,
    refuses: () => review.caseRecord.refuses(),
    noteAreas: (before, after) => review.recordAreas(before, after),
  });
  review.caseRecord.addEventListener('refused', () => session.report(signedOff()));
  followAreaSteps(counting.areas, review.history);
  return counting;
}

/** What is said to who would change a count that somebody has signed. */
export function signedOff(): SmearError {
  return new SmearError(
    'signed-off',
    'The count of this slide is signed off, so nothing was changed. Reopen it first.',
  );
}
