import type { Cell } from '../../../models/domain/cell.js';

/** A list of holes may be longer than anybody waits for. */
const MOST = 1_000_000;

/** Whether it can be drawn as a cell; throws where it is not even an object. */
export function isCell({ id, label, box, outline }: Cell): boolean {
  return (
    typeof id === 'string' &&
    typeof label.name === 'string' &&
    [box.minX, box.minY, box.maxX, box.maxY].every(Number.isFinite) &&
    outline.length < MOST &&
    outline.every(Number.isFinite)
  );
}

export function areCells(cells: readonly Cell[]): boolean {
  return cells.length < MOST && cells.every(isCell);
}
