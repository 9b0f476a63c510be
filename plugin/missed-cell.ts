import type { Cell, CellClass } from '../models/domain/cell.js';
import {
  boxContains,
  intersectBoxes,
  polygonArea,
  polygonContains,
  type Point,
} from '../models/domain/geometry.js';
import type { FoundCell } from './cells/found-cells.js';
import { isShown } from './cells/is-shown.js';
import { sharedArea } from './cells/outline-overlap.js';
import type { SmearSession } from './session.js';

/** What came of asking for a cell at a point; the cell, where there is one, is the chosen one. */
export type MissedCell =
  /** `suggested` is what the model called it. */
  | { readonly kind: 'added'; readonly id: string; readonly suggested?: string }
  /** It had been found, and was hidden or rejected. */
  | { readonly kind: 'brought-back'; readonly id: string }
  | { readonly kind: 'there'; readonly id: string }
  | { readonly kind: 'nothing' }
  /** The point does not lie on the slide. */
  | { readonly kind: 'beside' };

export interface MissedCellOptions {
  readonly session: Pick<SmearSession, 'cells' | 'review' | 'threshold' | 'slide' | 'selected'>;
  readonly findAt: (point: Point) => Promise<FoundCell | undefined>;
  /** What the cell is called until a person says more. */
  readonly label: CellClass;
}

/** An outline that shares this much of its union, or that of the smaller one, with another is the same cell. */
const SAME_OF_UNION = 0.5;
const SAME_OF_SMALLER = 0.7;

/**
 * Adds the cell at a point (level-0 pixels) that was missed: one that is there is only chosen, one that is hidden
 * or rejected comes back, else the models are asked. One step of the history at most. Rejects as `findAt` does.
 */
export async function addMissedCell(
  point: Point,
  { session, findAt, label }: MissedCellOptions,
): Promise<MissedCell> {
  const { cells, review, slide } = session;
  const isOnSlide = slide && boxContains({ minX: 0, minY: 0, maxX: slide.width, maxY: slide.height }, point);
  if (!isOnSlide) return { kind: 'beside' };

  const known = (near: readonly Cell[]): MissedCell | undefined => {
    const [best] = [...near].sort(
      (a, b) =>
        Number(isShown(b, session.threshold)) - Number(isShown(a, session.threshold)) || b.score - a.score,
    );
    if (!best) return undefined;
    const { id } = best;
    const wasShown = isShown(best, session.threshold);
    if (best.review?.rejected) review.restore([id]);
    else if (!wasShown) review.bringBack(id, label);
    session.selected = id;
    return { kind: wasShown ? 'there' : 'brought-back', id };
  };

  const around = { minX: point.x, minY: point.y, maxX: point.x, maxY: point.y };
  const here = known(cells.within(around).filter(({ outline }) => polygonContains(outline, point)));
  if (here) return here;
  const found = await findAt(point);
  // Another slide has been opened meanwhile: the cell is not on it.
  if (!found || slide !== session.slide) return { kind: 'nothing' };
  const double = known(cells.within(found.box).filter((cell) => isSame(cell, found)));
  if (double) return double;
  const id = review.add(found.outline, label, found);
  session.selected = id;
  return { kind: 'added', id, suggested: found.label.name };
}

function isSame(cell: Cell, found: FoundCell): boolean {
  if (!intersectBoxes(cell.box, found.box)) return false;
  const [one, other] = [polygonArea(cell.outline), polygonArea(found.outline)];
  const shared = sharedArea(cell.outline, found.outline);
  return shared > SAME_OF_SMALLER * Math.min(one, other) || shared > SAME_OF_UNION * (one + other - shared);
}
