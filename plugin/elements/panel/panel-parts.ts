import { html, type nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import type { Strings } from '../../words/strings.js';

/** The panel's title, which is the slide's name, who reviews it, and the button that folds it. */
export function panelHead(
  title: string,
  { panel }: Strings,
  { reviewer, onFold }: { readonly reviewer: TemplateResult | typeof nothing; readonly onFold: () => void },
): TemplateResult {
  return html`<div class="head">
    <h2 title=${title}>${title}</h2>
    ${reviewer}
    <button class="fold" aria-label=${panel.fold} title=${panel.fold} aria-expanded="true" @click=${onFold}>
      ${chevron()}
    </button>
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

/**
 * What the numbers are not for; above it the request for the reviewer's name. There it covers nothing, and moves nothing that
 * is being pressed: the gallery becomes a little lower. In a low window it places itself beside the field.
 */
export function panelFoot({ panel, language }: Strings, session: SmearSession | undefined): TemplateResult {
  return html`<smear-name-wanted .session=${session} lang=${language}></smear-name-wanted>
    <p class="foot small muted">${panel.notDiagnostic}</p>`;
}

/** Points to the right; turned by the styles to where the panel folds or unfolds. */
function chevron(): TemplateResult {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path
      d="M6 3l5 5-5 5"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`;
}
