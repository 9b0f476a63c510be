import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { keyAction } from '../../../overlays/keys/key-press.js';
import { isTyping } from '../review/cell-keys.js';
import { FIELD_LEFT } from '../shared/leave-field.js';

export interface GallerySpreadOptions {
  /** Whether something of the gallery's own lies over it, which Escape closes first. */
  readonly isCovered: () => boolean;
  readonly onEscape: () => void;
  readonly onResize: (step: 1 | -1) => void;
}

/** By which step the key makes the pictures larger, if at all. */
export function resizeStep(event: KeyboardEvent): 1 | -1 | undefined {
  const action = keyAction('gallery', event);
  if (event.ctrlKey || event.metaKey || (action !== 'larger' && action !== 'smaller')) return undefined;
  return action === 'larger' ? 1 : -1;
}

/** The gallery over the slide: beside the panel, until Escape is pressed, wherever the focus is. */
export class GallerySpread implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: GallerySpreadOptions;

  constructor(host: ReactiveControllerHost & HTMLElement, options: GallerySpreadOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.set(false);
  }

  /** Whether a tile has the focus. */
  get hasFocus(): boolean {
    return Boolean(this.#host.shadowRoot?.activeElement?.closest('.tile'));
  }

  set(isSpread: boolean): void {
    spreadBesidePanel(this.#host, isSpread);
    const { ownerDocument: page } = this.#host;
    page.removeEventListener('keydown', this.#onKey, { capture: true });
    if (isSpread) page.addEventListener('keydown', this.#onKey, { capture: true });
    else if (this.hasFocus) void this.#leaveWhereHidden();
  }

  /** A low window has no room for the gallery in its place: the work goes on beside it. */
  async #leaveWhereHidden(): Promise<void> {
    await this.#host.updateComplete;
    if (!this.#host.isConnected || this.#host.checkVisibility()) return;
    this.#host.dispatchEvent(new CustomEvent(FIELD_LEFT, { bubbles: true, composed: true }));
  }

  /** Before everybody else: what lies on top is what Escape closes first. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const step = resizeStep(event);
    const isShrunk = keyAction('gallery', event) === 'shrink';
    if ((step === undefined && !isShrunk) || event.defaultPrevented || isTyping(event)) return;
    const isUnder =
      this.#options.isCovered() ||
      this.#host.ownerDocument.querySelector('dialog:modal') !== null ||
      event.composedPath().some((part) => part instanceof HTMLDialogElement);
    if (isUnder || !this.#host.checkVisibility()) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) this.#options.onEscape();
    else this.#options.onResize(step);
  };
}

/** Below this width of the window there is no room for two things side by side, CSS pixels. */
const WIDE = 700;

/**
 * Gives an element that spreads over the slide the whole height beside the panel in which it stands, so that the panel
 * stays on view; over everything where there is no room for both. `false` puts it back into the panel.
 */
function spreadBesidePanel(element: HTMLElement, spread: boolean): void {
  const { style } = element;
  for (const edge of ['inset', 'left', 'right', 'top', 'bottom']) style.removeProperty(edge);
  if (!spread) return;
  const { left, right, top, bottom, width } = panelAround(element).getBoundingClientRect();
  if (innerWidth < WIDE) {
    style.inset = '0';
    return;
  }
  const isRight = left + width / 2 > innerWidth / 2;
  style.top = `${Math.max(0, top)}px`;
  style.bottom = `${Math.max(0, innerHeight - bottom)}px`;
  style.left = isRight ? '0' : `${right}px`;
  style.right = isRight ? `${innerWidth - left}px` : '0';
}

/** The panel; else what the gallery stands in. */
function panelAround(element: Element): Element {
  let at = element;
  for (;;) {
    const root = at.getRootNode();
    if (at.localName === 'smear-panel' || !(root instanceof ShadowRoot)) return at;
    at = root.host;
  }
}
