import { css, html, nothing, type TemplateResult } from 'lit';
import type { OverlayMode } from '../../session/session.js';
import { writePercent } from '../../words/numbers.js';
import { segmentedChoice, segmentedStyles } from './segmented-choice.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

const MODES: readonly OverlayMode[] = ['labels', 'heatmap', 'both', 'none'];

/** What is drawn over the slide, and how sure a find must be to be shown, counted and saved. */
export class SmearShow extends SmearElement {
  static override styles = [
    baseStyles,
    segmentedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }
      input[type='range'] {
        width: 100%;
        margin: 0.25rem 0 0;
        accent-color: var(--_accent);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 0.5rem;
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
        ${segmentedChoice({
          name: 'overlay',
          values: MODES,
          chosen: session.overlay,
          words: (mode) => t.show[mode],
          onChoose: (mode) => (session.overlay = mode),
        })}
      </fieldset>
      ${withHeat ? html`<smear-legend lang=${t.language}></smear-legend>` : nothing}
      ${
        session.overlay === 'none'
          ? nothing
          : html`<p class="small muted">${t.show.peek(buttonKey(t, 'page', 'hideDrawing') ?? '')}</p>`
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
}
