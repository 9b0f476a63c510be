import type { Cell } from '../../models/domain/cell.js';

/** How likely the cell's name is, 0 to 1: the highest class probability. */
export function certaintyOf(cell: Pick<Cell, 'probabilities'>): number {
  return cell.probabilities.reduce((highest, value) => Math.max(highest, value), 0);
}

/** Which of the four words says it: very sure, sure, rather sure, doubtful. */
export function certaintyWord(certainty: number): 0 | 1 | 2 | 3 {
  if (certainty >= 0.95) return 0;
  if (certainty >= 0.8) return 1;
  return certainty >= 0.6 ? 2 : 3;
}
