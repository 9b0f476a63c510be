import type { Cell, CellClass } from '../../models/domain/cell.js';
import { reviewStatusOf, type ReviewStatus } from '../../models/domain/review-status.js';
import { certaintyOf } from './certainty.js';

export type TileStatus = ReviewStatus | 'rejected';

/** Where a cell stands, and how sure the models were of its name; absent where the name is a person's own. */
export function statusWords(
  cell: Cell,
  classes: readonly CellClass[],
): { status: TileStatus; certainty: number | undefined } {
  const { review, label } = cell;
  const isModels = review === undefined || review.suggested?.name === label.name;
  return {
    status: review?.rejected ? 'rejected' : reviewStatusOf(cell),
    certainty: isModels ? certaintyOf(cell, classes) : undefined,
  };
}

/** The same as a sign; a suggestion has none beside its dashed frame. */
export function statusMark(status: TileStatus): string {
  return { confirmed: '✓', suggested: '', unknown: '?', rejected: '×' }[status];
}
