import { growBox, intersectBoxes, polygonBounds, type Polygon } from '../domain/geometry.js';

const FEWEST_VERTICES = 4;

/**
 * The ring with fewer vertices, at most `tolerance` from the given one (in its own units) and still simple:
 * Douglas and Peucker (1973), with a halved tolerance wherever a simpler ring would cross itself.
 * The given ring must be simple.
 */
export function simplifyRing(ring: Polygon, tolerance: number): Polygon {
  for (let step = tolerance; step > tolerance / 64; step /= 2) {
    const simpler = reduce(ring, step);
    if (simpler.length >= FEWEST_VERTICES * 2 && isSimpleRing(simpler)) return simpler;
  }
  return ring;
}

/** Whether no two sides of the closed ring touch, but for neighbours at their shared vertex. */
export function isSimpleRing(ring: Polygon): boolean {
  const count = ring.length / 2;
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) {
      const neighbours = second === first + 1 || (first === 0 && second === count - 1);
      if (neighbours ? foldsBack(ring, first, second) : sidesTouch(ring, first, second)) return false;
    }
  }
  return true;
}

/** Whether any side of one closed ring shares a point with a side of the other. */
export function ringsTouch(a: Polygon, b: Polygon): boolean {
  // Boxes that share but an edge have no area in common.
  if (!intersectBoxes(growBox(polygonBounds(a), 1e-6), polygonBounds(b))) return false;
  const sides = new Float64Array(8);
  const put = (ring: Polygon, at: number, place: number): void => {
    const next = (at + 2) % ring.length;
    sides.set([ring[at], ring[at + 1], ring[next], ring[next + 1]] as number[], place);
  };
  for (let i = 0; i < a.length; i += 2) {
    put(a, i, 0);
    for (let j = 0; j < b.length; j += 2) {
      put(b, j, 4);
      if (sidesTouch(sides, 0, 2)) return true;
    }
  }
  return false;
}

function reduce(ring: Polygon, tolerance: number): Polygon {
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

function sidesTouch(ring: Polygon, first: number, second: number): boolean {
  const count = ring.length / 2;
  const [a, b, c, d] = [first, (first + 1) % count, second, (second + 1) % count];
  const abc = turn(ring, a, b, c);
  const abd = turn(ring, a, b, d);
  const cda = turn(ring, c, d, a);
  const cdb = turn(ring, c, d, b);
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && isBetween(ring, c, a, b)) ||
    (abd === 0 && isBetween(ring, d, a, b)) ||
    (cda === 0 && isBetween(ring, a, c, d)) ||
    (cdb === 0 && isBetween(ring, b, c, d))
  );
}

/** Whether two neighbouring sides lie on each other, or one of them has no length. */
function foldsBack(ring: Polygon, first: number, second: number): boolean {
  const count = ring.length / 2;
  const [from, shared, to] =
    second === first + 1 ? [first, second, (second + 1) % count] : [second, first, first + 1];
  if (turn(ring, from, shared, to) !== 0) return false;
  const forward =
    (x(ring, shared) - x(ring, from)) * (x(ring, to) - x(ring, shared)) +
    (y(ring, shared) - y(ring, from)) * (y(ring, to) - y(ring, shared));
  return forward <= 0;
}

function turn(ring: Polygon, a: number, b: number, c: number): number {
  return (
    (x(ring, b) - x(ring, a)) * (y(ring, c) - y(ring, a)) -
    (y(ring, b) - y(ring, a)) * (x(ring, c) - x(ring, a))
  );
}

function isBetween(ring: Polygon, place: number, from: number, to: number): boolean {
  return (
    Math.min(x(ring, from), x(ring, to)) <= x(ring, place) &&
    x(ring, place) <= Math.max(x(ring, from), x(ring, to)) &&
    Math.min(y(ring, from), y(ring, to)) <= y(ring, place) &&
    y(ring, place) <= Math.max(y(ring, from), y(ring, to))
  );
}

function x(ring: Polygon, place: number): number {
  return ring[place * 2] as number;
}

function y(ring: Polygon, place: number): number {
  return ring[place * 2 + 1] as number;
}
