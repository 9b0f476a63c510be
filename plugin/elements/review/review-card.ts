import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import type { ReviewReason } from '../../review/review-priority.js';
import { reviewProgress } from '../../session/review-progress.js';
import type { SmearSession } from '../../session/session.js';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import type { KeyAction } from '../../../overlays/keys/key-table.js';
import { className, finerClassName, nameInSentence } from '../../words/class-words.js';
import { statusMark, statusWords } from '../../words/gallery-words.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import { buttonKey } from '../../words/keys/key-help.js';
import type { Strings } from '../../words/strings.js';

/** Reasons shown at once; nobody would read more. */
const REASONS = 2;
/** Letters that find room beside the picture. */
const REASON_LETTERS = 60;

/** What is asked of the reader now: the cell that is looked at with why it is worth that, or how many are chosen. */
export function reviewCard(
  session: SmearSession,
  t: Strings,
  onAnswer: (answer: () => void) => void,
): TemplateResult {
  const { keys } = session;
  const { targets } = keys;
  if (targets.length === 0) {
    const { left, total } = reviewProgress(session);
    const isDone = total > 0 && left === 0;
    const done = session.counting.counted ? t.review.allCountedConfirmed : t.review.allConfirmed;
    return html`<div class="card idle">
      <div class="picture" aria-hidden="true"></div>
      <p class="small muted">
        ${isDone ? done : t.review.noneChosen(buttonKey(t, 'page', 'nextDoubtful') ?? '')}
      </p>
      <div class="answers"></div>
    </div>`;
  }
  const cell = targets.length === 1 ? session.cells.get(targets[0] as string) : undefined;
  const isRejected = targets.every((id) => session.cells.get(id)?.review?.rejected);
  const answer = (words: string, action: KeyAction<'cells'>, act: () => void): TemplateResult =>
    html`<button
      class="next"
      aria-disabled=${session.review.caseRecord.isLocked ? 'true' : nothing}
      aria-keyshortcuts=${ariaShortcuts('cells', action) ?? nothing}
      @click=${() => onAnswer(act)}
    >
      ${words}<kbd aria-hidden="true">${buttonKey(t, 'cells', action)}</kbd>
    </button>`;
  return html`<div class="card" role="group" tabindex="0" aria-labelledby="what">
    ${
      cell
        ? html`<smear-cell-crop
            class="picture"
            .session=${session}
            .cell=${cell}
            lang=${t.language}
          ></smear-cell-crop>`
        : html`<div class="picture many" aria-hidden="true">${writeCount(t.language, targets.length)}</div>`
    }
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
          ? answer(t.review.restore, 'restore', () => keys.restore())
          : html`${answer(t.review.confirm, 'confirm', () => keys.confirm())}
            ${answer(t.review.reject, 'reject', () => keys.reject())}`
      }
    </div>
  </div>`;
}

function cellInQuestion(session: SmearSession, t: Strings, cell: Cell): TemplateResult {
  const { status, certainty } = statusWords(cell, session.classes);
  const chance = certainty === undefined ? '' : ` ${writePercent(t.language, certainty)}`;
  const isAnswered = status === 'confirmed' || status === 'rejected';
  return html`<p class="name">
      <span class="swatch" .style="background:${cssColor(session.kinds.look(cell.label).color)}"></span>
      <span>${className(t, cell.label.name)}</span>
    </p>
    <p class="small muted">
      ${statusMark(status)} ${t.review.status[status]}${chance === '' ? '' : `,${chance}`}
    </p>
    ${isAnswered ? nothing : reasonsFor(session, t, cell)}`;
}

function reasonsFor(session: SmearSession, t: Strings, cell: Cell): TemplateResult {
  const reasons = session.keys.reasons(cell).slice(0, REASONS);
  const words =
    reasons.length === 0 ? [t.review.noReason] : reasons.map((reason) => reasonWords(session, t, reason));
  // The second only where both have room: the card is of one height. The title says both.
  const shown = words.join('').length <= REASON_LETTERS ? words : words.slice(0, 1);
  return html`<p class="reasons small" title=${words.join('\n')}>
    ${shown.map((one, index) => html`${index > 0 ? html`<br />` : nothing}${one}`)}
  </p>`;
}

function reasonWords({ kinds }: SmearSession, t: Strings, reason: ReviewReason): string {
  const names = 'names' in reason ? reason.names : [];
  const isFiner = reason.kind === 'finer';
  const say = isFiner ? finerClassName : className;
  // The other sentence begins with the first name.
  return t.review.reason(
    reason.kind,
    names.map((name, at) => (at > 0 || isFiner ? nameInSentence(t, name, kinds, say) : say(t, name))),
  );
}
