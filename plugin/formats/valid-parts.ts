import {
  intersectBoxes,
  growBox,
  polygonBounds,
  polygonContains,
  type Polygon,
} from '../../models/domain/geometry.js';
import { sidesTouch } from './ring-checks.js';
import { DECIMALS, repairRing } from './valid-ring.js';

/**
 * The rings as the outer rings of a GeoJSON MultiPolygon: each valid, and no two sharing a point. Where rounding
 * makes two of them touch they keep more decimals; one that lies on an earlier one even so is left out.
 */
export function validParts(parts: readonly Polygon[]): Polygon[] {
  let kept: Polygon[] = [];
  for (const decimals of DECIMALS) {
    kept = [];
    for (const part of parts) {
      const { ring } = repairRing(part, decimals);
      if (kept.every((other) => areApart(other, ring))) kept.push(ring);
    }
    if (kept.length === parts.length) return kept;
  }
  return kept;
}

function areApart(a: Polygon, b: Polygon): boolean {
  // Boxes that only touch share no area, but may share a point.
  if (!intersectBoxes(growBox(polygonBounds(a), 1e-6), polygonBounds(b))) return true;
  for (let i = 0; i < a.length; i += 2) {
    for (let j = 0; j < b.length; j += 2) if (sidesTouch(a, i, b, j)) return false;
  }
  return !holds(a, b) && !holds(b, a);
}

function holds(ring: Polygon, other: Polygon): boolean {
  return polygonContains(ring, { x: other[0] as number, y: other[1] as number });
}
