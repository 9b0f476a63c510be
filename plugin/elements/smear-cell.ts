import { css, html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../models/domain/cell.js';
import { cssColor } from '../../overlays/colormap.js';
import { measureCell } from '../cells/measurements.js';
import { stepCell } from '../cells/step-cell.js';
import type { SmearSession } from '../session.js';
import { certaintyOf, certaintyWord } from './certainty.js';
import { writeMeasure, writePercent } from './numbers.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

const BARS = 5;

/** Everything known about the chosen cell, and the way to the next one. */
export class SmearCell extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-size: 0.9375rem;
        font-weight: 600;
      }
      .name .muted {
        margin-left: auto;
        font-size: 0.8125rem;
        font-weight: 400;
        text-align: right;
      }
      .swatch {
        flex: 0 0 auto;
        width: 0.875rem;
        height: 0.875rem;
        border-radius: 3px;
        border: 1px solid color-mix(in oklab, var(--_text) 45%, transparent);
        forced-color-adjust: none;
      }
      .bars {
        display: grid;
        grid-template-columns: auto 1fr auto;
        align-items: center;
        gap: 0.125rem 0.625rem;
      }
      .bars li {
        display: contents;
      }
      .bar {
        height: 6px;
        border-radius: 3px;
        background: var(--_line);
        overflow: hidden;
        forced-color-adjust: none;
      }
      .bar > div {
        height: 100%;
        border-radius: 3px;
        box-shadow: inset 0 0 0 1px rgb(0 0 0 / 0.25);
      }
      .number {
        text-align: right;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.125rem 1rem;
      }
      dt {
        color: var(--_muted);
      }
      dd {
        text-align: right;
      }
      .steps {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0.5rem;
      }
      kbd {
        margin-inline: 0.375rem;
        padding: 0 0.3125rem;
        border: 1px solid var(--_line);
        border-radius: 3px;
        color: var(--_muted);
        font: inherit;
        font-size: 0.6875rem;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
    return html`${cell ? this.#cell(session, cell) : html`<p class="muted">${t.cell.pick}</p>`}
      <div class="steps">
        <button ?disabled=${session.cells.size === 0} @click=${() => step(session, -1)}>
          ${t.cell.previous}<kbd aria-hidden="true">P</kbd>
        </button>
        <button ?disabled=${session.cells.size === 0} @click=${() => step(session, 1)}>
          ${t.cell.next}<kbd aria-hidden="true">N</kbd>
        </button>
      </div>`;
  }

  #cell(session: SmearSession, cell: Cell): TemplateResult {
    const { strings: t } = this;
    const certainty = certaintyOf(cell);
    return html`
      <div class="name">
        <span class="swatch" style="background:${cssColor(cell.label.color)}"></span>
        <span>${t.classes[cell.label.name] ?? cell.label.name}</span>
        <span class="muted"
          >${t.cell.certainty[certaintyWord(certainty)]}, ${writePercent(t.language, certainty)}</span
        >
      </div>
      <smear-cell-pictures .session=${session} .cell=${cell} lang=${t.language}></smear-cell-pictures>
      ${this.#bars(session, cell)} ${this.#facts(session, cell)}
    `;
  }

  #bars(session: SmearSession, cell: Cell): TemplateResult {
    const { strings: t } = this;
    const classes = session.info?.classes ?? [];
    const ranked = classes
      .map((label, index) => ({ label, probability: cell.probabilities[index] ?? 0 }))
      .sort((one, other) => other.probability - one.probability)
      .slice(0, BARS)
      .filter(({ probability }, index) => index === 0 || probability >= 0.005);
    return html`<ul class="bars small" aria-label=${t.cell.probabilities}>
      ${ranked.map(
        ({ label, probability }) =>
          html`<li>
            <span>${t.classes[label.name] ?? label.name}</span>
            <div class="bar">
              <div style="width:${probability * 100}%;background:${cssColor(label.color)}"></div>
            </div>
            <span class="number">${writePercent(t.language, probability)}</span>
          </li>`,
      )}
    </ul>`;
  }

  #facts(session: SmearSession, cell: Cell): TemplateResult {
    const { strings: t } = this;
    const measured = measureCell(cell, session.resolution?.micronsPerPixel);
    const write = (value: number | undefined, unit: string): string =>
      value === undefined ? t.cell.unknownSize : `${writeMeasure(t.language, value)} ${unit}`;
    return html`<dl class="small">
      <dt>${t.cell.diameter}</dt>
      <dd>${write(measured.maxDiameterUm, 'µm')}</dd>
      <dt>${t.cell.area}</dt>
      <dd>${write(measured.areaUm2, 'µm²')}</dd>
      ${
        measured.nucleusCellRatio === undefined
          ? nothing
          : html`<dt>${t.cell.nucleusRatio}</dt>
              <dd>${writeMeasure(t.language, measured.nucleusCellRatio, 2)}</dd>`
      }
      <dt>${t.cell.detection}</dt>
      <dd>${writePercent(t.language, cell.score)}</dd>
      ${this.#likeness(session, cell)}
      <dt>${t.cell.namedBy}</dt>
      <dd>${t.cell.byModel}</dd>
    </dl>`;
  }

  #likeness(session: SmearSession, cell: Cell): TemplateResult | typeof nothing {
    const { strings: t } = this;
    const usual = session.info?.reconstruction;
    if (!usual || !(usual.std > 0)) return nothing;
    const distance = (cell.reconstructionError - usual.mean) / usual.std;
    const words = t.cell.likenessWords[distance < 1.5 ? 0 : distance < 3 ? 1 : 2];
    return html`<dt>${t.cell.likeness}</dt>
      <dd>${words}</dd>`;
  }
}

function step(session: SmearSession, direction: 1 | -1): void {
  const id = stepCell(session, direction);
  if (id !== undefined) session.goTo(id);
}
