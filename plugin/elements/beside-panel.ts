/** Below this width of the window there is no room for two things side by side, CSS pixels. */
const WIDE = 700;
const GAP = 20;

/**
 * Gives an element that spreads over the slide the whole height beside the panel in which it stands, so that the panel
 * stays on view; over everything where there is no room for both. `false` puts it back into the panel.
 */
export function spreadBesidePanel(element: HTMLElement, spread: boolean): void {
  element.style.removeProperty('left');
  element.style.removeProperty('right');
  if (!spread) return;
  const { left, right } = element.getBoundingClientRect();
  const isWide = innerWidth >= WIDE;
  const isRight = left > innerWidth / 2;
  element.style.left = isWide && !isRight ? `${right + GAP}px` : '0';
  element.style.right = isWide && isRight ? `${innerWidth - left + GAP}px` : '0';
}
