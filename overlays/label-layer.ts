import type { Cell } from '../models/domain/cell.js';
import type { Box } from '../models/domain/geometry.js';
import { transformBox } from './affine.js';
import { counterColor, cssColor } from './colormap.js';
import { textPx } from './ink.js';
import { placeLabels, type LabelRequest } from './label-placement.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';
import { DOT_BELOW_PX } from './outline-layer.js';

/** Below this size on screen a cell goes unlabelled, CSS pixels. */
const LABEL_FROM_PX = 20;
/** More labels than this are a carpet, not a reading aid. */
const LABELS_UP_TO = 800;
/** Size of the letters where the reader has not asked for larger text, CSS pixels. */
const LETTER_PX = 11;
/** Height of a label and the room beside its letters, in sizes of the letters. */
const HEIGHT = 16 / 11;
const PADDING = 4 / 11;

/** The class's short code beside each cell, where there is room for it; never on another cell. */
export class LabelLayer implements Layer {
  readonly #widths = new Map<string, number>();
  #letterPx = LETTER_PX;

  paint(frame: Frame): void {
    const cells = new Map<string, Cell>();
    const obstacles: Box[] = [];
    const requests: LabelRequest[] = [];
    const { context } = frame;
    context.save();
    const letterPx = textPx(context.canvas, LETTER_PX);
    if (letterPx !== this.#letterPx) this.#widths.clear();
    this.#letterPx = letterPx;
    context.font = `600 ${letterPx}px system-ui, -apple-system, "Segoe UI", sans-serif`;
    for (const cell of frame.cells) {
      const size = cellSizeOnScreen(cell, frame.scale);
      if (size < DOT_BELOW_PX) continue;
      const anchor = transformBox(frame.transform, cell.box);
      obstacles.push(anchor);
      if (size < LABEL_FROM_PX || requests.length >= LABELS_UP_TO) continue;
      cells.set(cell.id, cell);
      requests.push({
        id: cell.id,
        anchor,
        width: this.#widthOf(cell.label.code, context) + 2 * PADDING * letterPx,
        height: HEIGHT * letterPx,
        first: cell.id === frame.selected || cell.id === frame.hovered,
      });
    }
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    const view = { minX: 0, minY: 0, maxX: frame.width, maxY: frame.height };
    for (const { id, box } of placeLabels(requests, obstacles, view)) {
      const cell = cells.get(id);
      if (cell) drawLabel(context, cell, box);
    }
    context.restore();
  }

  dispose(): void {
    this.#widths.clear();
  }

  #widthOf(code: string, context: CanvasRenderingContext2D): number {
    let width = this.#widths.get(code);
    if (width === undefined) {
      width = Math.max(8, context.measureText(code).width);
      this.#widths.set(code, width);
    }
    return width;
  }
}

function drawLabel(context: CanvasRenderingContext2D, cell: Cell, box: Box): void {
  const counter = counterColor(cell.label.color);
  context.beginPath();
  context.roundRect(box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY, 4);
  context.fillStyle = cssColor(cell.label.color);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = cssColor(counter, 0.5);
  context.stroke();
  context.fillStyle = cssColor(counter);
  context.fillText(cell.label.code, (box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2 + 0.5);
}
