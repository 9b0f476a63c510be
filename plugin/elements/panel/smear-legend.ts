import { css, html, type TemplateResult } from 'lit';
import { colormapGradient } from '../../../overlays/layers/colormap.js';
import { FULL_DIFFERENCE } from '../../../overlays/layers/error-scale.js';
import { writePercent } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** What the heat map's colours mean, with their unit. */
export class SmearLegend extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .scale {
        height: 0.625rem;
        border-radius: 3px;
        border: 1px solid var(--_line);
        forced-color-adjust: none;
      }
      .ends {
        display: flex;
        justify-content: space-between;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { strings: t } = this;
    const percent = (part: number): string => writePercent(t.language, part * FULL_DIFFERENCE);
    return html`<div class="small">
      <p>${t.show.legend}</p>
      <div class="scale" .style="background:${colormapGradient()}"></div>
      <div class="ends muted">
        <span>${percent(0)}</span><span>${percent(0.5)}</span><span>≥ ${percent(1)}</span>
      </div>
      <p class="muted">${t.show.legendHint}</p>
      <p class="rings">${t.show.ringLegend}</p>
      <div class="ends muted"><span>${t.show.typical}</span><span>${t.show.unusual}</span></div>
    </div>`;
  }
}
