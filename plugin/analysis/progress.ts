/** Tiles to wait for, since the first ones also pay for warming up. */
const TILES_TO_ESTIMATE = 3;

export interface ProgressClock {
  /** One tile is done. */
  complete(): AnalysisProgress;
  /** One tile has failed; it is done too. */
  fail(): AnalysisProgress;
}

/**
 * Counts tiles and predicts the time left from the pace so far; `before` of them were done by an earlier run. `now` gives
 * milliseconds.
 */
export function startProgress(
  total: number,
  before = 0,
  now: () => number = () => performance.now(),
): ProgressClock {
  const start = now();
  let done = before;
  let failed = 0;
  const report = (): AnalysisProgress => {
    const elapsedMs = now() - start;
    const own = done - before;
    const isEstimable = own >= TILES_TO_ESTIMATE || done === total;
    const remainingMs = isEstimable ? (elapsedMs / Math.max(1, own)) * (total - done) : undefined;
    return { done, total, failed, elapsedMs, ...(remainingMs === undefined ? {} : { remainingMs }) };
  };
  return {
    complete: () => {
      done++;
      return report();
    },
    fail: () => {
      done++;
      failed++;
      return report();
    },
  };
}

/** How far an analysis has come; `remainingMs` is absent until it can be estimated. */
export interface AnalysisProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly remainingMs?: number;
}
