import type { CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';

/** A finer name needs this much of its coarse class's probability; below, the cell keeps the coarse name. */
const FINER_SHARE = 0.7;

/**
 * What a cell is called: the likeliest coarse class, and its likeliest finer one where that takes at least
 * 0.7 of the coarse one's probability. `probabilities` are one per class, a coarse one's being the sum over
 * its finer ones. A cell that fits nothing is called unknown, whatever its probabilities.
 */
export function labelCell(
  probabilities: ArrayLike<number>,
  classes: readonly CellClass[],
  fitsNothing: boolean,
): CellClass {
  if (fitsNothing) return unknownOf(classes);
  const likeliest = (isCandidate: (label: CellClass) => boolean): number =>
    classes.reduce((best, label, at) => {
      if (!isCandidate(label)) return best;
      return best < 0 || chance(at) > chance(best) ? at : best;
    }, -1);
  const chance = (at: number): number => probabilities[at] ?? 0;
  const names = new Set(classes.map(({ name }) => name));
  const isFiner = ({ name }: CellClass): boolean => coarseName(name) !== name && names.has(coarseName(name));
  const coarse = likeliest((label) => !isFiner(label));
  const coarseLabel = classes[coarse];
  if (!coarseLabel) return unknownOf(classes);
  const finer = likeliest((label) => isFiner(label) && coarseName(label.name) === coarseLabel.name);
  const finerLabel = classes[finer];
  return finerLabel && chance(finer) >= FINER_SHARE * chance(coarse) ? finerLabel : coarseLabel;
}

/** The pack's own label for unknown cells where it has one. */
function unknownOf(classes: readonly CellClass[]): CellClass {
  return classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
}
