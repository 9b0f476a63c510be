import { polygonContains } from '../../models/domain/rings/polygon.js';
import type { FoundCell } from '../../models/domain/findings.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { boxContains, fullExtent, type Point } from '../../models/domain/geometry.js';
import { isShown } from '../cells/is-shown.js';
import { isSameCell } from '../cells/same-cell.js';
import type { CellStore } from '../cells/cell-store.js';
import type { Review } from '../review/review.js';
import type { SlideReader } from '../slide/slide-reader.js';

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

/** The cells of one slide, as far as adding one needs them. */
export interface CellsOfSlide {
  readonly cells: CellStore;
  readonly review: Review;
  readonly threshold: number;
  readonly slide?: SlideReader;
  /** Id of the chosen cell. */
  selected?: string;
}

export interface MissedCellOptions {
  readonly session: CellsOfSlide;
  readonly findAt: (point: Point) => Promise<FoundCell | undefined>;
  /** What the reader adds; unknown while they have not said. */
  readonly label: CellClass;
  /** Whether the models' name needs a look; all do where left out. */
  readonly isDoubtful?: (cell: Omit<Cell, 'id'>) => boolean;
}

/**
 * Adds the cell at a point (level-0 pixels) that was missed: one that is there is only chosen, one that is hidden
 * or rejected comes back, else the models are asked. Where the reader has said no name and the models are sure of theirs,
 * it has that name, suggested. One step of the history at most. Rejects as `findAt` does.
 */
export async function addMissedCell(
  point: Point,
  { session, findAt, label, isDoubtful = () => true }: MissedCellOptions,
): Promise<MissedCell> {
  const { cells, review, slide } = session;
  const isOnSlide = slide && boxContains(fullExtent(slide), point);
  if (!isOnSlide) return { kind: 'beside' };

  const isOpen = label.name === UNKNOWN.name;
  const named = (cell: Omit<Cell, 'id'>): CellClass => (isOpen && !isDoubtful(cell) ? cell.label : label);

  const known = (near: readonly Cell[]): MissedCell | undefined => {
    const [best] = [...near].sort(
      (a, b) =>
        Number(isShown(b, session.threshold)) - Number(isShown(a, session.threshold)) || b.score - a.score,
    );
    if (!best) return undefined;
    const { id } = best;
    const wasShown = isShown(best, session.threshold);
    if (best.review?.rejected) review.restore([id]);
    else if (!wasShown) review.bringBack(id, named(best), !isOpen);
    session.selected = id;
    return { kind: wasShown ? 'there' : 'brought-back', id };
  };

  const around = { minX: point.x, minY: point.y, maxX: point.x, maxY: point.y };
  const here = known(cells.within(around).filter(({ outline }) => polygonContains(outline, point)));
  if (here) return here;
  const found = await findAt(point);
  // Another slide has been opened meanwhile: the cell is not on it.
  if (!found || slide !== session.slide) return { kind: 'nothing' };
  const duplicate = known(cells.within(found.box).filter((cell) => isSameCell(cell, found)));
  if (duplicate) return duplicate;
  const name = named(found);
  const id = review.add(found.outline, name, found, !isOpen);
  session.selected = id;
  // What the cell is called already need not be suggested beside it.
  return { kind: 'added', id, ...(name === found.label ? {} : { suggested: found.label.name }) };
}
