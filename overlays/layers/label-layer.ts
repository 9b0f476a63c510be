import type { Cell } from '../../models/domain/cell.js';
import { fullExtent, type Box } from '../../models/domain/geometry.js';
import { transformBox } from '../viewport/affine.js';
import { textPx } from './ink.js';
import { fontOf, LabelSprites, type LabelStyle } from './label-sprites.js';
import { placeLabels, type LabelRequest } from './label-placement.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';
import { DOT_BELOW_PX } from './outline-layer.js';

/** Below this size on screen a cell goes unlabelled, CSS pixels. */
const LABEL_FROM_PX = 8;
/** Where the middle one of the cells is smaller, codes stand bare: a plate would be larger than the cell. */
const BARE_BELOW_PX = 20;
/** More labels than this are a carpet, not a reading aid. */
const LABELS_UP_TO = 800;
/** Cells looked at for the size of the middle one. */
const SAMPLED = 128;
/** Size of the letters where the reader has not asked for larger text, CSS pixels. */
const LETTER_PX = 11;
const BARE_LETTER_PX = 9;
/** Height of a label and the room beside its letters, in sizes of the letters. */
const HEIGHT = 16 / 11;
const PADDING = 4 / 11;
/** Width of a label's letters at the least, so that narrow ones look like the others. */
const LEAST_WIDTH = 8 / 11;

interface Label extends LabelStyle {
  readonly cell: Cell;
}

/**
 * The class's short code beside each cell, where there is room for it; never on another cell. At low power all have it
 * in bare letters, since colour alone would tell the classes apart to some eyes only, as long as there are not so many
 * cells that letters would hide the slide.
 */
export class LabelLayer implements Layer {
  readonly #widths = new Map<string, number>();
  readonly #sprites = new LabelSprites();

  paint(frame: Frame): void {
    const labels = new Map<string, Label>();
    const obstacles: Box[] = [];
    const requests: LabelRequest[] = [];
    const { context, theme } = frame;
    context.save();
    const usualPx = textPx(context.canvas, LETTER_PX);
    const barePx = textPx(context.canvas, BARE_LETTER_PX);
    const isCrowd = frame.cells.length > LABELS_UP_TO;
    // One style on the whole view: two would look as if they meant two things.
    const isBare =
      middleOf(frame.cells.slice(0, SAMPLED).map((cell) => cellSizeOnScreen(cell, frame.scale))) <
      BARE_BELOW_PX;
    if (isBare && isCrowd) {
      context.restore();
      return;
    }
    for (const cell of frame.cells) {
      const size = cellSizeOnScreen(cell, frame.scale);
      if (size < DOT_BELOW_PX) continue;
      const anchor = transformBox(frame.transform, cell.box);
      obstacles.push(anchor);
      if (size < LABEL_FROM_PX || requests.length >= LABELS_UP_TO) continue;
      const letterPx = isBare ? barePx : usualPx;
      const width = this.#widthOf(frame.look(cell.label).code, fontOf(letterPx, theme), letterPx, context);
      labels.set(cell.id, { cell, letterPx, isBare });
      requests.push({
        id: cell.id,
        anchor,
        width: isBare ? width : width + 2 * PADDING * letterPx,
        height: isBare ? letterPx : HEIGHT * letterPx,
        first: cell.id === frame.selected || cell.id === frame.hovered,
      });
    }
    const view = fullExtent(frame);
    for (const { id, box } of placeLabels(requests, obstacles, view)) {
      const label = labels.get(id);
      if (label) this.#sprites.draw(frame, frame.look(label.cell.label), label, box);
    }
    context.restore();
  }

  dispose(): void {
    this.#widths.clear();
    this.#sprites.clear();
  }

  #widthOf(code: string, font: string, letterPx: number, context: CanvasRenderingContext2D): number {
    const key = `${font} ${code}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      context.font = font;
      width = Math.max(letterPx * LEAST_WIDTH, context.measureText(code).width);
      this.#widths.set(key, width);
    }
    return width;
  }
}

function middleOf(sizes: readonly number[]): number {
  return sizes.toSorted((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 0;
}
