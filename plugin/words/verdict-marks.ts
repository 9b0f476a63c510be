import type { RangeVerdict } from '../count/reference-ranges.js';

/** What goes with the word, so that it rests on no colour: a shape, hollow where chance may have made it, and a weight. */
export const VERDICT_MARKS: Readonly<
  Record<Exclude<RangeVerdict, 'within'>, { readonly shape: string; readonly weight: 'outside' | 'perhaps' }>
> = {
  low: { shape: '▼', weight: 'outside' },
  maybeLow: { shape: '▽', weight: 'perhaps' },
  maybeHigh: { shape: '△', weight: 'perhaps' },
  high: { shape: '▲', weight: 'outside' },
};
