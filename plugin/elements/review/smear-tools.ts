import { css, html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import type { Tool } from '../../tools/tool.js';
import { TOOLS } from '../../tools/tool-table.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { listenToKeys } from '../shared/key-listener.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * The tools on the slide as a row of buttons: add a missed cell, draw one, adjust an outline, choose by lasso,
 * measure. The one at work is pressed; pressing it again puts it away.
 *
 * @element smear-tools
 */
export class SmearTools extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
      }
      /* The name under the sign: so all five stand in one row, and the cells below come into view. */
      button {
        display: grid;
        flex: 1 1 auto;
        grid-template-columns: 1fr auto auto 1fr;
        align-items: center;
        gap: 0.125rem 0.25rem;
        padding: 0.1875rem 0.25rem;
      }
      button svg {
        grid-column: 2;
      }
      button kbd {
        grid-area: 1 / 3;
      }
      button span {
        grid-area: 2 / 1 / auto / -1;
        font-size: 0.75rem;
        line-height: 1.2;
        text-align: center;
      }
      /* Where the window is low, the room is for the cells; name and key are the button's title then. */
      @media (max-height: 879px) {
        .tools {
          flex-wrap: nowrap;
        }
        button {
          flex: none;
          width: 1.875rem;
          min-height: 1.75rem;
        }
        button span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        button kbd {
          display: none;
        }
      }
      svg {
        width: 1rem;
        height: 1rem;
        flex: none;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      kbd {
        font: inherit;
        font-size: 0.75rem;
        color: var(--_muted);
        border: 1px solid var(--_line);
        border-radius: 3px;
        padding: 0 0.25rem;
      }
      button[aria-pressed='true'],
      button[aria-pressed='true']:hover {
        border-color: var(--_accent);
        background: var(--_accent);
        color: var(--_on-accent);
      }
      [aria-pressed='true'] kbd {
        color: inherit;
        border-color: currentColor;
      }
      @media (forced-colors: active) {
        button[aria-pressed='true'] {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
          border-color: Highlight;
        }
      }
    `,
  ];

  constructor() {
    super();
    listenToKeys(this, (event) => {
      if (!event.defaultPrevented && this.session?.tools.press(event)) event.preventDefault();
    });
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const update = (): void => this.requestUpdate();
    session.tools.addEventListener('change', update);
    return [...super.followSession(session), () => session.tools.removeEventListener('change', update)];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session?.slide) return nothing;
    return html`<div class="tools" role="group" aria-label=${t.tools.title}>
      ${TOOLS.map((tool) => this.#button(session, tool))}
    </div>`;
  }

  #button(session: SmearSession, { name, sign, needsCell }: Tool): TemplateResult {
    const { strings: t } = this;
    const key = buttonKey(t, 'tools', name);
    return html`<button
      type="button"
      aria-pressed=${session.tools.active === name ? 'true' : 'false'}
      aria-keyshortcuts=${ariaShortcuts('tools', name) ?? nothing}
      title=${`${t.tools.names[name]}${key === undefined ? '' : ` (${key})`}: ${t.tools.hints[name]}`}
      ?disabled=${needsCell && session.selected === undefined}
      @click=${() => session.tools.toggle(name)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${sign} /></svg>
      <span>${t.tools.names[name]}</span
      >${key === undefined ? nothing : html`<kbd aria-hidden="true">${key}</kbd>`}
    </button>`;
  }
}
