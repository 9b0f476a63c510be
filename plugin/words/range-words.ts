import {
  originOf,
  type RangeVerdict,
  type ReferenceRange,
  type ReferenceRanges,
} from '../count/reference-ranges.js';
import type { Strings } from './strings.js';

/**
 * Where the ranges are from, or one of them: in the reader's language where the product brings them, else as somebody put it.
 */
export function rangeSource(
  { differential: { ranges: t } }: Strings,
  ranges: ReferenceRanges,
  of?: ReferenceRange,
): string {
  if (of && !ranges.ranges.includes(of)) return t.adults;
  const origin = originOf(ranges);
  if (origin === 'own') return ranges.source;
  return origin === 'adults' ? t.adults : t.changedAdults;
}

/** What goes with the word, so that it rests on no colour: a shape, hollow where chance may have made it, and a weight. */
export const VERDICT_MARKS: Readonly<
  Record<Exclude<RangeVerdict, 'within'>, { readonly shape: string; readonly weight: 'outside' | 'perhaps' }>
> = {
  low: { shape: '▼', weight: 'outside' },
  maybeLow: { shape: '▽', weight: 'perhaps' },
  maybeHigh: { shape: '△', weight: 'perhaps' },
  high: { shape: '▲', weight: 'outside' },
};
