import type { Cell } from '../../models/domain/cell.js';
import { isShown } from './is-shown.js';

/** The cells on view, and which of them is chosen. */
export interface CellsOnView {
  readonly cells: { all(): Iterable<Cell> };
  /** Detection probability below which a cell is not shown. */
  readonly threshold: number;
  /** Id of the chosen cell. */
  readonly selected?: string;
}

/**
 * Id of the shown cell after (1) or before (−1) the chosen one, in the order in which they were found,
 * going round at the ends; the first or the last where none is chosen; `undefined` where none is shown.
 */
export function stepCell({ cells, threshold, selected }: CellsOnView, direction: 1 | -1): string | undefined {
  const shown = [...cells.all()].filter((cell) => isShown(cell, threshold));
  const at = shown.findIndex((cell) => cell.id === selected);
  if (at < 0) return shown.at(direction === 1 ? 0 : -1)?.id;
  return shown.at((at + direction) % shown.length)?.id;
}
