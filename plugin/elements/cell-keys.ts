import type { SmearSession } from '../session.js';

/** Keys with names of their own that say something of cells, and can stand for no class. */
export const NAMED_CELL_KEYS: ReadonlySet<string> = new Set(['Delete', 'Backspace', 'Insert']);

/**
 * Hands a key to the session: N and P step through the cells, D goes to the next doubtful one, a class's key
 * names, Enter confirms, Delete rejects, Ctrl+Z and Ctrl+Y undo and redo, Esc lets go. A key that a field,
 * button or other element needs itself is left to it.
 */
export function followCellKeys(
  session: SmearSession,
  event: KeyboardEvent,
  where: { readonly fromGallery?: boolean } = {},
): void {
  if (event.defaultPrevented || event.isComposing || isTyping(event) || isPressing(event)) return;
  if (isInDialog(event)) return;
  if (session.tools.press(event) || session.keys.press(event, where)) event.preventDefault();
}

/** What stands before the cells has all keys to itself; a dialog around both does not. */
function isInDialog(event: KeyboardEvent): boolean {
  const path = event.composedPath();
  const within = path.slice(
    0,
    path.findIndex((part) => part === event.currentTarget),
  );
  return within.some((part) => part instanceof HTMLDialogElement && part.open);
}

/** Whether the key is the field's own: text, or the first letter of an option. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio'].includes(target.type);
}

/** Enter presses what has the focus, where that can be pressed. */
function isPressing(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter') return false;
  const target = event.composedPath()[0];
  return target instanceof Element && target.matches('button, a[href], summary, input, [role=menuitem]');
}
