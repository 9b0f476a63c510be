import type { Cell, CellClass } from '../../models/domain/cell.js';

/** Kinds that a differential counts beside the leukocytes, not among them. */
const NO_LEUKOCYTES: ReadonlySet<string> = new Set(['Erythroblast', 'Platelet', 'Unknown']);

/** One kind of cell: how many there are, and how that relates to the leukocytes. */
export interface DifferentialRow {
  readonly label: CellClass;
  readonly count: number;
  /** Share of the leukocytes, 0 to 1; absent for other kinds and where there are no leukocytes. */
  readonly share?: number;
  /** For other kinds: how many there are to a hundred leukocytes. */
  readonly perHundredLeukocytes?: number;
}

/** Counts by kind, as a differential blood count gives them. */
export interface Differential {
  /** One row per class of the pack, in its order, then any other class met. */
  readonly rows: readonly DifferentialRow[];
  readonly leukocytes: number;
  readonly total: number;
}

/** Counts the cells whose detection probability reaches the threshold. */
export function countDifferential(
  cells: Iterable<Cell>,
  classes: readonly CellClass[],
  threshold: number,
): Differential {
  const rows = new Map(classes.map((label) => [label.name, { label, count: 0 }]));
  let total = 0;
  for (const { label, score } of cells) {
    if (score < threshold) continue;
    const row = rows.get(label.name) ?? { label, count: 0 };
    row.count++;
    rows.set(label.name, row);
    total++;
  }
  const all = [...rows.values()];
  const leukocytes = all.reduce((sum, row) => sum + (isLeukocyte(row.label) ? row.count : 0), 0);
  return {
    rows: all.map((row) => ({ ...row, ...relative(row.label, row.count, leukocytes) })),
    leukocytes,
    total,
  };
}

function relative(label: CellClass, count: number, leukocytes: number) {
  if (leukocytes === 0) return {};
  return isLeukocyte(label)
    ? { share: count / leukocytes }
    : { perHundredLeukocytes: (count / leukocytes) * 100 };
}

/** A finer kind counts as its parent does: the part before QuPath's colon decides. */
function isLeukocyte(label: CellClass): boolean {
  return !NO_LEUKOCYTES.has(label.name.split(':')[0] as string);
}
