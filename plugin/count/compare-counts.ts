import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Differential, DifferentialCount } from './differential.js';
import { intervalsOverlap } from './wilson.js';
import { tenthsWritten } from './written-share.js';

/** One kind in two counts. */
export interface ComparedKind {
  readonly label: CellClass;
  readonly first?: DifferentialCount;
  readonly second?: DifferentialCount;
  /** Second less first, as a share (0.05 is five points), each as it is written: to a tenth of a per cent. */
  readonly difference?: number;
  /** Whether the 95 % intervals have a share in common; there where both have one. */
  readonly overlap?: boolean;
}

/**
 * Two counts side by side: two readers, or one before and after. Rows in the first count's order, then what
 * only the second has. Intervals that do not overlap speak for a real difference; that they overlap does not
 * prove the counts alike, and for one and the same cells every difference is one of naming.
 */
export function compareCounts(first: Differential, second: Differential): ComparedKind[] {
  const seconds = new Map(second.rows.map((row) => [row.label.name, row]));
  const both = first.rows.map((row) => {
    const other = seconds.get(row.label.name);
    seconds.delete(row.label.name);
    return compared(row.label, row, other);
  });
  return [...both, ...[...seconds.values()].map((row) => compared(row.label, undefined, row))];
}

function compared(
  label: CellClass,
  first: DifferentialCount | undefined,
  second: DifferentialCount | undefined,
): ComparedKind {
  const difference =
    first?.share !== undefined && second?.share !== undefined
      ? (tenthsWritten(second.share) - tenthsWritten(first.share)) / 1000
      : undefined;
  const overlap =
    first?.interval && second?.interval ? intervalsOverlap(first.interval, second.interval) : undefined;
  return {
    label,
    ...(first ? { first } : {}),
    ...(second ? { second } : {}),
    ...(difference === undefined ? {} : { difference }),
    ...(overlap === undefined ? {} : { overlap }),
  };
}

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
