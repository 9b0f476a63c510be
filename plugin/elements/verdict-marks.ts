import type { RangeVerdict } from '../count/reference-ranges.js';

/** The shape that goes with the word, so that neither rests on colour; hollow where chance may have made it. */
export const VERDICT_MARKS: Readonly<Record<Exclude<RangeVerdict, 'within'>, string>> = {
  low: '▼',
  maybeLow: '▽',
  maybeHigh: '△',
  high: '▲',
};
