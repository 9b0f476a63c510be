import type { FoundOutline } from '../../models/domain/findings.js';
import { boxArea, intersectBoxes } from '../../models/domain/geometry.js';
import { polygonArea, polygonBounds } from '../../models/domain/rings/polygon.js';
import { ringIou, sharedArea } from '../../models/domain/rings/ring-overlap.js';

/** Outlines that share more than this of their union are the same cell. */
const SAME_OUTLINE = 0.5;
/** No two cells share this much of the smaller one: it is a part of the other, found once more. */
const SAME_CELL = 0.7;

/** Whether two outlines are findings of one cell: they share too much to be two. */
export function isSameCell(a: FoundOutline, b: FoundOutline): boolean {
  if (!intersectBoxes(a.box, b.box)) return false;
  const areaA = polygonArea(a.outline);
  const areaB = polygonArea(b.outline);
  // Nearly all that touch share too little to be one, and to measure what outlines share takes long.
  const common = intersectBoxes(polygonBounds(a.outline), polygonBounds(b.outline));
  if (!common || boxArea(common) < SAME_OUTLINE * Math.min(areaA, areaB)) return false;
  const shared = sharedArea(a.outline, b.outline);
  return shared > SAME_CELL * Math.min(areaA, areaB) || shared > SAME_OUTLINE * (areaA + areaB - shared);
}

/** Whether two findings of one cell also agree on its outline; a part and its whole do not. */
export function isSameOutline(a: FoundOutline, b: FoundOutline): boolean {
  return ringIou(a.outline, b.outline) > SAME_OUTLINE;
}
