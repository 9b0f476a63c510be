import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, boxContains, boxHeight, type Box, type Point } from '../../models/domain/geometry.js';

/**
 * The cells whose centre lies in the areas, in the order in which a reader meets them: area by area as listed,
 * each in rows from its top left, the first row to the right, the next one back (the meander of a manual
 * count). A cell that lies in two areas is met in the first. Areas and `rowHeight` in level-0 pixels. The same
 * cells and areas give the same order, whatever order they come in.
 */
export function walkOrder(cells: Iterable<Cell>, areas: readonly Box[], rowHeight: number): Cell[] {
  const rows = new Map<number, Met[]>();
  const rowsBefore = firstRows(areas, rowHeight);
  for (const cell of cells) {
    const centre = boxCentre(cell.box);
    const at = areas.findIndex((area) => boxContains(area, centre));
    const area = areas[at];
    if (!area) continue;
    const row = Math.floor((centre.y - area.minY) / rowHeight);
    const key = (rowsBefore[at] as number) + row;
    const along = row % 2 === 0 ? centre.x : -centre.x;
    const met = { cell, along, y: centre.y };
    const others = rows.get(key);
    if (others) others.push(met);
    else rows.set(key, [met]);
  }
  return [...rows.keys()]
    .sort((a, b) => a - b)
    .flatMap((key) => (rows.get(key) as Met[]).sort(byPlace).map(({ cell }) => cell));
}

/** How far a count went: what it met, and where it stopped. */
export interface Stopped {
  /** Everything met up to the last cell that counted. */
  readonly cells: readonly Cell[];
  /** The cell at which the limit was reached; absent where there were fewer. */
  readonly last?: Cell;
}

/** Goes along the walk until the `limit`th cell that counts, and takes nothing after it. */
export function stopAt(walk: readonly Cell[], limit: number, counts: (cell: Cell) => boolean): Stopped {
  let met = 0;
  for (const [index, cell] of walk.entries()) {
    if (!counts(cell)) continue;
    met++;
    if (met === limit) return { cells: walk.slice(0, index + 1), last: cell };
  }
  return { cells: walk };
}

/**
 * The walk as lines along the middle of its rows, one flat `[x0, y0, …]` for each area entered, in level-0
 * pixels; it ends beside `end`, the place where the count stopped, or goes through all areas without one.
 */
export function walkedPath(areas: readonly Box[], rowHeight: number, end?: Point): Float64Array[] {
  const lines: Float64Array[] = [];
  const stopsIn = end ? areas.findIndex((area) => boxContains(area, end)) : -1;
  for (const [index, area] of areas.entries()) {
    const last = index === stopsIn ? end : undefined;
    lines.push(meander(area, rowHeight, last));
    if (last) break;
  }
  return lines;
}

interface Met {
  readonly cell: Cell;
  readonly along: number;
  readonly y: number;
}

function byPlace(a: Met, b: Met): number {
  return a.along - b.along || a.y - b.y || (a.cell.id < b.cell.id ? -1 : 1);
}

/** How many rows lie before each area. */
function firstRows(areas: readonly Box[], rowHeight: number): number[] {
  let before = 0;
  return areas.map((area) => {
    const first = before;
    before += Math.ceil(boxHeight(area) / rowHeight) + 1;
    return first;
  });
}

function meander(area: Box, rowHeight: number, end: Point | undefined): Float64Array {
  const points: number[] = [];
  const rows = Math.max(1, Math.ceil(boxHeight(area) / rowHeight));
  const lastRow = end ? Math.floor((end.y - area.minY) / rowHeight) : rows - 1;
  for (let row = 0; row <= lastRow; row++) {
    const top = area.minY + row * rowHeight;
    const y = (top + Math.min(area.maxY, top + rowHeight)) / 2;
    const [from, to] = row % 2 === 0 ? [area.minX, area.maxX] : [area.maxX, area.minX];
    points.push(from, y, end && row === lastRow ? end.x : to, y);
  }
  return Float64Array.from(points);
}
