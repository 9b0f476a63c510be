import { css, html, nothing, type TemplateResult } from 'lit';
import type { Cell, CellClass } from '../../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../../models/domain/class-name.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { measureCell } from '../../cells/measurements.js';
import { stepCell } from '../../cells/step-cell.js';
import type { SmearSession } from '../../session/session.js';
import { certaintyOf, certaintyWord, modelCertainty } from '../../words/certainty.js';
import { className, finerClassName } from '../../words/class-words.js';
import { writeMeasure, writePercent } from '../../words/numbers.js';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import { buttonKey } from '../../words/keys/key-help.js';
import { leaveField } from '../shared/leave-field.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { swatchStyles } from '../shared/swatch-styles.js';

const BARS = 4;
/** Place of the word for cells that are unlike those learnt from. */
const UNLIKE = 2;

/** Everything known about the chosen cell, and the way to the next one. */
export class SmearCell extends SmearElement {
  static override properties = { brief: { type: Boolean } };
  static override styles = [
    baseStyles,
    swatchStyles,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }
      .head {
        display: flex;
        align-items: flex-end;
        gap: 0.375rem;
      }
      .head > div {
        flex: 1;
        min-width: 0;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-size: 0.9375rem;
        font-weight: 600;
      }
      .step {
        display: grid;
        place-items: center;
        padding: 0;
        width: 2.25rem;
      }
      .swatch {
        width: 0.875rem;
        height: 0.875rem;
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
        border: 1px solid color-mix(in oklab, var(--_text) 45%, transparent);
      }
      .comment {
        display: grid;
        gap: 0.125rem;
      }
      .comment input {
        min-width: 0;
        min-height: 2rem;
        padding: 0.125rem 0.375rem;
        border: 1px solid var(--_edge);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      .finer {
        padding-left: 0.75rem;
        color: var(--_muted);
      }
      .number {
        text-align: right;
      }
      dl {
        display: grid;
        gap: 0.125rem;
      }
      dl > div {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
      }
      dt {
        color: var(--_muted);
      }
      dd {
        text-align: right;
      }
    `,
  ];

  /** Beside a card that shows the cell, its name and where it stands: these are not said again. */
  declare brief: boolean;

  constructor() {
    super();
    this.brief = false;
  }

  /** The comment on the chosen cell. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[name=comment]')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    if (!session) return nothing;
    const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
    return html`<div class="head">
        <div>
          ${cell ? (this.brief ? this.#comment(session, cell) : this.#name(cell)) : html`<p class="muted">${t.cell.pick}</p>`}
        </div>
        ${this.#step(session, -1, t.cell.previous, 'M10 3L5 8l5 5')}
        ${this.#step(session, 1, t.cell.next, 'M6 3l5 5-5 5')}
      </div>
      ${
        cell
          ? html`${this.brief ? nothing : this.#comment(session, cell)}<smear-cell-pictures
                .session=${session}
                .cell=${cell}
                lang=${t.language}
              ></smear-cell-pictures>
              <smear-reference-cells .session=${session} lang=${t.language}></smear-reference-cells>
              ${cell.probabilities.length > 0 ? this.#bars(session, cell) : nothing}
              ${this.#facts(session, cell)}`
          : nothing
      }`;
  }

  #name(cell: Cell): TemplateResult {
    const { strings: t } = this;
    const certainty = certaintyOf(cell, this.session?.classes ?? []);
    const isConfirmed = cell.review?.confirmed === true;
    return html`<p class="name">
        <span
          class="swatch"
          .style="background:${cssColor((this.session?.kinds.look(cell.label) ?? cell.label).color)}"
        ></span>
        ${className(t, cell.label.name)}
      </p>
      <p class="muted">
        ${
          isConfirmed
            ? t.cell.named(cell.review?.by)
            : certainty === undefined
              ? cell.label.name === UNKNOWN.name && cell.probabilities.length > 0
                ? t.cell.likenessWords[UNLIKE]
                : nothing
              : `${t.cell.certainty[certaintyWord(certainty)]}, ${writePercent(t.language, certainty)}`
        }
      </p>`;
  }

  #comment(session: SmearSession, { id, review }: Cell): TemplateResult {
    return html`<label class="small comment"
      >${this.strings.signOff.cellComment} (${buttonKey(this.strings, 'cells', 'comment')})
      <input
        type="text"
        name="comment"
        aria-keyshortcuts=${ariaShortcuts('cells', 'comment') ?? nothing}
        maxlength="500"
        .value=${review?.comment ?? ''}
        @keydown=${leaveField}
        @change=${(event: Event) =>
          session.review.comment([id], (event.currentTarget as HTMLInputElement).value)}
      />
    </label>`;
  }

  #step(session: SmearSession, direction: 1 | -1, label: string, path: string): TemplateResult {
    return html`<button
      class="step"
      data-action=${direction === 1 ? 'next-cell' : 'previous-cell'}
      aria-label=${label}
      title="${label} (${direction === 1 ? 'N' : 'P'})"
      ?disabled=${session.cells.size === 0}
      @click=${() => step(session, direction)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d=${path} fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" />
      </svg>
    </button>`;
  }

  #bars(session: SmearSession, cell: Cell): TemplateResult {
    const { strings: t } = this;
    const classes = session.classes;
    const ranked = classes
      .map((label, index) => ({ label, probability: cell.probabilities[index] ?? 0 }))
      .sort((one, other) => other.probability - one.probability);
    const isCoarse = ({ label }: { label: CellClass }): boolean => coarseName(label.name) === label.name;
    const shown = ranked
      .filter(isCoarse)
      .slice(0, BARS)
      .filter(({ probability }, index) => index === 0 || probability >= 0.01);
    const first = shown[0]?.label.name;
    const finer = ranked.filter(
      (kind) => !isCoarse(kind) && coarseName(kind.label.name) === first && kind.probability >= 0.01,
    );
    return html`<ul class="bars small" aria-label=${t.cell.probabilities}>
      ${[...shown.slice(0, 1), ...finer, ...shown.slice(1)].map(
        ({ label, probability }) =>
          html`<li>
            ${
              finer.some((kind) => kind.label === label)
                ? html`<span class="finer">${finerClassName(t, label.name)}</span>`
                : html`<span>${className(t, label.name)}</span>`
            }
            <div class="bar">
              <div
                .style="width:${probability * 100}%;background:${cssColor(session.kinds.look(label).color)}"
              ></div>
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
      ${fact(t.cell.diameter, write(measured.maxDiameterUm, 'µm'))}
      ${fact(t.cell.area, write(measured.areaUm2, 'µm²'))}
      ${
        measured.nucleusCellRatio === undefined
          ? nothing
          : fact(t.cell.nucleusRatio, writeMeasure(t.language, measured.nucleusCellRatio, 2))
      }
      ${cell.probabilities.length > 0 ? fact(t.cell.detection, writePercent(t.language, cell.score)) : nothing}
      ${this.#likeness(session, cell)} ${this.#models(session, cell)}
      ${this.brief && cell.review?.confirmed && cell.review.by ? fact(t.differential.otherReviewed, cell.review.by) : nothing}
    </dl>`;
  }

  /** What the models said stays theirs, whatever a person says. */
  #models(session: SmearSession, { label, review, probabilities }: Cell): TemplateResult | typeof nothing {
    const { strings: t } = this;
    if (probabilities.length === 0) return nothing;
    const said = review ? review.suggested : label;
    if (!said) return nothing;
    const certainty = modelCertainty(said, probabilities, session.classes);
    const chance = certainty === undefined ? '' : `, ${writePercent(t.language, certainty)}`;
    return fact(t.cell.modelsSaid, `${className(t, said.name)}${chance}`);
  }

  #likeness(session: SmearSession, cell: Cell): TemplateResult | typeof nothing {
    const { strings: t } = this;
    const usual = session.info?.reconstruction;
    if (!usual || !(usual.std > 0) || !Number.isFinite(cell.reconstructionError)) return nothing;
    if (cell.label.name === UNKNOWN.name) return fact(t.cell.likeness, t.cell.likenessWords[UNLIKE]);
    const distance = (cell.reconstructionError - usual.mean) / usual.std;
    return fact(t.cell.likeness, t.cell.likenessWords[distance < 1.5 ? 0 : distance < 3 ? 1 : UNLIKE]);
  }
}

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function step(session: SmearSession, direction: 1 | -1): void {
  const id = stepCell(session, direction);
  if (id !== undefined) session.goTo(id);
}
