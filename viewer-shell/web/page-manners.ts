/**
 * Leaves the keys to the cells after the mouse has been on the page's own buttons and lists: a button that is pressed
 * takes no focus, and a list gives it up once something is chosen. By keyboard both are reached as ever.
 */
export function leaveKeysToCells(part: HTMLElement): void {
  part.addEventListener('mousedown', (event) => {
    if (event.target instanceof Element && event.target.closest('button')) event.preventDefault();
  });
  let pressed: EventTarget | null = null;
  part.addEventListener('pointerdown', ({ target }) => {
    pressed = target;
  });
  part.addEventListener('change', ({ target }) => {
    if (target === pressed && target instanceof HTMLSelectElement) target.blur();
    pressed = null;
  });
}
