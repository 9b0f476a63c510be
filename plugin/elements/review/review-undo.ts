import { html, nothing, type TemplateResult } from 'lit';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import type { Step } from '../../review/step.js';
import type { SmearSession } from '../../session/session.js';
import { shortStepWords, stepWords } from '../../words/step-words.js';
import type { Strings } from '../../words/strings.js';

const ARROWS_BACK_AND_ON = {
  undo: 'M6 3L2.5 6.5L6 10M2.5 6.5H9.5a4 4 0 0 1 0 7H6',
  redo: 'M10 3l3.5 3.5L10 10M13.5 6.5H6.5a4 4 0 0 0 0 7H10',
};

/** Undoes the last step or redoes it, and says which one that is. */
export function reviewUndo(session: SmearSession, t: Strings): TemplateResult | typeof nothing {
  const { history } = session.review;
  if (!history.undoable && !history.redoable) return nothing;
  const button = (action: 'undo' | 'redo', step: Step | undefined, act: () => void): TemplateResult => {
    const what = step ? stepWords(t, step, session) : '';
    const words = `${t.review[action]}${what === '' ? '' : `: ${what}`}`;
    const short = step ? shortStepWords(t, step, session) : '–';
    // Its name is what stands on it.
    const name = action === 'undo' && step ? `${t.review.undo}: ${short}` : words;
    return html`<button
      data-action=${action}
      ?disabled=${!step}
      title=${words}
      aria-label=${name}
      aria-keyshortcuts=${ariaShortcuts('page', action) ?? nothing}
      @click=${act}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${ARROWS_BACK_AND_ON[action]} /></svg>
      ${
        action === 'undo'
          ? html`<span class="what small"
              ><span>${t.review.undo}</span> <span class="muted">${short}</span></span
            >`
          : nothing
      }
    </button>`;
  };
  return html`<div class="undo">
    ${button('undo', history.undoable, () => session.keys.undo())}
    ${button('redo', history.redoable, () => session.keys.redo())}
  </div>`;
}
