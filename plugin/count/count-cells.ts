import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';
import type { Box } from '../../models/domain/geometry.js';
import { differentialOf, isLeukocyte, type Differential } from './differential.js';
import { isShown } from '../cells/is-shown.js';
import { usualCounting, type CountedAsNamed } from '../kinds/kind-list.js';
import { stopAt, walkOrder } from './walk.js';

/** Which cells a reader's per cent rest on: those a person stands by, or all as they are called now. */
export type CountBasis = 'reviewed' | 'suggested';

export interface CountOptions {
  readonly classes: readonly CellClass[];
  /** Detection probability below which a cell that nobody has looked at is skipped. */
  readonly threshold: number;
  /** Areas to walk, in order; level-0 pixels. */
  readonly areas: readonly Box[];
  /** Height of a row of the walk, level-0 pixels. */
  readonly rowHeight: number;
  /** Stops at so many leukocytes; counts all where absent. */
  readonly limit?: number;
  /** Whether a cell is of a size to be counted. */
  readonly fits?: (cell: Cell) => boolean;
  /** How each kind is counted; as ICSH counts it where left out. */
  readonly countedAs?: CountedAsNamed;
}

/**
 * A differential on both bases over one and the same set of cells: the walk stops at the hundredth leukocyte
 * as the cells are called now, whether reviewed or not, so that reviewing fills a count and never moves it.
 * Unknown cells are in neither differential's per cent until somebody names them.
 */
export interface CellCount {
  readonly reviewed: Differential;
  /** Every cell as it is called now, reviewed or not. */
  readonly suggested: Differential;
  /** Everything met: in the order of the walk where there is a limit, else in no particular order. */
  readonly cells: readonly Cell[];
  /** Cells called unknown. */
  readonly unknown: number;
  /** Cells with a name that no person has agreed with. */
  readonly unreviewed: number;
  /** Cells that no person stands by, named or unknown: what is left to do, and the only number for it. */
  readonly left: number;
  /** Cells in the areas that were skipped for their size. */
  readonly leftOutBySize: number;
  /** Leukocytes in the areas that lie beyond the limit. */
  readonly beyondLimit: number;
  /** The leukocyte at which the limit was reached; absent without a limit, or where there were fewer. */
  readonly last?: Cell;
}

/** Counts the shown cells in the areas, up to the limit. */
export function countCells(cells: Iterable<Cell>, options: CountOptions): CellCount {
  const { classes, threshold, areas, rowHeight, limit, fits, countedAs = usualCounting } = options;
  let leftOutBySize = 0;
  const within: Cell[] = [];
  const kinds: Kinds = new Map();
  for (const cell of cells) {
    if (!isShown(cell, threshold) || !isInside(cell, areas)) continue;
    if (fits && !fits(cell)) {
      leftOutBySize++;
      continue;
    }
    within.push(cell);
    // At once, where all count: a hundred thousand cells are gone through at each correction.
    if (limit === undefined) addTo(kinds, cell);
  }
  if (limit === undefined) {
    return { cells: within, ...countKinds(kinds, classes, countedAs), leftOutBySize, beyondLimit: 0 };
  }
  const isCounted = ({ label }: Cell): boolean => isLeukocyte(label, countedAs);
  const met = stopAt(walkOrder(within, areas, rowHeight), limit, isCounted);
  for (const cell of met.cells) addTo(kinds, cell);
  const beyondLimit = met.last ? within.filter(isCounted).length - limit : 0;
  return { ...met, ...countKinds(kinds, classes, countedAs), leftOutBySize, beyondLimit };
}

/** How many cells have each exact name. */
type Kinds = Map<string, { readonly label: CellClass; count: number; reviewed: number }>;

function addTo(kinds: Kinds, { label, review }: Cell): void {
  let kind = kinds.get(label.name);
  if (!kind) kinds.set(label.name, (kind = { label, count: 0, reviewed: 0 }));
  kind.count++;
  if (review?.confirmed) kind.reviewed++;
}

function countKinds(
  kinds: Kinds,
  classes: readonly CellClass[],
  countedAs: CountedAsNamed,
): Pick<CellCount, 'reviewed' | 'suggested' | 'unknown' | 'unreviewed' | 'left'> {
  const met = [...kinds.values()];
  const confirmed = met.map(({ label, reviewed }) => ({ label, count: reviewed }));
  const named = met.filter((kind) => !isUnknown(kind));
  return {
    reviewed: differentialOf(
      confirmed.filter(({ count }) => count > 0),
      classes,
      countedAs,
    ),
    suggested: differentialOf(met, classes, countedAs),
    unknown: met.reduce((sum, kind) => sum + (isUnknown(kind) ? kind.count : 0), 0),
    unreviewed: named.reduce((sum, { count, reviewed }) => sum + count - reviewed, 0),
    left: met.reduce((sum, { count, reviewed }) => sum + count - reviewed, 0),
  };
}

/** Whether a cell is called unknown, by the models or by a person. */
export function isUnknown({ label }: Pick<Cell, 'label'>): boolean {
  return coarseName(label.name) === UNKNOWN.name;
}

/** Whether no person stands by what a cell is called. */
export function isLeft({ review }: Pick<Cell, 'review'>): boolean {
  return review?.confirmed !== true;
}

/** Whether a cell is called unknown, and no person stands by that. */
export function isUnknownLeft(cell: Pick<Cell, 'label' | 'review'>): boolean {
  return isUnknown(cell) && isLeft(cell);
}

/** Whether a cell has a name that no person has agreed with. */
export function isUnreviewed(cell: Pick<Cell, 'label' | 'review'>): boolean {
  return !isUnknown(cell) && cell.review?.confirmed !== true;
}

function isInside({ box }: Cell, areas: readonly Box[]): boolean {
  // Without a point for each of a hundred thousand cells, at each correction.
  const x = (box.minX + box.maxX) / 2;
  const y = (box.minY + box.maxY) / 2;
  for (const { minX, minY, maxX, maxY } of areas) {
    if (x >= minX && x < maxX && y >= minY && y < maxY) return true;
  }
  return false;
}
