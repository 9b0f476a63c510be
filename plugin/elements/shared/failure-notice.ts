import { css, html, type TemplateResult } from 'lit';
import type { SmearError } from '../../../models/domain/errors.js';
import type { Strings } from '../../words/strings.js';

export interface FailureNotice {
  readonly failure: SmearError;
  /** The cells that are safe all the same, as a person says them; absent where there are none. */
  readonly cells: string | undefined;
  readonly strings: Strings;
  readonly onDismiss: () => void;
}

/** For a notice that stands beside the button it speaks of. */
export const failureStyles = css`
  .failure {
    display: flex;
    align-items: flex-start;
    gap: 0.5rem;
    /* The panel's head stands over what is scrolled beneath it. */
    scroll-margin-block: 4rem 0.5rem;
    padding: 0.5rem 0.25rem 0.5rem 0.625rem;
    border-left: 3px solid var(--_warn);
    background: var(--_raised);
  }
  .failure > div {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .failure summary {
    padding: 0.25rem 0 0;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .failure .close {
    min-width: 2rem;
    padding: 0;
    border-color: transparent;
    background: none;
    font-size: 1.125rem;
    line-height: 1;
  }
`;

/** Says what failed, what to do, and what is safe; the error's own message is folded away. */
export function failureNotice({ failure, cells, strings, onDismiss }: FailureNotice): TemplateResult {
  const { errors } = strings;
  const words = errors.words[failure.code];
  // Where the count is locked, nothing was at risk.
  const isSafe = cells === undefined || failure.code === 'signed-off';
  return html`<div class="failure" role="alert">
    <div>
      <p><strong>${words.title}</strong></p>
      <p>${words.advice}${isSafe ? '' : ` ${errors.safe(cells)}`}</p>
      <details class="small">
        <summary>${errors.details}</summary>
        <p class="muted">${failure.message}</p>
      </details>
    </div>
    <button class="close" aria-label=${errors.dismiss} title=${errors.dismiss} @click=${onDismiss}>×</button>
  </div>`;
}
