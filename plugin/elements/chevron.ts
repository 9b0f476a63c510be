import { html, type TemplateResult } from 'lit';

/** Points to the right; turned by the styles to where the panel folds or unfolds. */
export function chevron(): TemplateResult {
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
