import { originOf, type ReferenceRanges } from '../count/reference-ranges.js';
import type { Strings } from './strings.js';

/** Where the ranges are from: in the reader's language where the product brings them, else as somebody put it. */
export function rangeSource({ differential: { ranges: t } }: Strings, ranges: ReferenceRanges): string {
  const origin = originOf(ranges);
  if (origin === 'own') return ranges.source;
  return origin === 'adults' ? t.adults : t.changedAdults;
}
