import { css, html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../session.js';
import { TOOL_KEYS, type ToolName } from '../slide-tools.js';
import { hearKeys } from './key-listener.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

const TOOLS: readonly ToolName[] = ['add', 'draw', 'adjust', 'lasso', 'measure'];
/** Strokes of each tool's sign, on a field of 16 by 16. */
const SIGNS: Readonly<Record<ToolName, string>> = {
  add: 'M8 2v12M2 8h12',
  draw: 'M2 14l1-4 8-8 3 3-8 8-4 1M9 4l3 3',
  adjust: 'M8 3C4 3 3 6 3 8s2 5 5 5 5-2 5-5-1-5-5-5M6.5 1.5h3v3h-3zM11.5 6.5h3v3h-3zM1.5 6.5h3v3h-3z',
  lasso: 'M8 2c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4M4 9.5c-1 1.500 0 2.500 1 2.500s1.500 1.500 0 2.500',
  measure: 'M1.500 5h13v6h-13zM4.500 5v2.500M8 5v3.500M11.500 5v2.500',
};

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
    hearKeys(this, (event) => {
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
      ${TOOLS.map((name) => this.#button(session, name))}
    </div>`;
  }

  #button(session: SmearSession, name: ToolName): TemplateResult {
    const { tools: t } = this.strings;
    const key = TOOL_KEYS[name]?.toUpperCase() ?? (name === 'lasso' ? '⇧' : undefined);
    return html`<button
      type="button"
      aria-pressed=${session.tools.active === name ? 'true' : 'false'}
      aria-keyshortcuts=${TOOL_KEYS[name]?.toUpperCase() ?? nothing}
      title=${t.hints[name]}
      ?disabled=${name === 'adjust' && session.selected === undefined}
      @click=${() => session.tools.toggle(name)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${SIGNS[name]} /></svg>
      <span>${t.names[name]}</span>${key === undefined ? nothing : html`<kbd aria-hidden="true">${key}</kbd>`}
    </button>`;
  }
}
