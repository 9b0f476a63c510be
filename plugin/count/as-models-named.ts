import type { Cell } from '../../models/domain/cell.js';

/**
 * The cells as the models left them, with the names that they gave: a person's word counts for nothing here, so
 * that one the models were not sure of stays below the threshold, and one they were sure of counts although rejected.
 * Cells that no model has named are left out.
 */
export function asModelsNamed(cells: Iterable<Cell>): Cell[] {
  return [...cells].flatMap((cell) => {
    const { review, ...left } = cell;
    if (!review) return cell;
    return review.suggested ? { ...left, label: review.suggested } : [];
  });
}
