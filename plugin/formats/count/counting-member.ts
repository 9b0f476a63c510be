import { SmearError } from '../../../models/domain/errors.js';
import { fullExtent, intersectBoxes, type Box } from '../../../models/domain/geometry.js';
import type { CountBasis } from '../../count/count-cells.js';
import type { CountingRecord, SizeLimits } from '../../count/counting.js';
import { originOf, readReferenceRanges, type ReferenceRanges } from '../../count/reference-ranges.js';
import { cleanText } from '../foreign-text.js';

/** How a count is made, as a file says it; what was left as it is at first is absent. */
export interface CountingMember {
  readonly areas?: readonly { readonly name: string; readonly box: Box }[];
  readonly limit?: number;
  readonly basis?: CountBasis;
  readonly size?: SizeLimits;
  readonly ranges?: ReferenceRanges;
}

/** Far more than a person chooses; a walk goes through each of them. */
const MOST_AREAS = 200;
const MOST_RANGES = 200;

/** What the reader chose of the count; absent where that is nothing. */
export function encodeCounting({
  areas,
  limit,
  basis,
  size,
  ranges,
}: CountingRecord): CountingMember | undefined {
  const hasSize = size.minUm !== undefined || size.maxUm !== undefined;
  const member: CountingMember = {
    ...(areas.length > 0 ? { areas: areas.map(({ name, box }) => ({ name, box })) } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(basis === undefined ? {} : { basis }),
    ...(hasSize ? { size } : {}),
    ...(originOf(ranges) === 'adults' ? {} : { ranges }),
  };
  return Object.keys(member).length > 0 ? member : undefined;
}

/**
 * Reads it back from a file that anybody may have written. What is not as it should be is skipped by itself: an
 * area without inside or beside the slide, a limit that is no count, ranges of which one is none.
 */
export function decodeCounting(
  value: unknown,
  slide: { readonly width: number; readonly height: number },
): CountingMember {
  const { areas, limit, basis, size, ranges } = partsOf(value);
  const sound = Array.isArray(areas)
    ? areas.slice(0, MOST_AREAS).flatMap((area) => readArea(area, slide))
    : [];
  const sizes = readSize(size);
  const known = readRanges(ranges);
  return {
    ...(sound.length > 0 ? { areas: sound } : {}),
    ...(Number.isSafeInteger(limit) && (limit as number) > 0 ? { limit: limit as number } : {}),
    ...(basis === 'reviewed' || basis === 'suggested' ? { basis } : {}),
    ...(sizes ? { size: sizes } : {}),
    ...(known ? { ranges: known } : {}),
  };
}

function readArea(value: unknown, slide: { width: number; height: number }): { name: string; box: Box }[] {
  const { name, box: given } = partsOf(value);
  const { minX, minY, maxX, maxY } = partsOf(given);
  if (!isNumber(minX) || !isNumber(minY) || !isNumber(maxX) || !isNumber(maxY)) return [];
  const box: Box = { minX, minY, maxX, maxY };
  const { width, height } = slide;
  const isNear = box.minX >= -width && box.minY >= -height && box.maxX <= 2 * width && box.maxY <= 2 * height;
  // Not cut to the slide: the rows of its walk would begin elsewhere, and a count of so many end at other cells.
  if (!isNear || !intersectBoxes(box, fullExtent({ width, height }))) return [];
  return [{ name: cleanText(name) ?? '', box }];
}

function readSize(value: unknown): SizeLimits | undefined {
  const { minUm, maxUm } = partsOf(value);
  const size = {
    ...(isNumber(minUm) && minUm >= 0 ? { minUm } : {}),
    ...(isNumber(maxUm) && maxUm > 0 ? { maxUm } : {}),
  };
  return Object.keys(size).length > 0 ? size : undefined;
}

function readRanges(value: unknown): ReferenceRanges | undefined {
  const { source, ranges } = partsOf(value);
  if (!Array.isArray(ranges) || ranges.length > MOST_RANGES) return undefined;
  const cleaned = ranges.map((range: unknown) => {
    const { kind, low, high } = partsOf(range);
    return { kind: cleanText(kind), low, high };
  });
  try {
    return readReferenceRanges(JSON.stringify({ source: cleanText(source) ?? '', ranges: cleaned }));
  } catch (error) {
    // The cells are what the file is opened for; ranges that are none must not keep them out.
    if (error instanceof SmearError) return undefined;
    throw error;
  }
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
