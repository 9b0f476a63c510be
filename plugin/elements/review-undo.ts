import { html, nothing, type TemplateResult } from 'lit';
import { isShown } from '../cells/is-shown.js';
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

function stepWords(t: Strings, step: Step, threshold: number): string {
  const { changes, areas } = step;
  const kind = changes.length === 0 && areas ? 'areas' : step.kind;
  const name = kind === 'assign' ? changes[0]?.after?.label.name : undefined;
  const called = name === undefined ? undefined : className(t, name);
  const count = countSeen(step, threshold);
  return t.review.step(kind, count, writeCount(t.language, count), called);
}

/**
 * What the reader sees of a step: of a run's finds those that are shown, as everything else in the panel speaks of
 * these, and of a lesson the cells with another name, though the chances of all cells are weighed anew.
 */
function countSeen({ kind, changes }: Step, threshold: number): number {
  if (kind === 'teach')
    return changes.filter(({ before, after }) => before?.label.name !== after?.label.name).length;
  if (kind !== 'analyse') return changes.length;
  let seen = 0;
  for (const { before, after } of changes) {
    const cell = after ?? before;
    if (cell && isShown(cell, threshold)) seen++;
  }
  return seen;
}
