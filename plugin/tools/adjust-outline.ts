import { outlineMaker } from './outline-maker.js';
import type { ToolContext } from './tool.js';

/** An adjusted outline keeps what was not touched. */
const TOLERANCE_PX = 0.1;

/** Lets the reader pull the outline of a cell, the selected one by default; whether it has another one now. */
export async function adjustOutline(context: ToolContext, id = context.session.selected): Promise<boolean> {
  const { session, surface, signal } = context;
  const cell = id === undefined ? undefined : session.cells.get(id);
  if (!cell) return false;
  session.goTo(cell.id);
  const made = outlineMaker(context, TOLERANCE_PX);
  const ring = await surface.adjustRing({ signal, ring: cell.outline, refuse: made.refuse });
  if (!ring || !made.outline) return false;
  session.review.setOutline(cell.id, made.outline);
  surface.say(surface.words.adjusted);
  return true;
}
