import { stepCell } from '../cells/step-cell.js';
import type { SmearSession } from '../session.js';

/** Goes through the cells by keyboard: N to the next, P to the one before, Esc to none. */
export function followCellKeys(session: SmearSession, event: KeyboardEvent): void {
  if (isTyping(event)) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (key === 'escape') session.selected = undefined;
  if (key !== 'n' && key !== 'p') return;
  const id = stepCell(session, key === 'n' ? 1 : -1);
  if (id !== undefined) session.goTo(id);
}

/** Whether the key is the field's own: text, or the first letter of an option. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio'].includes(target.type);
}
