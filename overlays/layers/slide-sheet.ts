import { focusedElement } from '../tools/focused-element.js';
import { themeValue } from '../theme.js';

/** What is written at the top of the slide while a tool is at work, and pressed there without a keyboard. */
export interface SheetButton {
  readonly label: string;
  readonly onPress: () => void;
}

const NOTE =
  'position:absolute;left:50%;top:0.75rem;transform:translateX(-50%);box-sizing:border-box;width:max-content;' +
  'max-width:calc(100% - 1rem);padding:0.375rem 0.75rem;border-radius:8px;' +
  `border:1px solid ${themeValue('noteEdge')};background:${themeValue('note')};color:${themeValue('noteText')};` +
  'pointer-events:none;text-align:center;display:flex;flex-wrap:wrap;' +
  'gap:0.375rem 0.75rem;align-items:center;justify-content:center;' +
  `font:500 0.8125rem/1.4 ${themeValue('fontFamily')}`;
const BUTTON =
  'pointer-events:auto;min-height:1.75rem;min-width:1.75rem;padding:0.125rem 0.625rem;border-radius:6px;' +
  'border:1px solid currentcolor;background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer';

/**
 * A sheet over the viewer's canvas that takes pointer and keyboard while a tool is at work, so that the viewer
 * does not move under it; the wheel still zooms. Text grows with the page's, and survives forced colours.
 * `remove` gives the focus back to where it was, and may be called twice.
 */
export class SlideSheet {
  readonly cover: HTMLElement;
  readonly #text: HTMLElement;
  readonly #focusedBefore: Element | null;

  constructor(host: HTMLElement, hint: string, buttons: readonly SheetButton[]) {
    const { ownerDocument } = host;
    this.#focusedBefore = focusedElement(ownerDocument);
    const make = (tag: string, css: string): HTMLElement => {
      const element = ownerDocument.createElement(tag);
      element.style.cssText = css;
      return element;
    };
    this.cover = make(
      'div',
      'position:absolute;inset:0;cursor:crosshair;touch-action:none;z-index:3;overflow:hidden;outline:none;' +
        'user-select:none;-webkit-user-select:none',
    );
    this.cover.className = 'smear-tool';
    this.cover.tabIndex = 0;
    this.cover.setAttribute('role', 'application');
    this.cover.setAttribute('aria-label', hint);
    const note = make('div', NOTE);
    note.className = 'smear-tool-note';
    this.#text = make('span', '');
    this.#text.textContent = hint;
    note.append(this.#text);
    for (const { label, onPress } of buttons) {
      const button = make('button', BUTTON);
      button.setAttribute('type', 'button');
      button.textContent = label;
      button.addEventListener('click', onPress);
      note.append(button);
    }
    this.cover.append(note);
    host.append(this.cover);
    this.cover.focus({ preventScroll: true });
  }

  get hint(): string {
    return this.#text.textContent ?? '';
  }

  set hint(text: string) {
    this.#text.textContent = text;
  }

  /** Whether an event belongs to a button of the sheet and not to the slide. */
  static isOnButton(event: Event): boolean {
    return event.target instanceof Element && event.target.closest('button') !== null;
  }

  remove(): void {
    const hadFocus =
      this.cover.contains(this.cover.ownerDocument.activeElement) || this.cover.matches(':focus-within');
    this.cover.remove();
    if (hadFocus && this.#focusedBefore instanceof HTMLElement && this.#focusedBefore.isConnected) {
      this.#focusedBefore.focus({ preventScroll: true });
    }
  }
}
