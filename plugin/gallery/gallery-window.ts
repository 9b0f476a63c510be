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
  if (micronsPerPixel !== undefined) return Math.max(1, Math.round(windowUm / micronsPerPixel));
  const sizes: number[] = [];
  for (const { box } of cells) {
    if (sizes.push(Math.max(boxWidth(box), boxHeight(box))) >= SAMPLE) break;
  }
  sizes.sort((one, other) => one - other);
  return Math.round((sizes[sizes.length >> 1] ?? 64) * 1.6);
}

/**
 * The square of that side around a cell; a giant is cut off rather than shown smaller than the others. On whole pixels,
 * so that a crop at the slide's own scale is a plain copy.
 */
export function galleryWindow({ box }: Pick<Cell, 'box'>, side: number): Box {
  const { x, y } = boxCentre(box);
  const [minX, minY] = [Math.round(x - side / 2), Math.round(y - side / 2)];
  return { minX, minY, maxX: minX + side, maxY: minY + side };
}
