import type { Cell, CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';

/**
 * How likely the models hold the cell's name, 0 to 1. `undefined` where that is no question: a person stands by the name,
 * or gave it, or the cell fits no class.
 */
export function certaintyOf(
  { label, probabilities, review }: Pick<Cell, 'label' | 'probabilities' | 'review'>,
  classes: readonly CellClass[],
): number | undefined {
  if (label.name === UNKNOWN.name || review?.confirmed) return undefined;
  if (review && review.suggested?.name !== label.name) return undefined;
  return modelCertainty(label, probabilities, classes);
}

/** How likely the models hold any name to be the cell's, 0 to 1; `undefined` for a name that is not theirs. */
export function modelCertainty(
  { name }: Pick<CellClass, 'name'>,
  probabilities: Cell['probabilities'],
  classes: readonly CellClass[],
): number | undefined {
  return probabilities[classes.findIndex((label) => label.name === name)];
}

/** Which of the four words says it: very sure, sure, rather sure, doubtful. */
export function certaintyWord(certainty: number): 0 | 1 | 2 | 3 {
  if (certainty >= 0.95) return 0;
  if (certainty >= 0.8) return 1;
  return certainty >= 0.6 ? 2 : 3;
}
