import type { AnalysisProgress } from '../session.js';

/** Tiles to wait for, since the first ones also pay for warming up. */
const TELLING_TILES = 3;

export interface ProgressClock {
  /** One tile is done. */
  complete(): AnalysisProgress;
  /** One tile has failed; it is done too. */
  fail(): AnalysisProgress;
}

/** Counts tiles and foretells the time left from the pace so far. `now` gives milliseconds. */
export function startProgress(total: number, now: () => number = () => performance.now()): ProgressClock {
  const start = now();
  let done = 0;
  let failed = 0;
  const report = (): AnalysisProgress => {
    const elapsedMs = now() - start;
    const telling = done >= TELLING_TILES || done === total;
    const remainingMs = telling ? (elapsedMs / done) * (total - done) : undefined;
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
