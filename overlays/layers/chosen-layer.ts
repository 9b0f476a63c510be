import { transformBox } from '../viewport/affine.js';
import { strokeTwice } from './ink.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';
import { DOT_BELOW_PX } from './outline-layer.js';

/** Room between a cell's box and its frame, CSS pixels: the outline with its colour and its dashes stays seen. */
const GAP_PX = 4;
const LINE_PX = 2;
const SQUARE_PX = 5;
/** Frames in one path: browsers choke on paths of many thousands of lines. */
const FRAMES_PER_PATH = 250;

/** Frames the cells that are chosen together; where cells are dots, a light square in a dark one. */
export class ChosenLayer implements Layer {
  readonly #isChosen: (id: string) => boolean;

  constructor(isChosen: (id: string) => boolean) {
    this.#isChosen = isChosen;
  }

  paint(frame: Frame): void {
    const { context } = frame;
    let path = new Path2D();
    let framed = 0;
    context.save();
    for (const cell of frame.cells) {
      if (!this.#isChosen(cell.id)) continue;
      const { minX, minY, maxX, maxY } = transformBox(frame.transform, cell.box);
      if (cellSizeOnScreen(cell, frame.scale) < DOT_BELOW_PX) {
        const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
        context.fillStyle = frame.theme.lineEdge;
        context.fillRect(x - SQUARE_PX / 2 - 1, y - SQUARE_PX / 2 - 1, SQUARE_PX + 2, SQUARE_PX + 2);
        context.fillStyle = frame.theme.line;
        context.fillRect(x - SQUARE_PX / 2, y - SQUARE_PX / 2, SQUARE_PX, SQUARE_PX);
        continue;
      }
      path.rect(minX - GAP_PX, minY - GAP_PX, maxX - minX + 2 * GAP_PX, maxY - minY + 2 * GAP_PX);
      if (++framed % FRAMES_PER_PATH === 0) {
        strokeTwice(frame, path, LINE_PX);
        path = new Path2D();
      }
    }
    strokeTwice(frame, path, LINE_PX);
    context.restore();
  }

  dispose(): void {
    // Nothing is kept between frames.
  }
}
