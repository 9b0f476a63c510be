import { css, html, nothing, type TemplateResult } from 'lit';
import { groupsOfKeys, PANEL_KEY_PLACES } from '../../words/keys/key-list.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * Every key of the panel, over the page until Escape is pressed; the focus then goes back to where it was.
 *
 * @element smear-key-list
 */
export class SmearKeyList extends SmearElement {
  static override properties = { isOpen: { state: true } };
  static override styles = [
    baseStyles,
    css`
      dialog {
        width: min(44rem, 94vw);
        max-height: 88vh;
        padding: 0.75rem 1rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        color: var(--_text);
        background: var(--_surface);
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.5rem;
      }
      h2,
      h3 {
        margin: 0;
        font: inherit;
        font-weight: 600;
      }
      .groups {
        columns: 18rem;
        column-gap: 1.5rem;
      }
      section {
        break-inside: avoid;
        padding-top: 0.75rem;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(5rem, auto) minmax(0, 1fr);
        gap: 0.25rem 0.5rem;
        padding-top: 0.25rem;
      }
      kbd {
        padding: 0 0.3125rem;
        border: 1px solid var(--_line);
        border-radius: 3px;
        font: inherit;
        white-space: nowrap;
      }
    `,
  ];

  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  /** Resolves when it is on view. */
  async open(): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { strings: t } = this;
    return html`<dialog aria-labelledby="title" @close=${() => (this.isOpen = false)}>
      <div class="head">
        <h2 id="title">${t.keys.title}</h2>
        <button data-action="close" @click=${() => this.#dialog?.close()}>${t.report.close}</button>
      </div>
      <div class="groups small" role="region" tabindex="0" autofocus aria-labelledby="title">
        ${groupsOfKeys(t, PANEL_KEY_PLACES).map(
          ({ title, keys }) =>
            html`<section>
              <h3>${title}</h3>
              <dl>
                ${keys.map(
                  ([key, meaning]) =>
                    html`<dt><kbd>${key}</kbd></dt>
                      <dd>${meaning}</dd>`,
                )}
              </dl>
            </section>`,
        )}
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.#dialog;
    if (!dialog || dialog.open) return;
    // The list takes the focus, so that the arrow keys scroll it.
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

/** By the name under which the page knows it. */
export const keyListElement = { 'smear-key-list': SmearKeyList };
