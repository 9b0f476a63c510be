import type { Cell } from '../../models/domain/cell.js';
import { boxCentre } from '../../models/domain/geometry.js';
import { polygonBounds, polygonContains } from '../../models/domain/rings/polygon.js';
import { cellAt } from '../../overlays/hit-testing.js';
import type { DrawnRing } from '../../overlays/tools/ring-drawing.js';
import { isShown } from '../cells/is-shown.js';
import type { ToolContext, ToolTarget } from './tool.js';

/**
 * Lets the reader draw around cells, and selects those whose centre lies inside; how many that are. `pressed` is a
 * pointer that is down already; where it does not move, the cell under it is added to the selection or removed.
 */
export async function lassoCells(
  { session, surface, signal }: ToolContext,
  pressed?: PointerEvent,
): Promise<number> {
  const drawn = await surface.drawRing({ signal, purpose: 'lasso', ...(pressed ? { pressed } : {}) });
  if (!drawn) return 0;
  const count = select(session, drawn);
  surface.say(surface.words.chosen(session.selection.ids.size));
  return count;
}

function select({ cells, selection, threshold }: ToolTarget, { ring, isAdding }: DrawnRing): number {
  const isVisible = (cell: Cell): boolean => isShown(cell, threshold);
  if (ring.length === 2) {
    const cell = cellAt(cells, { x: ring[0] as number, y: ring[1] as number }, 0, isVisible);
    if (cell) selection.toggle(cell.id);
    return cell ? 1 : 0;
  }
  const inside = cells
    .within(polygonBounds(ring))
    .filter((cell) => isVisible(cell) && polygonContains(ring, boxCentre(cell.box)))
    .map(({ id }) => id);
  if (isAdding) selection.add(inside);
  else selection.set(inside);
  return inside.length;
}
