import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../models/domain/cell.js';
import { cssColor } from '../../overlays/colormap.js';
import type { DoubtReason } from '../review/doubt.js';
import type { SmearSession } from '../session.js';
import { className, finerClassName } from './class-words.js';
import { standingMark, standingWords } from './gallery-words.js';
import { writeCount, writePercent } from './numbers.js';
import type { Strings } from './strings/strings.js';

/** Grounds told at once; more would be read by nobody. */
const REASONS = 2;

/** What is asked of the reader now: the cell that is looked at with why it is worth that, or how many are chosen. */
export function reviewCard(
  session: SmearSession,
  t: Strings,
  onAnswer: (answer: () => void) => void,
): TemplateResult {
  const { keys } = session;
  const { targets } = keys;
  if (targets.length === 0) {
    const { shown, confirmed } = session.tally.at(session.threshold);
    const isDone = shown > 0 && confirmed === shown;
    return html`<div class="card idle">
      <p class="small muted">${isDone ? t.review.allConfirmed : t.review.noneChosen}</p>
    </div>`;
  }
  const cell = targets.length === 1 ? session.cells.get(targets[0] as string) : undefined;
  const isRejected = targets.every((id) => session.cells.get(id)?.review?.rejected);
  const answer = (words: string, key: string, act: () => void): TemplateResult =>
    html`<button class="next" @click=${() => onAnswer(act)}>
      ${words}<kbd aria-hidden="true">${key}</kbd>
    </button>`;
  return html`<div class="card" role="group" tabindex="0" aria-labelledby="what">
    <div id="what" aria-live="polite">
      ${
        cell
          ? cellInQuestion(session, t, cell)
          : html`<p class="name">${t.review.chosen(writeCount(t.language, targets.length))}</p>`
      }
    </div>
    <div class="answers">
      ${
        isRejected
          ? answer(t.review.restore, t.review.keyNames.restore, () => keys.restore())
          : html`${answer(t.review.confirm, '⏎', () => keys.confirm())}
            ${answer(t.review.reject, t.review.keyNames.reject, () => keys.reject())}`
      }
    </div>
  </div>`;
}

function cellInQuestion(session: SmearSession, t: Strings, cell: Cell): TemplateResult {
  const { standing, certainty } = standingWords(cell, session.classes);
  const chance = certainty === undefined ? '' : ` ${writePercent(t.language, certainty)}`;
  const isAnswered = standing === 'confirmed' || standing === 'rejected';
  return html`<p class="name">
      <span class="swatch" style="background:${cssColor(cell.label.color)}"></span>
      <span>${className(t, cell.label.name)}${chance}</span>
      <span class="standing small muted">${standingMark(standing)} ${t.review.standing[standing]}</span>
    </p>
    ${isAnswered ? nothing : html`<p class="small">${reasonsFor(session, t, cell)}</p>`}`;
}

function reasonsFor(session: SmearSession, t: Strings, cell: Cell): unknown {
  const reasons = session.keys.reasons(cell).slice(0, REASONS);
  if (reasons.length === 0) return t.review.noReason;
  return reasons.map((reason, index) => html`${index > 0 ? html`<br />` : nothing}${reasonWords(t, reason)}`);
}

function reasonWords(t: Strings, reason: DoubtReason): string {
  const names = 'names' in reason ? reason.names : [];
  const say = reason.kind === 'finer' ? finerClassName : className;
  return t.review.reason(
    reason.kind,
    names.map((name) => say(t, name)),
  );
}
