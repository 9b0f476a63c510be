import type { Cell } from '../../../models/domain/cell.js';
import { boxCentre } from '../../../models/domain/geometry.js';
import { SmearError } from '../../../models/domain/errors.js';
import type { SlideReader } from '../../slide/slide-reader.js';
import { drawInWindow } from '../cell/cell-pictures.js';
import { readWindow } from '../../cells/picture-window.js';

/** Side of every picture: a report prints one millimetre for each. */
export const REPORT_PICTURE_UM = 22;
/** Pixels of a picture: 300 to the inch in print. */
const PICTURE_PX = 256;
/** Without a resolution, level-0 pixels that all pictures show: a large cell at 0.1 µm a pixel. */
const UNSCALED_SIDE_PX = 220;

/**
 * Pictures of cells at one scale, as JPEG data URLs by id; a cell whose part of the slide cannot be read has none.
 * Abort rejects with the signal's reason; pixels that the server forbids reject with `slide-forbidden`.
 */
export async function readReportPictures(
  slide: SlideReader,
  cells: readonly Cell[],
  options: {
    readonly micronsPerPixel: number | undefined;
    readonly document: Document;
    readonly signal: AbortSignal;
  },
): Promise<Map<string, string>> {
  const { micronsPerPixel, document, signal } = options;
  const side = micronsPerPixel === undefined ? UNSCALED_SIDE_PX : REPORT_PICTURE_UM / micronsPerPixel;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = PICTURE_PX;
  const pictures = new Map<string, string>();
  for (const cell of cells) {
    const { x, y } = boxCentre(cell.box);
    const window = { minX: x - side / 2, minY: y - side / 2, maxX: x + side / 2, maxY: y + side / 2 };
    try {
      const read = await readWindow(slide, window, PICTURE_PX, signal);
      if (!read) continue;
      drawInWindow(canvas, read.tile, read.box, window);
      whiteBehind(canvas);
      pictures.set(cell.id, canvas.toDataURL('image/jpeg', 0.9));
    } catch (error) {
      // One part that cannot be read costs one picture, which the report says.
      if (!(error instanceof SmearError && error.code === 'tile-failed')) throw error;
    }
  }
  return pictures;
}

/** JPEG has no transparency: beyond the slide's edge paper is white, not black. */
function whiteBehind(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.save();
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.restore();
}
