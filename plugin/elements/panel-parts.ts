import { html, type TemplateResult } from 'lit';
import { chevron } from './chevron.js';
import type { Strings } from './strings/strings.js';

/** A part of the panel that can be folded; its one number stands in its head then too. */
export function panelSection(title: string, number: string, content: TemplateResult): TemplateResult {
  return html`<details open>
    <summary>
      <h3>${title}</h3>
      <span class="number">${number}</span>
    </summary>
    <div class="content">${content}</div>
  </details>`;
}

/** The keys, and what the numbers are not for. */
export function panelFoot({ panel }: Strings): TemplateResult {
  return html`<div class="foot small muted">
    <dl class="keys" aria-label=${panel.keys}>
      ${panel.keyList.map(
        ([key, meaning]) =>
          html`<dt><kbd>${key}</kbd></dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>
    <p>${panel.notDiagnostic}</p>
  </div>`;
}

/** The folded panel, which still says how many cells there are. */
export function panelStrip({ panel }: Strings, cells: string, onUnfold: () => void): TemplateResult {
  return html`<button
    class="strip"
    aria-label=${panel.unfold}
    title=${panel.unfold}
    aria-expanded="false"
    @click=${onUnfold}
  >
    ${chevron()}<span>${cells}</span>
  </button>`;
}
