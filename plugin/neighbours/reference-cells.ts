import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';
import type { NearestCells } from './nearest-cells.js';

/** Cells of one kind that a person stands by, to hold another against. */
export interface ReferenceCells {
  readonly label: CellClass;
  /** The most alike first; none where nobody has confirmed one on this slide. */
  readonly cells: readonly Cell[];
}

/**
 * What a cell is to be held against: confirmed cells of this slide, of the two kinds that the models hold likeliest, with
 * all their finer kinds. None for a cell of which no model has said anything.
 */
export function referenceCells(
  { id, probabilities }: Cell,
  {
    classes,
    nearest,
    most,
  }: {
    readonly classes: readonly CellClass[];
    readonly nearest: Pick<NearestCells, 'to'>;
    /** Of each kind. */
    readonly most: number;
  },
): readonly ReferenceCells[] {
  if (probabilities.length === 0) return [];
  const likeliest = classes
    .map((label, at) => ({ label, chance: probabilities[at] ?? 0 }))
    .filter(({ label: { name } }) => coarseName(name) === name && name !== UNKNOWN.name)
    .sort((one, other) => other.chance - one.chance)
    .slice(0, 2);
  return likeliest.map(({ label }) => {
    const isOne = (cell: Cell): boolean =>
      cell.review?.confirmed === true && coarseName(cell.label.name) === label.name;
    return { label, cells: nearest.to(id, most, isOne).map(({ cell }) => cell) };
  });
}
