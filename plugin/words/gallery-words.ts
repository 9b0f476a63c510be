import type { Cell, CellClass } from '../../models/domain/cell.js';
import { reviewStatusOf, type ReviewStatus } from '../../models/domain/review-status.js';
import { certaintyOf } from './certainty.js';

export type TileStatus = ReviewStatus | 'rejected';

/** Where a cell stands, and how sure the models are of its name; absent where a person stands by it or gave it. */
export function statusWords(
  cell: Cell,
  classes: readonly CellClass[],
): { status: TileStatus; certainty: number | undefined } {
  return {
    status: cell.review?.rejected
      ? 'rejected'
      : // A person stands by it, also where that is “unknown”.
        cell.review?.confirmed
        ? 'confirmed'
        : reviewStatusOf(cell),
    certainty: certaintyOf(cell, classes),
  };
}

/** The same as a sign; a suggestion has none beside its dashed frame. */
export function statusMark(status: TileStatus): string {
  return { confirmed: '✓', suggested: '', unknown: '?', rejected: '×' }[status];
}
