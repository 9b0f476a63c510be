import type { Polygon } from '../../models/domain/geometry.js';

/** Coordinates are rounded to 1e-6 at the finest and reach 1e5: what is left below this is noise. */
const NOISE = 1e-9;

/** Twice the signed area of the triangle: 0 where the three lie on one line. */
export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const value = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  return Math.abs(value) < NOISE ? 0 : value;
}

/** Whether no two sides of the ring meet but neighbours at their common corner. */
export function isSimpleRing(ring: Polygon): boolean {
  return isStarShaped(ring) || !anySidesTouch(ring);
}

/** Whether the point `i` repeats a neighbour, or the ring runs straight back or on from it. */
export function isSpike(ring: ArrayLike<number>, i: number): boolean {
  const last = ring.length - 2;
  const before = i === 0 ? last : i - 2;
  const after = i === last ? 0 : i + 2;
  return (
    turn(
      ring[before] as number,
      ring[before + 1] as number,
      ring[i] as number,
      ring[i + 1] as number,
      ring[after] as number,
      ring[after + 1] as number,
    ) === 0
  );
}

/** Whether side `ab` shares a point with side `cd`; each side is four numbers of its ring, which is closed. */
export function sidesTouch(one: Polygon, i: number, other: Polygon, j: number): boolean {
  const ax = one[i] as number;
  const ay = one[i + 1] as number;
  const k = i + 2 === one.length ? 0 : i + 2;
  const bx = one[k] as number;
  const by = one[k + 1] as number;
  const cx = other[j] as number;
  const cy = other[j + 1] as number;
  const l = j + 2 === other.length ? 0 : j + 2;
  const dx = other[l] as number;
  const dy = other[l + 1] as number;
  if (
    Math.max(ax, bx) < Math.min(cx, dx) ||
    Math.max(cx, dx) < Math.min(ax, bx) ||
    Math.max(ay, by) < Math.min(cy, dy) ||
    Math.max(cy, dy) < Math.min(ay, by)
  ) {
    return false;
  }
  return (
    Math.sign(turn(ax, ay, bx, by, cx, cy)) * Math.sign(turn(ax, ay, bx, by, dx, dy)) <= 0 &&
    Math.sign(turn(cx, cy, dx, dy, ax, ay)) * Math.sign(turn(cx, cy, dx, dy, bx, by)) <= 0
  );
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
    const fromX = (ring[j] as number) - x;
    const fromY = (ring[j + 1] as number) - y;
    const toX = (ring[i] as number) - x;
    const toY = (ring[i + 1] as number) - y;
    const swept = fromX * toY - fromY * toX;
    // A thousand times the noise: the middle itself is rounded.
    if (Math.abs(swept) < 1e-6) return false;
    if (direction === 0) direction = Math.sign(swept);
    else if (Math.sign(swept) !== direction) return false;
    if (fromY > 0 !== toY > 0 && toY > 0 === direction > 0) rounds++;
  }
  return rounds === 1;
}

function anySidesTouch(ring: Polygon): boolean {
  const last = ring.length - 2;
  for (let i = 0; i <= last; i += 2) {
    for (let j = i + 4; j <= last; j += 2) {
      if (i === 0 && j === last) continue;
      if (sidesTouch(ring, i, ring, j)) return true;
    }
  }
  return false;
}
