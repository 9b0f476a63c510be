import { css, html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { writeCount, writeTime } from '../../words/numbers.js';
import { signOffSummary } from '../../report/sign-off-summary.js';
import { differentialStyles } from '../count/differential-styles.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * Signs the count, which locks it, and opens it again, which stays on record.
 *
 * @element smear-sign-off
 */
export class SmearSignOff extends SmearElement {
  static override properties = {
    sample: { attribute: false, accepts: isText },
    patient: { attribute: false, accepts: isText },
  };
  static override styles = [
    baseStyles,
    differentialStyles,
    css`
      :host {
        gap: 0.375rem;
      }
      [role='status']:empty {
        display: none;
      }
      .signed {
        padding: 0.5rem;
        border: 2px solid var(--_accent);
        border-radius: var(--_radius);
      }
      /* In one row where the words find room: table and FHIR below stay on view. */
      .reopening {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.5rem;
      }
      .reopening label {
        flex: 1 1 10rem;
        min-width: 0;
      }
    `,
  ];

  /** As the reader typed them. */
  declare sample: string;
  declare patient: string;
  #moveFocus = false;

  constructor() {
    super();
    this.sample = '';
    this.patient = '';
  }

  override focus(): void {
    this.renderRoot
      .querySelector<HTMLElement>('[data-action=sign-off], [data-action=reopen]')
      ?.focus({ preventScroll: true });
  }

  /** What had the focus is gone; what came in its place stands for it. */
  protected override updated(): void {
    if (!this.#moveFocus) return;
    this.#moveFocus = false;
    this.renderRoot
      .querySelector<HTMLElement>('.signed, [data-action=sign-off]')
      ?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { signOff: t, report: past, language } = this.strings;
    const { caseRecord } = session.review;
    const { signature, trace } = caseRecord;
    const before = signature ? trace.slice(0, -1) : trace;
    return html`
      ${
        signature
          ? html`<p class="signed" role="status" tabindex="-1">
                ${past.signedBy(signature.by, writeTime(language, signature.at))} ${t.locked}
              </p>
              <div class="reopening">
                <label class="small"
                  >${t.reason}
                  <input
                    type="text"
                    name="reason"
                    maxlength="200"
                    @keydown=${(event: KeyboardEvent) => {
                      if (event.key === 'Enter' && !event.isComposing) this.#reopen(session);
                    }}
                  />
                </label>
                <button data-action="reopen" @click=${() => this.#reopen(session)}>${t.reopen}</button>
              </div>
              ${session.review.reviewer.trim() === '' ? html`<p class="small muted">${t.needsName}</p>` : nothing}`
          : this.#open(session)
      }
      ${
        before.length > 0
          ? html`<ul class="notes small muted">
              ${before.map(({ kind, by, at, reason }) => {
                const time = writeTime(language, at);
                return html`<li>
                  ${kind === 'signed' ? past.signedBy(by, time) : past.reopenedBy(by, time, reason)}
                </li>`;
              })}
            </ul>`
          : nothing
      }
    `;
  }

  #open(session: SmearSession): TemplateResult {
    const { signOff: t, language } = this.strings;
    const { isSettled, left } = session.counting.table;
    const name = session.review.reviewer.trim();
    const why = !isSettled
      ? left > 0
        ? t.left(writeCount(language, left))
        : t.nothing
      : name === ''
        ? t.needsName
        : signOffSummary(this.strings, session, {
            by: name,
            sample: this.sample.trim(),
            patient: this.patient.trim(),
          });
    return html`<button
        class="primary"
        data-action="sign-off"
        ?disabled=${!isSettled}
        @click=${() => this.#sign(session, name)}
      >
        ${t.sign}
      </button>
      <p class="small muted" role="status">${why}</p>`;
  }

  #sign({ review }: SmearSession, by: string): void {
    if (by === '') return this.#askName();
    review.caseRecord.sign(by, new Date());
    this.#moveFocus = this.#hasFocus;
  }

  /** What is on record of a count names who did it. */
  #reopen({ review }: SmearSession): void {
    const by = review.reviewer.trim();
    if (by === '') return this.#askName();
    const reason = this.renderRoot.querySelector<HTMLInputElement>('[name=reason]')?.value.trim();
    review.caseRecord.reopen(by, new Date(), reason);
    this.#moveFocus = this.#hasFocus;
  }

  get #hasFocus(): boolean {
    return this.shadowRoot?.activeElement !== null;
  }

  #askName(): void {
    this.dispatchEvent(new CustomEvent('smear-reviewer-wanted', { bubbles: true, composed: true }));
  }
}
