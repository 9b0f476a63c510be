import {
  intersectBoxes,
  growBox,
  polygonBounds,
  polygonContains,
  type Polygon,
} from '../../models/domain/geometry.js';
import { DECIMALS, sidesTouch, validRing, type Position } from './valid-ring.js';

/**
 * The rings as the outer rings of a GeoJSON MultiPolygon: each valid, and no two sharing a point. Where rounding
 * makes two of them touch they keep more decimals; one that lies on an earlier one even so is left out.
 */
export function validParts(parts: readonly Polygon[]): Position[][] {
  let kept: Position[][] = [];
  for (const decimals of DECIMALS) {
    kept = [];
    for (const part of parts) {
      const ring = validRing(part, decimals);
      if (kept.every((other) => areApart(other, ring))) kept.push(ring);
    }
    if (kept.length === parts.length) return kept;
  }
  return kept;
}

function areApart(a: readonly Position[], b: readonly Position[]): boolean {
  const [flatA, flatB] = [Float64Array.from(a.flat()), Float64Array.from(b.flat())];
  // Boxes that only touch share no area, but may share a point.
  if (!intersectBoxes(growBox(polygonBounds(flatA), 1e-6), polygonBounds(flatB))) return true;
  for (let i = 0; i + 1 < a.length; i++) {
    for (let j = 0; j + 1 < b.length; j++) {
      if (sidesTouch(a[i] as Position, a[i + 1] as Position, b[j] as Position, b[j + 1] as Position))
        return false;
    }
  }
  return !holds(flatA, b) && !holds(flatB, a);
}

function holds(ring: Polygon, [first]: readonly Position[]): boolean {
  return first !== undefined && polygonContains(ring, { x: first[0], y: first[1] });
}
