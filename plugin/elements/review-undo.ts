import { html, nothing, type TemplateResult } from 'lit';
import type { Step } from '../review/history.js';
import type { SmearSession } from '../session.js';
import { stepWords } from './step-words.js';
import type { Strings } from './strings/strings.js';

/** Takes the last step back or does it again, and says which one that is. */
export function reviewUndo(session: SmearSession, t: Strings): TemplateResult | typeof nothing {
  const { history } = session.review;
  if (!history.undoable && !history.redoable) return nothing;
  const button = (words: string, step: Step | undefined, act: () => void): TemplateResult => {
    const what = step ? stepWords(t, step, session.threshold) : '';
    return html`<button ?disabled=${!step} title=${what} @click=${act}>
      <span>${words}</span> <span class="small muted">${what || '–'}</span>
    </button>`;
  };
  return html`<div class="undo">
    ${button(t.review.undo, history.undoable, () => session.keys.undo())}
    ${button(t.review.redo, history.redoable, () => session.keys.redo())}
  </div>`;
}
