import type { Point } from '../models/domain/geometry.js';
import { themeValue } from './theme.js';

/** A line of text beside the pointer, inside the viewer so that it survives full screen. */
export class Tooltip {
  readonly #host: HTMLElement;
  readonly #element: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#element = host.ownerDocument.createElement('div');
    this.#element.setAttribute('role', 'tooltip');
    this.#element.className = 'smear-tooltip';
    this.#element.style.cssText =
      'position:absolute;left:0;top:0;pointer-events:none;visibility:hidden;white-space:nowrap;z-index:2;' +
      `padding:4px 8px;border-radius:6px;background:${themeValue('note')};color:${themeValue('noteText')};` +
      `font:500 0.75rem/1.35 ${themeValue('fontFamily')};box-shadow:0 1px 4px ${themeValue('shade')}`;
    host.append(this.#element);
  }

  /** `place` in CSS pixels of the host; the tip stays inside it. */
  show(text: string, place: Point): void {
    if (this.#element.textContent !== text) this.#element.textContent = text;
    const { offsetWidth, offsetHeight } = this.#element;
    const x = Math.max(4, Math.min(place.x + 14, this.#host.clientWidth - offsetWidth - 4));
    const below = place.y + 18;
    const y = below + offsetHeight + 4 > this.#host.clientHeight ? place.y - offsetHeight - 10 : below;
    this.#element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    this.#element.style.visibility = 'visible';
  }

  hide(): void {
    this.#element.style.visibility = 'hidden';
  }

  dispose(): void {
    this.#element.remove();
  }
}
