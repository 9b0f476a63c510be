import type { Cell } from './cell.js';
import { UNKNOWN } from './class-name.js';

/** How far a cell's label can be relied on: a person said so, only the model did, or nobody knows. */
export type ReviewStatus = 'confirmed' | 'suggested' | 'unknown';

/** Where a cell stands; one called unknown counts as unknown even where a person confirmed that. */
export function reviewStatusOf({ label, review }: Pick<Cell, 'label' | 'review'>): ReviewStatus {
  if (label.name === UNKNOWN.name) return 'unknown';
  return review?.confirmed ? 'confirmed' : 'suggested';
}
