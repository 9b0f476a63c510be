import type { Polygon } from './polygon.js';
import { isSimpleRing } from './simple-ring.js';

const FEWEST_VERTICES = 4;

/**
 * A simple ring with fewer vertices, at most `tolerance` from the given one (in its own units), of at least four
 * vertices and still simple: reduced with a halved tolerance wherever it would cross itself, and as it was where it
 * always would. The given ring must be simple.
 */
export function simplifyRing(ring: Polygon, tolerance: number): Polygon {
  for (let step = tolerance; step > tolerance / 64; step /= 2) {
    const simpler = reduceRing(ring, step);
    if (simpler.length >= FEWEST_VERTICES * 2 && isSimpleRing(simpler)) return simpler;
  }
  return ring;
}

/**
 * Any ring with the vertices that keep it within `tolerance` of the given one (Douglas and Peucker 1973, on the two
 * halves between two vertices far apart). What comes out may cross itself; fewer than three vertices mean that the
 * ring encloses nothing at this tolerance.
 */
export function reduceRing(ring: Polygon, tolerance: number): Polygon {
  const count = ring.length / 2;
  const kept = new Uint8Array(count);
  const start = farthestFrom(ring, 0);
  const opposite = farthestFrom(ring, start);
  kept[start] = 1;
  kept[opposite] = 1;
  // Pairs of kept vertices, forward around the ring, between which vertices still have to be judged.
  const open: [number, number][] = [
    [start, opposite],
    [opposite, start],
  ];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let worst = -1;
    let worstDistance = tolerance;
    for (let at = (from + 1) % count; at !== to; at = (at + 1) % count) {
      const distance = distanceToSide(ring, at, from, to);
      if (distance > worstDistance) {
        worst = at;
        worstDistance = distance;
      }
    }
    if (worst < 0) continue;
    kept[worst] = 1;
    open.push([from, worst], [worst, to]);
  }
  return ring.filter((_, index) => kept[index >> 1] === 1);
}

function farthestFrom(ring: Polygon, place: number): number {
  let farthest = 0;
  let greatest = -1;
  for (let at = 0; at * 2 < ring.length; at++) {
    const distance = Math.hypot(x(ring, at) - x(ring, place), y(ring, at) - y(ring, place));
    if (distance > greatest) {
      farthest = at;
      greatest = distance;
    }
  }
  return farthest;
}

function distanceToSide(ring: Polygon, place: number, from: number, to: number): number {
  const dx = x(ring, to) - x(ring, from);
  const dy = y(ring, to) - y(ring, from);
  const px = x(ring, place) - x(ring, from);
  const py = y(ring, place) - y(ring, from);
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
  return Math.hypot(px - along * dx, py - along * dy);
}

function x(ring: Polygon, place: number): number {
  return ring[place * 2] as number;
}

function y(ring: Polygon, place: number): number {
  return ring[place * 2 + 1] as number;
}
