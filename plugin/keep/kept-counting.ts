import { SmearError } from '../../models/domain/errors.js';
import type { CountArea } from '../count/count-areas.js';
import type { CountingRecord } from '../count/counting.js';
import { readReferenceRanges } from '../count/reference-ranges.js';

/** A stored way of counting, or `undefined` where it is not as it should be. */
export function soundCounting(stored: unknown): CountingRecord | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { areas, limit, basis, size, ranges } = stored as Partial<CountingRecord>;
  if (!Array.isArray(areas) || !areas.every(isArea)) return undefined;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) return undefined;
  if (basis !== undefined && basis !== 'reviewed' && basis !== 'suggested') return undefined;
  const { minUm, maxUm } = size ?? {};
  if ([minUm, maxUm].some((value) => value !== undefined && !Number.isFinite(value))) return undefined;
  try {
    return {
      areas,
      ...(limit === undefined ? {} : { limit }),
      ...(basis === undefined ? {} : { basis }),
      size: { ...(minUm === undefined ? {} : { minUm }), ...(maxUm === undefined ? {} : { maxUm }) },
      ranges: readReferenceRanges(JSON.stringify(ranges)),
    };
  } catch (error) {
    if (error instanceof SmearError) return undefined;
    throw error;
  }
}

/** Whether what was stored is an area. */
export function isArea(area: unknown): area is CountArea {
  if (typeof area !== 'object' || area === null) return false;
  const { id, name, box } = area as Partial<CountArea>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof box !== 'object' || box === null)
    return false;
  const { minX, minY, maxX, maxY } = box;
  return [minX, minY, maxX, maxY].every(Number.isFinite) && maxX > minX && maxY > minY;
}
