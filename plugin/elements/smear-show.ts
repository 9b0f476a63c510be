import { css, html, nothing, type TemplateResult } from 'lit';
import type { OverlayMode, SmearSession } from '../session.js';
import { writePercent } from './numbers.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

const MODES: readonly OverlayMode[] = ['labels', 'heatmap', 'both', 'none'];

/** What is drawn over the slide, and how sure a find must be to be shown, counted and saved. */
export class SmearShow extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      .switch {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        overflow: hidden;
      }
      label.mode {
        position: relative;
        padding: 0.3125rem 0.25rem;
        text-align: center;
        cursor: pointer;
      }
      label.mode + label.mode {
        border-left: 1px solid var(--_edge);
      }
      label.mode:has(:checked) {
        background: var(--_accent);
        color: var(--_on-accent);
        font-weight: 600;
      }
      label.mode:has(:focus-visible) {
        outline: 2px solid var(--_text);
        outline-offset: -3px;
      }
      .mode input {
        position: absolute;
        opacity: 0;
        inset: 0;
        margin: 0;
        cursor: pointer;
      }
      input[type='range'] {
        width: 100%;
        margin: 0.25rem 0 0;
        accent-color: var(--_accent);
      }
      .line {
        display: flex;
        justify-content: space-between;
        gap: 0.5rem;
      }
      @media (forced-colors: active) {
        label.mode:has(:checked) {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    const withHeat = session.overlay === 'heatmap' || session.overlay === 'both';
    const percent = writePercent(t.language, session.threshold);
    return html`
      <fieldset>
        <legend class="hidden">${t.show.overlay}</legend>
        <div class="switch">${MODES.map((mode) => this.#mode(session, mode))}</div>
      </fieldset>
      ${
        withHeat
          ? html`<smear-legend lang=${t.language}></smear-legend>
              <p class="small muted">${t.show.peek}</p>`
          : nothing
      }
      <label>
        <span class="line"><span>${t.show.threshold}</span><span>${t.show.atLeast(percent)}</span></span>
        <input
          type="range"
          min="10"
          max="99"
          step="1"
          aria-valuetext=${t.show.atLeast(percent)}
          .value=${String(Math.round(session.threshold * 100))}
          @input=${(event: Event) => {
            session.threshold = Number((event.currentTarget as HTMLInputElement).value) / 100;
          }}
        />
        <span class="small muted">${t.show.thresholdHint}</span>
      </label>
    `;
  }

  #mode(session: SmearSession, mode: OverlayMode): TemplateResult {
    return html`<label class="mode"
      ><input
        type="radio"
        name="overlay"
        .checked=${session.overlay === mode}
        @change=${() => {
          session.overlay = mode;
        }}
      />${this.strings.show[mode]}</label
    >`;
  }
}
