import { html, nothing, type TemplateResult } from 'lit';
import type { Step } from '../review/history.js';
import type { SmearSession } from '../session.js';
import { className } from './class-words.js';
import { writeCount } from './numbers.js';
import type { Strings } from './strings/strings.js';

/** Takes the last step back or does it again, and says which one that is. */
export function reviewUndo(session: SmearSession, t: Strings): TemplateResult | typeof nothing {
  const { history } = session.review;
  if (!history.undoable && !history.redoable) return nothing;
  const button = (words: string, step: Step | undefined, act: () => void): TemplateResult => {
    const what = step ? stepWords(t, step) : '';
    return html`<button ?disabled=${!step} title=${what} @click=${act}>
      <span>${words}</span> <span class="small muted">${what || '–'}</span>
    </button>`;
  };
  return html`<div class="undo">
    ${button(t.review.undo, history.undoable, () => history.undo())}
    ${button(t.review.redo, history.redoable, () => history.redo())}
  </div>`;
}

function stepWords(t: Strings, { kind, changes }: Step): string {
  const name = kind === 'assign' ? changes[0]?.after?.label.name : undefined;
  const called = name === undefined ? undefined : className(t, name);
  return t.review.step(kind, changes.length, writeCount(t.language, changes.length), called);
}
