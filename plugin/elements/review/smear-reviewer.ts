import { css, html, nothing, type TemplateResult } from 'lit';
import { FIELD_LEFT, leaveField } from '../shared/leave-field.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { isNameWanted } from './name-wanted.js';

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

  /** One line for the head of the panel: the name alone, marked once something has been answered without one. */
  declare compact: boolean;

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
    const isAsked = isNameWanted(session);
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
      }`;
  }
}
