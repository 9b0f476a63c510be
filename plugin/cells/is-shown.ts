import type { Cell } from '../../models/domain/cell.js';

/** Whether a cell is shown, counted and exported: sure enough to be one, and not rejected by a person. */
export function isShown({ score, review }: Pick<Cell, 'score' | 'review'>, threshold: number): boolean {
  if (review?.rejected) return false;
  // What a person has looked at stays, wherever the threshold is moved.
  return review !== undefined || score >= threshold;
}
