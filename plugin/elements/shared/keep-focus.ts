import { focusedElement } from '../../../overlays/tools/focused-element.js';

const PRESSED = 'button, summary, label:has(input[type=radio], input[type=checkbox])';
const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range], [type=file]), textarea, select';

/**
 * Leaves the focus where it is when the mouse presses a button or a switch (`mousedown`): the next key then answers a
 * cell, and does not press the button once more. A field gives the focus up, since that is when it takes over its text.
 */
export function keepFocus(event: MouseEvent): void {
  const [pressed] = event.composedPath();
  if (!(pressed instanceof Element) || !pressed.closest(PRESSED)) return;
  if (!focusedElement(pressed.ownerDocument)?.matches(FIELDS)) event.preventDefault();
}

/** Lists from which the mouse has chosen give up the focus, since they would take letters for their own. */
export class ReleasedSelects {
  #pressed: HTMLSelectElement | undefined;

  readonly onPress = (event: Event): void => {
    const [target] = event.composedPath();
    this.#pressed = target instanceof HTMLSelectElement ? target : undefined;
  };

  readonly onInput = (event: Event): void => {
    const select = this.#pressed;
    if (event.composedPath()[0] !== select) return;
    this.#pressed = undefined;
    // After its own `change`.
    queueMicrotask(() => select?.blur());
  };
}
