import type { SmearSession } from './session.js';

/** Counted cells in all, and those that no person stands by yet. */
export interface ReviewProgress {
  readonly total: number;
  readonly left: number;
}

/**
 * How far the review is: the numbers of the count. Where every cell is counted they are those of the tally, which goes
 * through one cell at a correction and not through all.
 */
export function reviewProgress({
  counting,
  tally,
  threshold,
}: Pick<SmearSession, 'counting' | 'tally' | 'threshold'>): ReviewProgress {
  if (counting.counted) {
    const { left, suggested } = counting.count;
    return { total: suggested.total, left };
  }
  const { shown, confirmed } = tally.at(threshold);
  return { total: shown, left: shown - confirmed };
}
