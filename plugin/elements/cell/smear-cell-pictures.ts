import { css, html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import { paintError } from '../../../overlays/layers/error-scale.js';
import type { SmearSession } from '../../session/session.js';
import { drawInWindow, squareAround } from './cell-pictures.js';
import { pictureWindow, readWindow } from '../../cells/picture-window.js';
import { isCell } from './is-cell.js';
import { DeferredElement } from '../shared/deferred-element.js';
import { baseStyles } from '../shared/styles.js';

/** Canvas pixels across; two to a CSS pixel at the panel's usual width. */
const SIDE_PX = 384;
const BAR_UM = 5;

/** A cell at a fixed physical scale; beside it what the models rebuilt, and where the two differ. */
export class SmearCellPictures extends DeferredElement {
  static override properties = {
    cell: { attribute: false, accepts: isCell },
    failed: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 4px;
        border-radius: var(--_radius);
        align-items: end;
        overflow: hidden;
      }
      figure {
        position: relative;
        display: grid;
        margin: 0;
        background: var(--_raised);
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
      }
      figcaption {
        order: -1;
        padding: 0.125rem 0;
        background: var(--_surface);
        color: var(--_muted);
        font-size: 0.6875rem;
        line-height: 1.25;
        overflow-wrap: anywhere;
        hyphens: auto;
      }
      .bar {
        position: absolute;
        right: 8px;
        bottom: 7px;
        color: #111318;
        font-size: 0.6875rem;
        font-weight: 600;
        line-height: 1.3;
        text-align: center;
        white-space: nowrap;
        text-shadow:
          0 0 3px #fff,
          0 0 3px #fff,
          0 0 2px #fff;
      }
      .bar::after {
        content: '';
        display: block;
        height: 3px;
        background: #111318;
        box-shadow: 0 0 0 1px #fff;
      }
    `,
  ];

  declare cell: Cell | undefined;
  declare failed: boolean;
  #drawn = '';
  #drawing?: AbortController;

  constructor() {
    super();
    this.failed = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drawing?.abort();
    this.#drawn = '';
  }

  protected override render(): TemplateResult {
    const { strings: t, cell, session } = this;
    const scale = session?.resolution?.micronsPerPixel;
    const window = cell && pictureWindow(cell, scale);
    const barPart = window && scale ? BAR_UM / ((window.maxX - window.minX) * scale) : undefined;
    return html`<div class="pictures">
        <figure>
          <canvas
            id="crop"
            width=${SIDE_PX}
            height=${SIDE_PX}
            role="img"
            aria-label=${t.cell.picture}
          ></canvas>
          <figcaption>${t.cell.picture}</figcaption>
          ${
            barPart === undefined
              ? nothing
              : html`<div class="bar" .style="width:${barPart * 100}%">${BAR_UM} µm</div>`
          }
        </figure>
        <figure>
          <canvas
            id="reconstruction"
            width=${SIDE_PX / 2}
            height=${SIDE_PX / 2}
            role="img"
            aria-label=${t.cell.reconstruction}
          ></canvas>
          <figcaption>${t.cell.reconstruction}</figcaption>
        </figure>
        <figure>
          <canvas
            id="difference"
            width=${SIDE_PX / 2}
            height=${SIDE_PX / 2}
            role="img"
            aria-label=${t.cell.reconstructionError}
          ></canvas>
          <figcaption>${t.cell.reconstructionError}</figcaption>
        </figure>
      </div>
      ${this.failed ? html`<p class="small muted">${t.cell.noPictures}</p>` : nothing}`;
  }

  protected override updated(): void {
    const { cell, session } = this;
    if (!cell || !session) return;
    const wanted = `${cell.id} ${cell.box.minX} ${cell.box.minY} ${session.resolution?.micronsPerPixel}`;
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#drawing?.abort();
    const drawing = new AbortController();
    this.#drawing = drawing;
    void this.#draw(session, cell, drawing.signal);
  }

  async #draw(session: SmearSession, cell: Cell, signal: AbortSignal): Promise<void> {
    const { slide } = session;
    if (!slide) return;
    const window = pictureWindow(cell, session.resolution?.micronsPerPixel);
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    }
    try {
      const [, reconstructions] = await Promise.all([
        readWindow(slide, window, SIDE_PX, signal).then((read) => {
          const canvas = this.#canvas('crop');
          if (read && canvas && !signal.aborted) drawInWindow(canvas, read.tile, read.box, window);
        }),
        session.reconstruct([cell], { signal }),
      ]);
      const made = reconstructions[0];
      if (signal.aborted || !made) return;
      const { width, height } = made.crop;
      const rebuilt = this.#canvas('reconstruction');
      const difference = this.#canvas('difference');
      if (rebuilt) drawInWindow(rebuilt, made.rebuilt, made.box, squareAround(made.box));
      if (difference) {
        drawInWindow(
          difference,
          { width, height, data: paintError(made.error) },
          made.box,
          squareAround(made.box),
        );
      }
      this.failed = false;
    } catch {
      // Pictures are a help, not the result: the cell stays, and a sentence says that they are missing.
      if (!signal.aborted) this.failed = true;
    }
  }

  #canvas(id: string): HTMLCanvasElement | null {
    return this.renderRoot.querySelector<HTMLCanvasElement>(`#${id}`);
  }
}
