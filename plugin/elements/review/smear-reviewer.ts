import { css, html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { StepEvent } from '../../review/history.js';
import type { StepKind } from '../../review/step.js';
import { FIELD_LEFT, leaveField } from '../shared/leave-field.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** So many answers without a name are followed by the request for it. */
const ANSWERS_ASKED = 12;
const ANSWERS: ReadonlySet<StepKind> = new Set(['assign', 'confirm', 'reject', 'restore', 'comment']);

/**
 * Who is reviewing: the one place where the name is given. `smear-reviewer-named` is sent when it changes.
 *
 * @element smear-reviewer
 */
export class SmearReviewer extends SmearElement {
  static override properties = { compact: { type: Boolean, reflect: true } };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.25rem;
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 0.5rem;
      }
      input {
        min-width: 0;
        min-height: 2rem;
        padding: 0.125rem 0.375rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      :host([compact]) {
        position: relative;
        display: flex;
        align-items: center;
        gap: 0.25rem;
      }
      :host([compact]) label {
        display: block;
      }
      :host([compact]) input {
        width: 7.5rem;
        min-height: 1.625rem;
        border-color: var(--_line);
        text-overflow: ellipsis;
      }
      :host([compact]) input:is(:hover, :focus) {
        border-color: var(--_edge);
      }
      /* Something was answered, and nobody knows by whom. */
      :host([compact]) input.asked {
        border-color: var(--_accent);
        box-shadow: inset 0 0 0 1px var(--_accent);
      }
      /* Over what stands below: nothing may move under the pointer of who is answering cells. */
      .asking {
        position: absolute;
        z-index: 5;
        inset: calc(100% + 0.375rem) 0 auto auto;
        width: max-content;
        max-width: min(16rem, 80vw);
        padding: 0.375rem 0.625rem;
        border-radius: var(--_radius);
        background: var(--_accent);
        color: var(--_on-accent);
        font-weight: 600;
        box-shadow: 0 2px 8px rgb(0 0 0 / 0.3);
        pointer-events: none;
      }
      .asking::before {
        content: '';
        position: absolute;
        inset: -0.375rem 1.25rem auto auto;
        border: 0.375rem solid transparent;
        border-block: 0 0.375rem;
        border-bottom-color: var(--_accent);
      }
      @media (forced-colors: active) {
        .asking {
          border: 2px solid Highlight;
        }
      }
      /* Beside the offer, so that all of the head is in one row. */
      :host([compact]) label:has(+ .former) input {
        width: 5.25rem;
      }
      :host([compact]) .former {
        max-width: 9rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  /** One line for the head of the panel: the name alone, asked for once something has been answered. */
  declare compact: boolean;
  /** How often the reader has answered since the slide was opened. */
  #answered: { readonly slide: SmearSession['slide']; steps: number } = { slide: undefined, steps: 0 };

  constructor() {
    super();
    this.compact = false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { review } = session;
    const { review: t } = this.strings;
    const sign = (name: string): void => {
      review.reviewer = name;
      this.requestUpdate();
      this.dispatchEvent(new CustomEvent('smear-reviewer-named', { bubbles: true, composed: true }));
    };
    const isAsked = review.reviewer === '' && session.tally.at(session.threshold).confirmed > 0;
    return html`<label class="small">
        <span class=${this.compact ? 'hidden' : ''}>${t.reviewer}</span>
        <input
          class=${isAsked ? 'asked' : ''}
          type="text"
          name="reviewer"
          placeholder=${this.compact ? t.reviewerName : ''}
          maxlength="80"
          autocomplete="name"
          title=${t.reviewerHint}
          .value=${review.reviewer}
          @keydown=${leaveField}
          @input=${(event: Event) => sign((event.currentTarget as HTMLInputElement).value)}
        />
      </label>
      ${
        review.reviewer === '' && review.formerReviewer !== ''
          ? html`<button
              class="former ${this.compact ? 'link small' : ''}"
              title=${t.goOnAs(review.formerReviewer)}
              @click=${() => {
                sign(review.formerReviewer);
                this.dispatchEvent(new CustomEvent(FIELD_LEFT, { bubbles: true, composed: true }));
              }}
            >
              ${t.goOnAs(review.formerReviewer)}
            </button>`
          : nothing
      }
      <div role="status">
        ${isAsked && this.compact && this.#isNews(session) ? html`<p class="asking small">${t.reviewerWanted}</p>` : nothing}
      </div>`;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const { history } = session.review;
    const count = (event: Event): void => {
      if (session.slide !== this.#answered.slide) this.#answered = { slide: session.slide, steps: 0 };
      if (event instanceof StepEvent && ANSWERS.has(event.step.kind)) this.#answered.steps += 1;
    };
    history.addEventListener('done', count);
    return [...super.followSession(session), () => history.removeEventListener('done', count)];
  }

  /** Whether the reader has just begun to answer. Who goes on without a name has read it, and needs the room. */
  #isNews({ slide }: SmearSession): boolean {
    const { steps } = this.#answered;
    return slide === this.#answered.slide && steps > 0 && steps <= ANSWERS_ASKED;
  }
}
