import { css, html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../models/domain/cell.js';
import type { KeptExample } from '../../keep/reference-cells/example-database.js';
import { isCell } from './is-cell.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';
import { drawInWindow } from './cell-pictures.js';
import { pictureWindow, readWindow } from '../../cells/picture-window.js';

/** Canvas pixels across: two to a CSS pixel at the usual size. */
const SIDE_PX = 256;
const BAR_UM = 5;

/**
 * One cell of the slide, or the kept picture of one of another slide, at a fixed physical scale, with its scale bar; as wide
 * as its place, and square.
 */
export class SmearCellCrop extends SmearElement {
  static override properties = {
    cell: { attribute: false, accepts: isCell },
    example: { attribute: false, accepts: isExample },
  };
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
  declare example: KeptExample | undefined;
  #drawn = '';
  #drawing?: AbortController;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drawing?.abort();
    this.#drawn = '';
  }

  protected override render(): TemplateResult {
    const { strings: t, cell, example, session } = this;
    const scale = session?.resolution?.micronsPerPixel;
    const window = cell && pictureWindow(cell, scale);
    const widthUm = example?.widthUm ?? (window && scale ? (window.maxX - window.minX) * scale : undefined);
    const barPart = widthUm === undefined ? undefined : BAR_UM / widthUm;
    return html`<canvas width=${SIDE_PX} height=${SIDE_PX} role="img" aria-label=${t.cell.picture}></canvas>
      ${
        barPart === undefined
          ? nothing
          : html`<div class="bar" .style="width:${barPart * 100}%">${BAR_UM} µm</div>`
      }`;
  }

  protected override updated(): void {
    const { cell, example, session } = this;
    const { minX, minY, maxX, maxY } = cell?.box ?? {};
    const wanted = [
      example?.id ?? cell?.id,
      minX,
      minY,
      maxX,
      maxY,
      session?.resolution?.micronsPerPixel,
    ].join(' ');
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#drawing?.abort();
    this.#drawing = new AbortController();
    void this.#draw(this.#drawing.signal);
  }

  async #draw(signal: AbortSignal): Promise<void> {
    const { cell, example, session } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    const context = canvas?.getContext('2d');
    context?.clearRect(0, 0, SIDE_PX, SIDE_PX);
    if (example && context) return drawExample(context, example, signal);
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

function isExample({ id, widthUm, picture }: KeptExample): boolean {
  return typeof id === 'string' && widthUm > 0 && ArrayBuffer.isView(picture);
}

async function drawExample(
  context: CanvasRenderingContext2D,
  { picture }: KeptExample,
  signal: AbortSignal,
): Promise<void> {
  const drawn = await createImageBitmap(new Blob([picture], { type: 'image/png' })).catch(() => undefined);
  // One that cannot be decoded leaves its place empty.
  if (drawn && !signal.aborted) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(drawn, 0, 0, SIDE_PX, SIDE_PX);
  }
  drawn?.close();
}
