import type { Cell, CellClass } from '../../models/domain/cell.js';
import { standingOf, type Standing } from '../review/standing.js';
import { certaintyOf } from './certainty.js';

export type TileStanding = Standing | 'rejected';

/** Where a cell stands, and how sure the models were of its name; absent where the name is a person's own. */
export function standingWords(
  cell: Cell,
  classes: readonly CellClass[],
): { standing: TileStanding; certainty: number | undefined } {
  const { review, label } = cell;
  const isModels = review === undefined || review.suggested?.name === label.name;
  return {
    standing: review?.rejected ? 'rejected' : standingOf(cell),
    certainty: isModels ? certaintyOf(cell, classes) : undefined,
  };
}

/** The same as a sign; a suggestion has none beside its dashed frame. */
export function standingMark(standing: TileStanding): string {
  return { confirmed: '✓', suggested: '', unknown: '?', rejected: '×' }[standing];
}
