import { css, html, nothing, type TemplateResult } from 'lit';
import { referenceCells, type ReferenceCells } from '../../neighbours/reference-cells.js';
import { className } from '../../words/class-words.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Examples of each kind: what stands in one row of the panel. */
const MOST = 4;

/**
 * Beside the chosen cell: confirmed cells of this slide, of its likeliest kind and of the runner-up, at the same scale.
 * A press leads to the example.
 *
 * @element smear-reference-cells
 */
export class SmearReferenceCells extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
      }
      .row {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 0.25rem;
      }
      button {
        min-height: 0;
        padding: 0;
        overflow: hidden;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    const cell = session?.selected === undefined ? undefined : session.cells.get(session.selected);
    if (!session || !cell) return nothing;
    const kinds = referenceCells(cell, { classes: session.classes, nearest: session.nearest, most: MOST });
    if (kinds.length === 0) return nothing;
    return html`<p class="small muted">${t.cell.reference}</p>
      ${kinds.map((kind) => this.#kind(kind))}`;
  }

  #kind({ label, cells }: ReferenceCells): TemplateResult {
    const { session, strings: t } = this;
    const name = className(t, label.name);
    return html`<div role="group" aria-label=${name} data-kind=${label.name}>
      <p class="small">${name}</p>
      ${
        cells.length === 0
          ? html`<p class="small muted">${t.cell.noReference}</p>`
          : html`<div class="row">
              ${cells.map(
                (cell) =>
                  html`<button
                    aria-label=${t.cell.goToReference(name)}
                    title=${t.cell.goToReference(name)}
                    @click=${() => session?.goTo(cell.id)}
                  >
                    <smear-cell-crop .session=${session} .cell=${cell} lang=${t.language}></smear-cell-crop>
                  </button>`,
              )}
            </div>`
      }
    </div>`;
  }
}
