import type { SmearSession } from '../../session/session.js';

/** Whether something has been answered, and nobody knows by whom. */
export function isNameWanted({ review, tally, threshold }: SmearSession): boolean {
  return review.reviewer === '' && tally.at(threshold).confirmed > 0;
}
