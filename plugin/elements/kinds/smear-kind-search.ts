import { css, html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import { focusedElement } from '../../../overlays/tools/focused-element.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { classOf } from '../../kinds/kind-list.js';
import type { Kind } from '../../kinds/kind.js';
import type { SmearSession } from '../../session/session.js';
import { className } from '../../words/class-words.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

/**
 * Every kind that a cell can be called, found by typing a part of its name or its code: for those that are not always
 * on view. Opens over the page when the session's keys ask for a class, or by `open()`; Enter names the chosen cells.
 *
 * @element smear-kind-search
 */
export class SmearKindSearch extends SmearElement {
  static override properties = { typed: { state: true }, at: { state: true }, isOpen: { state: true } };
  static override styles = [
    baseStyles,
    swatchStyles,
    css`
      dialog {
        width: min(22rem, 92vw);
        max-height: 70vh;
        padding: 0.75rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        color: var(--_text);
        background: var(--_surface);
      }
      dialog[open] {
        display: grid;
        gap: 0.5rem;
      }
      label {
        display: grid;
        gap: 0.25rem;
      }
      input {
        min-height: 2.25rem;
        padding: 0.25rem 0.5rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      ul {
        overflow: auto;
      }
      li {
        display: grid;
        grid-template-columns: 0.75rem 3rem 1fr;
        align-items: center;
        gap: 0.5rem;
        padding: 0.25rem 0.375rem;
        border-radius: 3px;
        list-style: none;
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--_raised);
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
      .code {
        font-weight: 600;
      }
    `,
  ];

  declare typed: string;
  /** Place of the kind that Enter takes. */
  declare at: number;
  declare isOpen: boolean;
  #onDone: () => void = () => undefined;

  constructor() {
    super();
    this.typed = '';
    this.at = 0;
    this.isOpen = false;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const ask = (): void => {
      const focused = focusedElement(this.ownerDocument);
      this.open(() => (focused as HTMLElement | null)?.focus?.({ preventScroll: true }));
    };
    session.keys.addEventListener('ask-class', ask);
    return [...super.followSession(session), () => session.keys.removeEventListener('ask-class', ask)];
  }

  /** Asks for the name of the chosen cells; `onDone` gives the focus back. */
  open(onDone: () => void = () => undefined): void {
    this.#onDone = onDone;
    this.typed = '';
    this.at = 0;
    this.isOpen = true;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings } = this;
    if (!session || !this.isOpen) return nothing;
    const { kinds: t } = strings;
    const found = this.#found(session);
    return html`<dialog aria-label=${t.search} @close=${() => this.#close()} @keydown=${this.#onKey}>
      <label class="small"
        >${t.searchLabel}
        <input
          type="text"
          role="combobox"
          autocomplete="off"
          aria-expanded="true"
          aria-controls="found"
          aria-activedescendant=${found.length > 0 ? `kind-${this.at}` : nothing}
          .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.currentTarget as HTMLInputElement).value;
            this.at = 0;
          }}
        />
      </label>
      ${
        found.length === 0
          ? html`<p class="small" role="status">${t.noMatch}</p>`
          : html`<ul id="found" role="listbox" aria-label=${t.search}>
              ${found.map((kind, index) => this.#kind(kind, index))}
            </ul>`
      }
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) {
      dialog.showModal();
      dialog.querySelector('input')?.focus();
    }
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  #kind(kind: Kind, index: number): TemplateResult {
    return html`<li
      id="kind-${index}"
      role="option"
      aria-selected=${index === this.at}
      data-kind=${kind.name}
      @click=${() => this.#take(kind)}
    >
      <span class="swatch" .style=${`background:${cssColor(kind.color)}`}></span>
      <span class="code">${kind.code}</span>
      <span>${className(this.strings, kind.name)}</span>
    </li>`;
  }

  /** Kinds whose name or code begins so, then those that hold it anywhere; all while nothing is typed. */
  #found({ kinds, classes }: SmearSession): readonly Kind[] {
    const wanted = this.typed.trim().toLowerCase();
    const unknown = {
      ...(classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN),
      counted: 'no' as const,
    };
    const all = [...kinds.all, unknown];
    const textsOf = (kind: Kind): string[] =>
      [className(this.strings, kind.name), kind.name, kind.code].map((text) => text.toLowerCase());
    const begin = all.filter((kind) => textsOf(kind).some((text) => text.startsWith(wanted)));
    const hold = all.filter((kind) => textsOf(kind).some((text) => text.includes(wanted)));
    return [...new Set([...begin, ...hold])];
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    // While it is open, no key answers for a cell.
    event.stopPropagation();
    const { session } = this;
    if (!session) return;
    const found = this.#found(session);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) this.at = (this.at + step + found.length) % found.length;
    else if (event.key === 'Enter') {
      const kind = found[this.at];
      if (kind) this.#take(kind);
    } else return;
    event.preventDefault();
  };

  #take(kind: Kind): void {
    const { session } = this;
    this.#close();
    session?.keys.assign(classOf(kind));
  }

  #close(): void {
    if (!this.isOpen) return;
    this.renderRoot.querySelector('dialog')?.close();
    this.isOpen = false;
    this.#onDone();
  }
}
