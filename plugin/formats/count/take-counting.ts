import type { CountingMember } from './counting-member.js';
import { randomUuid } from '../../../models/domain/uuid.js';
import type { Counting, CountingRecord } from '../../count/counting.js';
import { originOf } from '../../count/reference-ranges.js';

/**
 * How to count as a file says, wherever the reader has chosen nothing here: their own choice is never overwritten.
 * Absent where all stays as it is.
 */
export function countingToTake(
  { record }: Counting,
  { areas, limit, basis, size, ranges }: CountingMember,
): CountingRecord | undefined {
  const hasSize = record.size.minUm !== undefined || record.size.maxUm !== undefined;
  const taken = {
    areas:
      record.areas.length > 0 ? record.areas : (areas ?? []).map((area) => ({ id: randomUuid(), ...area })),
    limit: record.limit ?? limit,
    basis: record.basis ?? basis,
    size: hasSize ? record.size : (size ?? {}),
    ranges: ranges && originOf(record.ranges) === 'adults' ? ranges : record.ranges,
  };
  return JSON.stringify(taken) === JSON.stringify(record) ? undefined : taken;
}
