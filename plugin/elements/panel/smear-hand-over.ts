import { css, html, nothing, type TemplateResult } from 'lit';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Has the slide analysed by the portal's service; there only where the portal names one. */
export class SmearHandOver extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      button {
        width: 100%;
      }
      p {
        margin-top: 0.375rem;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session?.slide || !session.service) return nothing;
    const busy = session.state.kind === 'analysing';
    return html`<button data-action="hand-over" ?disabled=${busy} @click=${() => this.#handOver()}>
        ${t.find.handOver}
      </button>
      <p class="muted">${t.find.handOverHint}</p>`;
  }

  #handOver(): void {
    // The session has told its listeners by then: state `failed`, and its error event.
    this.session?.analyzeByService().catch(() => this.requestUpdate());
  }
}
