import { css, html, nothing, type TemplateResult } from 'lit';
import type { KeptExample } from '../../keep/reference-cells/example-database.js';
import { referenceCells, type ReferenceCells } from '../../neighbours/reference-cells.js';
import type { SmearSession } from '../../session/session.js';
import { className } from '../../words/class-words.js';
import { writeTime } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Examples of each kind: what stands in one row of the panel. */
const MOST = 4;
/** Of other slides at least, where there are so many: they show another stain than this slide's. */
const FROM_OTHERS = 2;

/**
 * Beside the chosen cell: confirmed cells of its likeliest kind and of the runner-up, at the same scale; those of this slide,
 * to which a press leads, and beside them some of other slides that were worked on in this browser.
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
      .others {
        display: grid;
        grid-template-columns: subgrid;
        align-content: start;
        gap: 0 0.25rem;
      }
      .others smear-cell-crop {
        /* As wide as the edge of a button, or the scale would be another. */
        border: 1px dashed var(--_edge);
      }
      .others p {
        grid-column: 1 / -1;
        font-size: 0.6875rem;
        hyphens: auto;
      }
    `,
  ];

  /** Of other slides, by kind; those of the slide that is open. */
  #others: { readonly slide: SmearSession['slide']; readonly byKind: Map<string, readonly KeptExample[]> } = {
    slide: undefined,
    byKind: new Map(),
  };

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    const cell = session?.selected === undefined ? undefined : session.cells.get(session.selected);
    if (!session || !cell) return nothing;
    const kinds = referenceCells(cell, { classes: session.classes, nearest: session.nearest, most: MOST });
    if (kinds.length === 0) return nothing;
    return html`<p class="small muted">${t.cell.reference}</p>
      ${kinds.map((kind) => this.#kind(session, kind))}`;
  }

  /** Of other slides, as far as they have been read; reads them the first time. */
  #othersOf(session: SmearSession, kind: string): readonly KeptExample[] {
    if (this.#others.slide !== session.slide) this.#others = { slide: session.slide, byKind: new Map() };
    const { byKind } = this.#others;
    const known = byKind.get(kind);
    if (known || !session.keeping) return known ?? [];
    byKind.set(kind, []);
    void session.keeping.examples(kind).then((examples) => {
      byKind.set(kind, examples.slice(0, MOST));
      if (examples.length > 0) this.requestUpdate();
    });
    return [];
  }

  #kind(session: SmearSession, { label, cells: here }: ReferenceCells): TemplateResult {
    const { strings: t } = this;
    const name = className(t, label.name);
    const kept = this.#othersOf(session, label.name);
    const others = kept.slice(0, Math.max(FROM_OTHERS, MOST - here.length));
    const cells = here.slice(0, MOST - others.length);
    return html`<div role="group" aria-label=${name} data-kind=${label.name}>
      <p class="small">${name}</p>
      ${
        cells.length + others.length === 0
          ? html`<p class="small muted">${t.cell.noReference}</p>`
          : html`<div class="row">
              ${cells.map(
                (cell) =>
                  html`<button
                    aria-label=${t.cell.goToReference(name)}
                    title=${t.cell.goToReference(name)}
                    @click=${() => session.goTo(cell.id)}
                  >
                    <smear-cell-crop .session=${session} .cell=${cell} lang=${t.language}></smear-cell-crop>
                  </button>`,
              )}
              ${others.length > 0 ? this.#fromOthers(others) : nothing}
            </div>`
      }
    </div>`;
  }

  #fromOthers(others: readonly KeptExample[]): TemplateResult {
    const { strings: t } = this;
    return html`<div class="others" data-from="others" .style="grid-column: span ${others.length}">
      ${others.map(
        (example) =>
          html`<smear-cell-crop
            title="${className(t, example.name)}, ${writeTime(t.language, example.takenAt)}"
            .example=${example}
            lang=${t.language}
          ></smear-cell-crop>`,
      )}
      <p class="muted">${t.cell.otherSlides}</p>
    </div>`;
  }
}
