import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';

/** Cells looked at for a usual size. */
const SAMPLE = 200;

/**
 * Side of the square that every crop of a gallery shows, level-0 pixels: `windowUm` micrometres, or where the
 * resolution is not known a little more than a usual cell. One for all, so that sizes can be compared by eye.
 */
export function gallerySide(
  cells: Iterable<Cell>,
  { micronsPerPixel, windowUm }: { micronsPerPixel: number | undefined; windowUm: number },
): number {
  if (micronsPerPixel !== undefined) return windowUm / micronsPerPixel;
  const sizes: number[] = [];
  for (const { box } of cells) {
    if (sizes.push(Math.max(boxWidth(box), boxHeight(box))) >= SAMPLE) break;
  }
  sizes.sort((one, other) => one - other);
  return (sizes[sizes.length >> 1] ?? 64) * 1.6;
}

/** The square of that side around a cell; a giant is cut off rather than shown smaller than the others. */
export function galleryWindow({ box }: Pick<Cell, 'box'>, side: number): Box {
  const { x, y } = boxCentre(box);
  return { minX: x - side / 2, minY: y - side / 2, maxX: x + side / 2, maxY: y + side / 2 };
}
