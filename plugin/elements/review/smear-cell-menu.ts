import { css, html, nothing, type TemplateResult } from 'lit';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { focusedElement } from '../../../overlays/tools/focused-element.js';
import { keyAction } from '../../../overlays/keys/key-press.js';
import { className } from '../../words/class-words.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { keyOf } from '../../review/class-keys.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * What can be said of the chosen cells, at the place of a right click or the menu key.
 * `smear-alike` is sent where the others should be compared with the cell.
 */
export class SmearCellMenu extends SmearElement {
  static override properties = { isOpen: { state: true } };
  static override styles = [
    baseStyles,
    swatchStyles,
    css`
      .menu {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 0.25rem;
        min-width: 13rem;
        max-height: calc(100vh - 1rem);
        overflow: auto;
        color: var(--_text);
        background: var(--_surface);
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        box-shadow: 0 6px 24px rgb(0 0 0 / 0.25);
      }
      button {
        display: grid;
        grid-template-columns: 0.75rem 1fr auto;
        align-items: center;
        gap: 0.5rem;
        width: 100%;
        min-height: 1.75rem;
        padding: 0.125rem 0.5rem;
        border: 0;
        text-align: start;
        background: none;
      }
      button > :nth-child(2) {
        grid-column: 2;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      kbd {
        color: var(--_muted);
        font: inherit;
      }
      hr {
        margin: 0.25rem 0;
        border: 0;
        border-top: 1px solid var(--_line);
      }
    `,
  ];

  declare isOpen: boolean;
  #place = { x: 0, y: 0 };
  #onClose: () => void = () => undefined;

  constructor() {
    super();
    this.isOpen = false;
  }

  /** Opens at a place in the window (CSS pixels); `onClose` gives the focus back. */
  open(place: { x: number; y: number }, onClose: () => void): void {
    this.#place = place;
    this.#onClose = onClose;
    this.isOpen = true;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session || !this.isOpen) return nothing;
    const { keys } = session;
    const { keys: inUse, classes } = keys;
    const isRejected = keys.targets.some((id) => session.cells.get(id)?.review?.rejected);
    const item = (words: string, key: string, act: () => void, color?: string): TemplateResult =>
      html`<button role="menuitem" tabindex="-1" @click=${() => this.#act(act)}>
        ${color ? html`<span class="swatch" .style="background:${color}"></span>` : html`<span></span>`}
        <span>${words}</span><kbd aria-hidden="true">${key}</kbd>
      </button>`;
    return html`<div
      class="menu"
      role="menu"
      popover="auto"
      aria-label=${t.review.gallery.menu}
      @keydown=${this.#onKey}
      @toggle=${(event: ToggleEvent) => event.newState === 'closed' && this.#dismiss()}
    >
      ${isRejected ? nothing : item(t.review.confirm, buttonKey(t, 'cells', 'confirm') ?? '', () => keys.confirm({ goOn: false }))}
      ${
        isRejected
          ? item(t.review.restore, buttonKey(t, 'cells', 'restore') ?? '', () => keys.restore())
          : item(t.review.reject, buttonKey(t, 'cells', 'reject') ?? '', () => keys.reject())
      }
      <hr />
      ${classes.map((label) =>
        item(
          className(t, label.name),
          (keyOf(inUse, label.name) ?? '').toUpperCase(),
          () => keys.assign(label),
          cssColor(label.color),
        ),
      )}
      <hr />
      ${item(t.review.gallery.alike, '', () => this.dispatchEvent(new CustomEvent('smear-alike')))}
    </div>`;
  }

  protected override updated(): void {
    const menu = this.#menu;
    if (!menu || menu.matches(':popover-open')) return;
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(this.#place.x, innerWidth - width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(this.#place.y, innerHeight - height - 4))}px`;
    menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }

  get #menu(): HTMLElement | null {
    return this.renderRoot.querySelector('.menu');
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const items = [...(this.#menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.findIndex((item) => item === this.shadowRoot?.activeElement);
    const step = STEPS[event.key];
    if (step !== undefined) items.at((at + step) % items.length)?.focus();
    else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items.at(-1)?.focus();
    else if (event.key === 'Tab' || event.key === 'Escape') this.#close();
    else {
      // It goes on to what hears the keys of cells, and may lead to another one: the menu is not about that.
      if ((event.key.length === 1 && event.key !== ' ') || isNamedAnswer(event)) this.#close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #act(act: () => void): void {
    this.#close();
    act();
  }

  #close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#onClose();
  }

  /** A press beside the menu: what was pressed keeps the focus, where it took it. */
  #dismiss(): void {
    const focused = focusedElement(this.ownerDocument);
    if (focused && focused !== this.ownerDocument.body && !this.renderRoot.contains(focused)) {
      this.isOpen = false;
    } else this.#close();
  }
}

/** An answer by a named key; Enter presses the item itself. */
function isNamedAnswer(event: KeyboardEvent): boolean {
  const action = keyAction('cells', event);
  return action !== undefined && action !== 'confirm';
}

/** Where a menu opens; the menu key has no place of its own, and takes that of what it was pressed on. */
export function menuPlace(event: MouseEvent, on: Element | null): { x: number; y: number } {
  const box = on?.getBoundingClientRect();
  const isByKey = event.clientX === 0 && event.clientY === 0;
  return isByKey && box ? { x: box.left + 12, y: box.top + 12 } : { x: event.clientX, y: event.clientY };
}
