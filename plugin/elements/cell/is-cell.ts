import type { Cell } from '../../../models/domain/cell.js';

/** Whether it can be drawn as a cell; throws where it is not even an object. */
export function isCell({ id, label, box, outline }: Cell): boolean {
  return (
    typeof id === 'string' &&
    typeof label.name === 'string' &&
    [box.minX, box.minY, box.maxX, box.maxY].every(Number.isFinite) &&
    outline.every(Number.isFinite)
  );
}
