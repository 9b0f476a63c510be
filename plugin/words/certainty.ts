import type { Cell, CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';

/** How likely the cell's name is, 0 to 1: its class's probability; `undefined` for cells that fit no class. */
export function certaintyOf(
  { label, probabilities }: Pick<Cell, 'label' | 'probabilities'>,
  classes: readonly CellClass[],
): number | undefined {
  if (label.name === UNKNOWN.name) return undefined;
  return probabilities[classes.findIndex(({ name }) => name === label.name)];
}

/** Which of the four words says it: very sure, sure, rather sure, doubtful. */
export function certaintyWord(certainty: number): 0 | 1 | 2 | 3 {
  if (certainty >= 0.95) return 0;
  if (certainty >= 0.8) return 1;
  return certainty >= 0.6 ? 2 : 3;
}
