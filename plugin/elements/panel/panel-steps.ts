import type { SmearSession } from '../../session/session.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';
import { findStep } from '../steps/find-step.js';
import type { PanelView, StepContent, StepName } from '../steps/panel-view.js';

export interface PanelStep {
  readonly name: StepName;
  /** What stands under the step's name in its tab; empty while there is nothing to say. */
  readonly number: (view: PanelView) => string;
  readonly load: () => Promise<StepContent>;
}

/** In the order of the work. */
export const PANEL_STEPS: readonly PanelStep[] = [
  {
    name: 'find',
    number: found,
    load: async () => findStep,
  },
  {
    name: 'review',
    number: (view) => onSlide(view, leftToReview),
    load: async () => (await import('../steps/review-step.js')).reviewStep,
  },
  {
    name: 'count',
    number: (view) => onSlide(view, counted),
    load: async () => (await import('../steps/count-step.js')).countStep,
  },
  {
    name: 'export',
    number: ({ strings: t, exported, count }) =>
      count === 0 && exported === 'none' ? '' : t.panel.exported[exported],
    load: async () => (await import('../steps/export-step.js')).exportStep,
  },
  {
    name: 'more',
    number: () => '',
    load: async () => (await import('../steps/more-step.js')).moreStep,
  },
];

/** How far the analysis is, or what it found. Restored work counts as found. */
function found({ session, strings: t, count, cells }: PanelView): string {
  const state = session?.state;
  if (state?.kind === 'analysing' && state.progress.total > 0) {
    return writePercent(t.language, state.progress.done / state.progress.total);
  }
  const isRestored = session !== undefined && session.cells.size > 0;
  if (state?.kind !== 'done' && !isRestored) return '';
  // Five digits and a word find no room under the step's name.
  return count < 10_000 ? cells : writeCount(t.language, count);
}

/** Of the cells that are counted: the same number as the count gives. */
function leftToReview({ counting }: SmearSession, t: Strings): string {
  const { left, suggested } = counting.count;
  if (suggested.total === 0) return '';
  return left === 0 ? t.panel.allReviewed : t.panel.left(writeCount(t.language, left));
}

/** Reviewed white cells of as many as are to be counted. */
function counted({ counting }: SmearSession, t: Strings): string {
  const { count, limit } = counting;
  if (count.suggested.leukocytes === 0) return '';
  const write = (cells: number): string => writeCount(t.language, cells);
  return t.panel.counted(write(count.reviewed.leukocytes), write(limit ?? count.suggested.leukocytes));
}

function onSlide(
  { session, strings }: PanelView,
  say: (session: SmearSession, strings: Strings) => string,
): string {
  return session?.slide ? say(session, strings) : '';
}
