import { css, html, nothing, type TemplateResult } from 'lit';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * Who is reviewing: the one place where the name is given. `smear-reviewer-named` is sent when it changes.
 *
 * @element smear-reviewer
 */
export class SmearReviewer extends SmearElement {
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
    `,
  ];

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
    return html`<label class="small">
        <span>${t.reviewer}</span>
        <input
          type="text"
          name="reviewer"
          maxlength="80"
          autocomplete="name"
          title=${t.reviewerHint}
          .value=${review.reviewer}
          @input=${(event: Event) => sign((event.currentTarget as HTMLInputElement).value)}
        />
      </label>
      ${
        review.reviewer === '' && review.formerReviewer !== ''
          ? html`<button
              class="former"
              @click=${() => {
                sign(review.formerReviewer);
                this.focus();
              }}
            >
              ${t.goOnAs(review.formerReviewer)}
            </button>`
          : nothing
      }`;
  }
}
