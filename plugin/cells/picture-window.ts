import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, fullExtent, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Side of the square around a chosen cell; the same for all, so that sizes can be compared by eye. */
export const WINDOW_UM = 22;
/** A cell wider than this part of the window gets one twice as wide. */
const FILLS = 0.92;

/**
 * The square (level-0 pixels) that a cell's pictures show: a fixed physical size, twice that for giants;
 * without a resolution a little more than the cell.
 */
export function pictureWindow(cell: Cell, micronsPerPixel: number | undefined): Box {
  const { x, y } = boxCentre(cell.box);
  const size = Math.max(cell.box.maxX - cell.box.minX, cell.box.maxY - cell.box.minY);
  let side = size * 1.6;
  if (micronsPerPixel !== undefined) {
    side = WINDOW_UM / micronsPerPixel;
    while (size > side * FILLS) side *= 2;
  }
  return { minX: x - side / 2, minY: y - side / 2, maxX: x + side / 2, maxY: y + side / 2 };
}

/**
 * The part of the slide in the window, and where it lies. At `sidePx` pixels across the whole window, or at the slide's
 * own where it has fewer: whoever draws it enlarges it for less than reading it larger would cost.
 */
export async function readWindow(
  slide: SlideReader,
  window: Box,
  sidePx: number,
  signal: AbortSignal,
): Promise<{ tile: RgbaTile; box: Box } | undefined> {
  const whole = fullExtent(slide);
  const box = intersectBoxes(window, whole);
  if (!box) return undefined;
  const scale = Math.min(1, sidePx / (window.maxX - window.minX));
  const tile = await slide.read(
    {
      region: box,
      width: Math.max(1, Math.round((box.maxX - box.minX) * scale)),
      height: Math.max(1, Math.round((box.maxY - box.minY) * scale)),
    },
    { signal },
  );
  return { tile, box };
}
