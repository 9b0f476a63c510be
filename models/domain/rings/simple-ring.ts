import { growBox, intersectBoxes } from '../geometry.js';
import { polygonBounds, polygonContains, type Polygon } from './polygon.js';
import { sidesTouch, turn } from './sides.js';

/**
 * Whether no two sides of the closed ring share a point but neighbours at their common corner, which is what OGC and
 * JTS call simple. A corner in the middle of a straight line is allowed. Decided exactly.
 */
export function isSimpleRing(ring: Polygon): boolean {
  return ring.length >= 6 && (isStarShaped(ring) || !anySidesMeet(ring));
}

/** Whether any side of one closed ring shares a point with a side of the other. Decided exactly. */
export function ringsTouch(a: Polygon, b: Polygon): boolean {
  // Boxes that share but an edge have no area in common.
  if (!intersectBoxes(growBox(polygonBounds(a), 1e-6), polygonBounds(b))) return false;
  for (let i = 0; i < a.length; i += 2) {
    for (let j = 0; j < b.length; j += 2) if (sidesTouch(a, i, b, j)) return true;
  }
  return false;
}

/** Whether the rings, each simple, have no point in common, neither on their sides nor inside. */
export function areApart(a: Polygon, b: Polygon): boolean {
  return !ringsTouch(a, b) && !holds(a, b) && !holds(b, a);
}

function holds(ring: Polygon, other: Polygon): boolean {
  return polygonContains(ring, { x: other[0] as number, y: other[1] as number });
}

/**
 * Whether every side is seen from the middle of the corners, turning one way and once around: then the ring is
 * simple. Nearly all cells are, and this costs one pass where comparing the sides costs the square of it.
 */
function isStarShaped(ring: Polygon): boolean {
  const count = ring.length / 2;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    x += ring[i] as number;
    y += ring[i + 1] as number;
  }
  x /= count;
  y /= count;
  let direction = 0;
  let rounds = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const fromY = ring[j + 1] as number;
    const toY = ring[i + 1] as number;
    const swept = Math.sign(turn(x, y, ring[j] as number, fromY, ring[i] as number, toY));
    if (swept === 0) return false;
    if (direction === 0) direction = swept;
    else if (swept !== direction) return false;
    if (fromY > y !== toY > y && toY > y === direction > 0) rounds++;
  }
  return rounds === 1;
}

function anySidesMeet(ring: Polygon): boolean {
  const last = ring.length - 2;
  for (let i = 0; i <= last; i += 2) {
    if (foldsBack(ring, i)) return true;
    for (let j = i + 4; j <= last; j += 2) {
      if (i === 0 && j === last) continue;
      if (sidesTouch(ring, i, ring, j)) return true;
    }
  }
  return false;
}

/** Whether the two sides at a corner lie on each other, or one of them has no length. */
function foldsBack(ring: Polygon, i: number): boolean {
  const before = i === 0 ? ring.length - 2 : i - 2;
  const after = i + 2 === ring.length ? 0 : i + 2;
  const [ax, ay] = [ring[before] as number, ring[before + 1] as number];
  const [x, y] = [ring[i] as number, ring[i + 1] as number];
  const [bx, by] = [ring[after] as number, ring[after + 1] as number];
  if (turn(ax, ay, x, y, bx, by) !== 0) return false;
  return (x - ax) * (bx - x) + (y - ay) * (by - y) <= 0;
}
