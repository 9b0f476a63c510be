import type OpenSeadragon from 'openseadragon';
import { recall, remember } from './preferences.js';

/** How long the overview stays after the view has come to rest. */
const STAYS_MS = 1200;

/**
 * Shows the small picture of the whole slide while the view moves, and always where the reader wants it so: it lies over
 * the slide, and cells under it could not be read.
 */
export function showOverviewOnTheMove(
  viewer: OpenSeadragon.Viewer,
  stage: HTMLElement,
  pin: HTMLElement,
): void {
  let timer = 0;
  const rest = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => stage.classList.remove('is-moving'), STAYS_MS);
  };
  viewer.addHandler('animation-start', () => {
    clearTimeout(timer);
    stage.classList.add('is-moving');
  });
  viewer.addHandler('animation-finish', rest);
  const set = (isPinned: boolean): void => {
    stage.classList.toggle('has-overview', isPinned);
    pin.ariaPressed = String(isPinned);
  };
  pin.addEventListener('click', () => {
    const isPinned = !stage.classList.contains('has-overview');
    remember('overview', isPinned ? 'shown' : 'hidden');
    set(isPinned);
  });
  set(recall('overview') === 'shown');
}
