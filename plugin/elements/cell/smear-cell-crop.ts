import { css, html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { drawInWindow, pictureWindow, readWindow } from './cell-pictures.js';

/** Canvas pixels across: two to a CSS pixel at the usual size. */
const SIDE_PX = 256;
const BAR_UM = 5;

/** One cell at a fixed physical scale, with its scale bar; as wide as its place, and square. */
export class SmearCellCrop extends SmearElement {
  static override properties = { cell: { attribute: false } };
  static override styles = [
    baseStyles,
    css`
      :host {
        position: relative;
        display: block;
        aspect-ratio: 1;
        border-radius: var(--_radius);
        background: var(--_raised);
        overflow: hidden;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
      }
      .bar {
        position: absolute;
        right: 6px;
        bottom: 5px;
        color: #111318;
        font-size: 0.6875rem;
        font-weight: 600;
        line-height: 1.2;
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
        forced-color-adjust: none;
      }
    `,
  ];

  declare cell: Cell | undefined;
  #drawn = '';
  #drawing?: AbortController;

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
    return html`<canvas width=${SIDE_PX} height=${SIDE_PX} role="img" aria-label=${t.cell.picture}></canvas>
      ${
        barPart === undefined
          ? nothing
          : html`<div class="bar" .style="width:${barPart * 100}%">${BAR_UM} µm</div>`
      }`;
  }

  protected override updated(): void {
    const { cell, session } = this;
    const { minX, minY, maxX, maxY } = cell?.box ?? {};
    const wanted = [cell?.id, minX, minY, maxX, maxY, session?.resolution?.micronsPerPixel].join(' ');
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#drawing?.abort();
    this.#drawing = new AbortController();
    void this.#draw(this.#drawing.signal);
  }

  async #draw(signal: AbortSignal): Promise<void> {
    const { cell, session } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    canvas?.getContext('2d')?.clearRect(0, 0, SIDE_PX, SIDE_PX);
    const slide = session?.slide;
    if (!cell || !slide || !canvas) return;
    const window = pictureWindow(cell, session.resolution?.micronsPerPixel);
    try {
      const read = await readWindow(slide, window, SIDE_PX, signal);
      if (read && !signal.aborted) drawInWindow(canvas, read.tile, read.box, window);
    } catch {
      // The cell is on the slide as well; a later update tries again.
      if (!signal.aborted) this.#drawn = '';
    }
  }
}
