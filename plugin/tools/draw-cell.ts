import { outlineMaker } from './outline-maker.js';
import type { ToolContext } from './tool.js';

/** Id of the cell that the reader has drawn, selected by now; `undefined` when given up. */
export async function drawCell(context: ToolContext): Promise<string | undefined> {
  const { session, surface, signal } = context;
  const made = outlineMaker(context);
  const drawn = await surface.drawRing({ signal, purpose: 'draw', refuse: made.refuse });
  if (!drawn || !made.outline) return undefined;
  const label = context.label();
  const id = session.review.add(made.outline, label);
  session.selected = id;
  surface.say(surface.words.added(surface.words.className(label.name)));
  return id;
}
