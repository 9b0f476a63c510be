import type { SmearSession } from '../session.js';
import { isShown } from './is-shown.js';

/**
 * Id of the shown cell after (1) or before (−1) the chosen one, in the order in which they were found,
 * going round at the ends; the first or the last where none is chosen; `undefined` where none is shown.
 */
export function stepCell(
  session: Pick<SmearSession, 'cells' | 'threshold' | 'selected'>,
  direction: 1 | -1,
): string | undefined {
  const shown = [...session.cells.all()].filter((cell) => isShown(cell, session.threshold));
  const at = shown.findIndex((cell) => cell.id === session.selected);
  if (at < 0) return shown.at(direction === 1 ? 0 : -1)?.id;
  return shown.at((at + direction) % shown.length)?.id;
}
