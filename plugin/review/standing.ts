import type { Cell } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';

/** How far a cell's label can be relied on: a person said so, only the model did, or nobody knows. */
export type Standing = 'confirmed' | 'suggested' | 'unknown';

/** Where a cell stands; one called unknown counts as unknown even where a person confirmed that. */
export function standingOf({ label, review }: Pick<Cell, 'label' | 'review'>): Standing {
  if (label.name === UNKNOWN.name) return 'unknown';
  return review?.confirmed ? 'confirmed' : 'suggested';
}
