import type { CountingMember } from '../formats/counting-member.js';
import { randomUuid } from '../uuid.js';
import type { Counting } from './counting.js';
import { originOf } from './reference-ranges.js';

/**
 * Counts as a file says, wherever the reader has chosen nothing here: their own choice is never overwritten. Returns
 * whether anything is counted otherwise from here on.
 */
export function takeCounting(
  counting: Counting,
  { areas, limit, basis, size, ranges }: CountingMember,
): boolean {
  const { record } = counting;
  const hasSize = record.size.minUm !== undefined || record.size.maxUm !== undefined;
  counting.restore({
    areas:
      record.areas.length > 0 ? record.areas : (areas ?? []).map((area) => ({ id: randomUuid(), ...area })),
    limit: record.limit ?? limit,
    basis: record.basis ?? basis,
    size: hasSize ? record.size : (size ?? {}),
    ranges: ranges && originOf(record.ranges) === 'adults' ? ranges : record.ranges,
  });
  return JSON.stringify(counting.record) !== JSON.stringify(record);
}
