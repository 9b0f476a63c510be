/** Sent by a field, through all roots, when a key has left it: whoever knows where the work goes on takes the focus. */
export const FIELD_LEFT = 'smear-field-left';

/** Enter and Escape leave a field of one line, which keeps its text: the next key means a cell again. */
export function leaveField(event: KeyboardEvent): void {
  if ((event.key !== 'Enter' && event.key !== 'Escape') || event.isComposing) return;
  // Escape is answered here, and takes back nothing else.
  event.preventDefault();
  event.stopPropagation();
  const field = event.currentTarget as HTMLElement;
  // Only with that does a field take over its text.
  field.blur();
  field.dispatchEvent(new CustomEvent(FIELD_LEFT, { bubbles: true, composed: true }));
}
