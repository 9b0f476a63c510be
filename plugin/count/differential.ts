import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName } from '../../models/domain/class-name.js';
import { isShown } from '../cells/is-shown.js';
import { usualCounting, type CountedAsNamed } from '../kinds/kind-list.js';
import { wilsonInterval, type Interval } from './wilson.js';

/** One kind of cell: how many there are, and how that relates to the leukocytes. */
export interface DifferentialCount {
  readonly label: CellClass;
  readonly count: number;
  /** Share of the leukocytes, 0 to 1; absent for other kinds and where there are no leukocytes. */
  readonly share?: number;
  /** The 95 % interval of the share; there where it is. */
  readonly interval?: Interval;
  /** Of kinds that are counted so: how many there are to a hundred leukocytes. */
  readonly perHundredLeukocytes?: number;
}

/** A coarse kind with all its cells, however finely they are named. */
export interface DifferentialRow extends DifferentialCount {
  /** Those of its finer kinds that were met; cells that have the coarse name alone are in none of them. */
  readonly finer: readonly DifferentialCount[];
}

/** Counts by kind, as a differential blood count gives them. */
export interface Differential {
  /** One row per coarse class of the pack, in its order, then any other met. */
  readonly rows: readonly DifferentialRow[];
  readonly leukocytes: number;
  readonly total: number;
}

/** Counts the cells whose detection probability reaches the threshold. */
export function countDifferential(
  cells: Iterable<Cell>,
  classes: readonly CellClass[],
  threshold: number,
  countedAs: CountedAsNamed = usualCounting,
): Differential {
  const met = new Map<string, { label: CellClass; count: number }>();
  for (const cell of cells) {
    if (!isShown(cell, threshold)) continue;
    const kind = met.get(cell.label.name) ?? { label: cell.label, count: 0 };
    kind.count++;
    met.set(cell.label.name, kind);
  }
  return differentialOf(met.values(), classes, countedAs);
}

/** The same from counts by exact name, which a tally holds ready. */
export function differentialOf(
  counts: Iterable<{ readonly label: CellClass; readonly count: number }>,
  classes: readonly CellClass[],
  countedAs: CountedAsNamed = usualCounting,
): Differential {
  const kinds = new Map(classes.map((label) => [label.name, { label, count: 0 }]));
  let total = 0;
  for (const { label, count } of counts) {
    kinds.set(label.name, { label: kinds.get(label.name)?.label ?? label, count });
    total += count;
  }
  const groups = groupFiner([...kinds.values()]);
  const leukocytes = groups.reduce(
    (sum, { label, count }) => sum + (isLeukocyte(label, countedAs) ? count : 0),
    0,
  );
  const related = ({ label, count }: Count): DifferentialCount => relate(label, count, leukocytes, countedAs);
  return {
    rows: groups.map((group) => ({ ...related(group), finer: group.finer.map(related) })),
    leukocytes,
    total,
  };
}

interface Count {
  readonly label: CellClass;
  readonly count: number;
}

/** Coarse kinds with their totals, each with those of its finer kinds that have cells. */
function groupFiner(kinds: readonly Count[]): (Count & { readonly finer: readonly Count[] })[] {
  const names = new Set(kinds.map(({ label }) => coarseName(label.name)));
  return [...names].map((name) => {
    const members = kinds.filter(({ label }) => coarseName(label.name) === name);
    const finer = members.filter(({ label, count }) => label.name !== name && count > 0);
    const known = members.find(({ label }) => label.name === name)?.label;
    const label = known ?? { ...(members[0] as Count).label, name };
    return { label, count: members.reduce((sum, { count }) => sum + count, 0), finer };
  });
}

/** A count of one kind, beside so many leukocytes. */
export function relate(
  label: CellClass,
  count: number,
  leukocytes: number,
  countedAs: CountedAsNamed = usualCounting,
): DifferentialCount {
  const counted = leukocytes === 0 ? 'no' : countedAs(label.name);
  if (counted === 'no') return { label, count };
  if (counted === 'perHundred') return { label, count, perHundredLeukocytes: (count / leukocytes) * 100 };
  return { label, count, share: count / leukocytes, interval: wilsonInterval(count, leukocytes) };
}

/** Whether a kind is counted among the leukocytes; a finer kind counts as its coarse one does. */
export function isLeukocyte(
  label: Pick<CellClass, 'name'>,
  countedAs: CountedAsNamed = usualCounting,
): boolean {
  return countedAs(label.name) === 'among';
}
