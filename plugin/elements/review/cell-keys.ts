import type { SmearSession } from '../../session/session.js';

/**
 * Lets the tools and the review answer a key. A key that a field, a button or a dialog needs itself is left to it.
 */
export function followCellKeys(
  session: SmearSession,
  event: KeyboardEvent,
  where: { readonly fromGallery?: boolean } = {},
): void {
  if (!isForCells(event)) return;
  if (session.tools.press(event) || session.keys.press(event, where)) event.preventDefault();
}

/** Whether nothing else has the key to itself: a field, a button, a dialog. */
export function isForCells(event: KeyboardEvent): boolean {
  const isTaken = event.defaultPrevented || event.isComposing || isTyping(event) || isPressing(event);
  return !isTaken && !isInDialog(event);
}

/** A dialog inside the listening element has all keys to itself; a dialog around it does not. */
function isInDialog(event: KeyboardEvent): boolean {
  const { currentTarget } = event;
  // Which dialogs of the page have their keys to themselves, the listener to the page has settled.
  if (currentTarget instanceof Document) return false;
  const path = event.composedPath();
  const within = path.slice(
    0,
    path.findIndex((part) => part === currentTarget),
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
  return (
    target instanceof Element &&
    target.matches(
      'button, a[href], summary, input:not([type=radio], [type=checkbox], [type=range]), [role=menuitem], [role=button], [role=link], [role=tab]',
    )
  );
}
