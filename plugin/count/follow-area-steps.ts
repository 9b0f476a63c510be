import { RestoredEvent, StepEvent, type History } from '../review/history.js';
import { standingAreas, untoldAreas } from './area-steps.js';
import type { CountAreas } from './count-areas.js';

/** Keeps the areas what the steps that stand make of them, for as long as the history lasts. */
export function followAreaSteps(areas: CountAreas, history: History): void {
  const follow = (event: Event): void => {
    if (event instanceof StepEvent && event.step.areas) {
      const { before, after } = event.step.areas;
      if (event.type === 'undone') areas.turn(after, before);
      else areas.turn(before, after);
    }
    if (event instanceof RestoredEvent) {
      const { record } = history;
      areas.set(standingAreas(untoldAreas(areas.list, [...event.before, ...record.steps]), record));
    }
  };
  for (const type of ['done', 'undone', 'redone', 'restored']) history.addEventListener(type, follow);
}
