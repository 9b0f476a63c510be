import { signedArea, polygonContains, type Polygon } from '../domain/rings/polygon.js';
import type { Box } from '../domain/geometry.js';
import { ringsTouch } from '../domain/rings/simple-ring.js';
import { simplifyRing } from '../domain/rings/simplify-ring.js';
import { traceRings, type MaskGrid } from '../domain/rings/trace-rings.js';

/** Smallest part of the box that a contour must cover to be believed. */
const SMALLEST_SHARE = 0.05;
/** Smallest part of the whole that is a part of its own. */
const SMALLEST_PART = 0.03;
const TOLERANCE_PX = 0.25;
const ELLIPSE_VERTICES = 36;

/**
 * The contour of the mask's largest part at probability 0.5, holes filled, as a simple ring within the box and in
 * the box's frame; at most 0.25 px from the mask's own contour. `undefined` where nothing (or under 5 % of the box)
 * reaches 0.5.
 */
export function outlineMask(mask: MaskGrid, box: Box): Polygon | undefined {
  const [ring] = outerRings(mask);
  if (!ring || signedArea(ring) < SMALLEST_SHARE * mask.size * mask.size) return undefined;
  return simplifyRing(placeInBox(ring, mask.size, box), TOLERANCE_PX);
}

/**
 * The contours of all parts of the mask that lie in `within` and cover at least 3 % of them together, the largest
 * first; each as `outlineMask` gives one, and none touching another. None where they cover under 5 % of the box.
 */
export function outlineParts(mask: MaskGrid, box: Box, within: Polygon): Polygon[] {
  const inside = outerRings(mask)
    .map((ring) => ({ area: signedArea(ring), ring: placeInBox(ring, mask.size, box) }))
    .filter(({ ring }) => liesMostlyIn(ring, within));
  const parts = withoutNested(inside);
  const whole = parts.reduce((sum, { area }) => sum + area, 0);
  if (whole < SMALLEST_SHARE * mask.size * mask.size) return [];
  const rings = parts.filter(({ area }) => area >= SMALLEST_PART * whole).map(({ ring }) => ring);
  for (let tolerance = TOLERANCE_PX; tolerance > TOLERANCE_PX / 64; tolerance /= 2) {
    const simpler = rings.map((ring) => simplifyRing(ring, tolerance));
    const touch = simpler.some((ring, at) => simpler.slice(at + 1).some((other) => ringsTouch(ring, other)));
    if (!touch) return simpler;
  }
  return rings;
}

/** The ellipse inscribed in the box: cells are round, so it stands in where the network draws no mask. */
export function outlineEllipse(box: Box): Polygon {
  const ring = new Float64Array(ELLIPSE_VERTICES * 2);
  for (let index = 0; index < ELLIPSE_VERTICES; index++) {
    const angle = (index / ELLIPSE_VERTICES) * 2 * Math.PI;
    ring[index * 2] = box.minX + ((box.maxX - box.minX) * (1 + Math.cos(angle))) / 2;
    ring[index * 2 + 1] = box.minY + ((box.maxY - box.minY) * (1 + Math.sin(angle))) / 2;
  }
  return ring;
}

/** Contours of the mask's parts, the largest first. */
function outerRings(mask: MaskGrid): number[][] {
  return traceRings(mask)
    .filter((ring) => signedArea(ring) > 0)
    .sort((a, b) => signedArea(b) - signedArea(a));
}

interface Part {
  readonly area: number;
  readonly ring: Polygon;
}

/** Parts in the hole of a larger one are left out: the hole is filled. */
function withoutNested(parts: readonly Part[]): Part[] {
  return parts.filter(
    ({ ring }, at) => !parts.slice(0, at).some((larger) => liesMostlyIn(ring, larger.ring)),
  );
}

/** Whether most of the ring's vertices lie in the other ring, which is simplified and so cuts some off. */
function liesMostlyIn(ring: Polygon, other: Polygon): boolean {
  let held = 0;
  for (let at = 0; at < ring.length; at += 2) {
    if (polygonContains(other, { x: ring[at] as number, y: ring[at + 1] as number })) held++;
  }
  return held > ring.length / 4;
}

function placeInBox(ring: readonly number[], size: number, box: Box): Float64Array {
  const scaleX = (box.maxX - box.minX) / size;
  const scaleY = (box.maxY - box.minY) / size;
  return Float64Array.from(ring, (value, index) =>
    index % 2 === 0
      ? Math.min(Math.max(box.minX + value * scaleX, box.minX), box.maxX)
      : Math.min(Math.max(box.minY + value * scaleY, box.minY), box.maxY),
  );
}
