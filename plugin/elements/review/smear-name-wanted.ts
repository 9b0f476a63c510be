import { css, html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { StepEvent } from '../../review/history.js';
import type { StepKind } from '../../review/step.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { isNameWanted } from './name-wanted.js';

/** So many answers without a name are followed by the request for it. */
const ANSWERS_ASKED = 12;
const ANSWERS: ReadonlySet<StepKind> = new Set(['assign', 'confirm', 'reject', 'restore', 'comment']);

/**
 * Asks for the reviewer's name once something has been answered without one; leads to where it is given by
 * `smear-reviewer-wanted`. Nothing is there before.
 *
 * @element smear-name-wanted
 */
export class SmearNameWanted extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        flex: none;
      }
      button {
        width: 100%;
        min-height: 1.75rem;
        border-radius: 0;
        line-height: 1.25;
      }
      /* A low window has no room to give: its pictures would change their size. There it stands over the slide's name. */
      @media (max-height: 879px), (max-width: 699px) {
        .beside {
          position: absolute;
          z-index: 1;
          inset: 0.125rem 10.5rem auto 0.25rem;
        }
        .beside button {
          min-height: 2rem;
          padding: 0 0.25rem;
          border-radius: var(--_radius);
          font-size: 0.6875rem;
          line-height: 1.15;
        }
      }
      button:focus-visible {
        outline-color: var(--_on-accent);
        outline-offset: -4px;
      }
    `,
  ];

  /** How often the reader has answered since the slide was opened. */
  #answered: { readonly slide: SmearSession['slide']; steps: number } = { slide: undefined, steps: 0 };

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { review: t } = this.strings;
    // Where a former reader's name is offered, that stands before the field.
    return html`<div role="status" class=${session.review.formerReviewer === '' ? 'beside' : ''}>
      ${
        isNameWanted(session) && this.#isNews(session)
          ? html`<button class="primary small" title=${t.reviewerHint} @click=${askName}>
              ${t.reviewerWanted}
            </button>`
          : nothing
      }
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

/** From the button, which is gone once there is a name: the focus then goes on to the cells. */
function askName({ currentTarget }: Event): void {
  currentTarget?.dispatchEvent(new CustomEvent('smear-reviewer-wanted', { bubbles: true, composed: true }));
}
