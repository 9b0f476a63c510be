/** Tiles to wait for, since the first ones also pay for warming up. */
const TILES_TO_ESTIMATE = 3;
/** The pace is that of so many tiles before, or of a tenth of all. */
const LEAST_RECENT = 16;
const RECENT_SHARE = 0.1;

export interface ProgressClock {
  /** One tile is done. */
  complete(): AnalysisProgress;
  /** One tile has failed; it is done too. */
  fail(): AnalysisProgress;
}

/**
 * Counts tiles and predicts the time left from the pace of the last ones: tiles come from the middle outwards, so that the
 * next ones are like these, and those of the middle, where most cells are, take longer. Those done `before`, by an earlier
 * run, say nothing of the pace. `now` gives milliseconds.
 */
export function startProgress(
  total: number,
  before: { readonly done: number; readonly failed?: number } = { done: 0 },
  now: () => number = () => performance.now(),
): ProgressClock {
  const start = now();
  const recent = Math.max(LEAST_RECENT, Math.ceil(total * RECENT_SHARE));
  /** When the last tiles were done, and what was before them. */
  const times = [start];
  let { done, failed = 0 } = before;
  const report = (): AnalysisProgress => {
    const time = now();
    times.push(time);
    if (times.length > recent + 1) times.shift();
    const isEstimable = done - before.done >= TILES_TO_ESTIMATE || done === total;
    const pace = (time - (times[0] as number)) / (times.length - 1);
    const remainingMs = isEstimable ? pace * (total - done) : undefined;
    return {
      done,
      total,
      failed,
      elapsedMs: time - start,
      ...(remainingMs === undefined ? {} : { remainingMs }),
    };
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
