import RBush from 'rbush';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre } from '../../models/domain/geometry.js';
import { polygonArea, polygonContains } from '../../models/domain/rings/polygon.js';

/** One cell inside is the same cell found by a program, unless the area is so many times as large. */
const MANY_TIMES = 4;

interface Centre {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

class CentreIndex extends RBush<Centre> {
  override toBBox({ x, y }: Centre) {
    return { minX: x, minY: y, maxX: x, maxY: y };
  }

  override compareMinX(a: Centre, b: Centre): number {
    return a.x - b.x;
  }

  override compareMinY(a: Centre, b: Centre): number {
    return a.y - b.y;
  }
}

/** Which of the drawn outlines are areas with cells in them, such as a field of view, by their ids. */
export function regionsAmong(cells: ReadonlyMap<string, Cell>, drawn: Iterable<string>): string[] {
  const ids = [...drawn];
  if (ids.length === 0 || cells.size < 2) return [];
  const index = new CentreIndex();
  index.load([...cells.values()].map(({ id, box }) => ({ id, ...boxCentre(box) })));
  return ids.filter((id) => {
    const cell = cells.get(id);
    return cell !== undefined && holdsOthers(cell, index, cells);
  });
}

function holdsOthers(cell: Cell, index: CentreIndex, cells: ReadonlyMap<string, Cell>): boolean {
  let inside = 0;
  for (const centre of index.search(cell.box)) {
    if (centre.id === cell.id || !polygonContains(cell.outline, centre)) continue;
    const other = cells.get(centre.id);
    if (!other) continue;
    // Two areas that hold each other's middle are two outlines of about one thing.
    const ratio = polygonArea(cell.outline) / Math.max(polygonArea(other.outline), 1e-9);
    if (ratio >= MANY_TIMES) return true;
    if (ratio > 1 && ++inside >= 2) return true;
  }
  return false;
}
