import { polygonContains } from '../models/domain/rings/polygon.js';
import type { Cell } from '../models/domain/cell.js';
import { boxCentre, type Point } from '../models/domain/geometry.js';
import type { CellSource } from './layers/layer.js';

/**
 * The cell under a point (level-0 pixels): the smallest one whose outline holds it, else the nearest one
 * whose box lies within `reach` level-0 pixels, so that dots can be hit as well.
 */
export function cellAt(
  source: CellSource,
  point: Point,
  reach: number,
  isShown: (cell: Cell) => boolean,
): Cell | undefined {
  const near = source
    .within({
      minX: point.x - reach,
      minY: point.y - reach,
      maxX: point.x + reach,
      maxY: point.y + reach,
    })
    .filter(isShown);
  const holding = near.filter((cell) => polygonContains(cell.outline, point));
  const area = (cell: Cell): number => (cell.box.maxX - cell.box.minX) * (cell.box.maxY - cell.box.minY);
  if (holding.length > 0) return holding.reduce((best, cell) => (area(cell) < area(best) ? cell : best));
  const distance = (cell: Cell): number => {
    const centre = boxCentre(cell.box);
    return Math.hypot(centre.x - point.x, centre.y - point.y);
  };
  return near.length === 0
    ? undefined
    : near.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}
