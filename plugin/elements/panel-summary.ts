import type { SmearSession } from '../session.js';
import { certaintyOf } from './certainty.js';
import { writeCount, writePercent } from './numbers.js';
import type { Strings } from './strings/strings.js';

/** How far the analysis is, or what it found (`cells`, as a person says them); empty before. Earlier work that came back counts as found. */
export function findNumber(session: SmearSession | undefined, t: Strings, cells: string): string {
  const state = session?.state;
  if (state?.kind === 'analysing' && state.progress.total > 0) {
    return writePercent(t.language, state.progress.done / state.progress.total);
  }
  const isBack = session !== undefined && session.cells.size > 0;
  return state?.kind === 'done' || isBack ? cells : '';
}

/** The chosen cell's short name and how sure it is. */
export function cellNumber(session: SmearSession, t: Strings): string {
  const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
  if (!cell) return t.cell.none;
  const certainty = certaintyOf(cell, session.classes);
  return certainty === undefined
    ? cell.label.code
    : `${cell.label.code} ${writePercent(t.language, certainty)}`;
}

/** How many of the cells a person has confirmed; empty while there are none. */
export function reviewNumber(session: SmearSession, t: Strings): string {
  const { shown, confirmed } = session.tally.at(session.threshold);
  return shown === 0
    ? ''
    : t.review.confirmed(writeCount(t.language, confirmed), writeCount(t.language, shown));
}
