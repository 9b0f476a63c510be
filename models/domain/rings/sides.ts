import { orient2d } from 'robust-predicates';
import type { Point } from '../geometry.js';

/**
 * Twice the signed area of the triangle: positive where `abc` turns clockwise on screen (y down). Its sign is that of
 * exact arithmetic (Shewchuk 1997), so that 0 means on one line and nothing else.
 */
export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  return -orient2d(ax, ay, bx, by, cx, cy);
}

/** Whether the side from number `i` of one closed ring shares a point with the side from number `j` of the other. */
export function sidesTouch(one: ArrayLike<number>, i: number, other: ArrayLike<number>, j: number): boolean {
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
 * Where side `ab` meets side `cd`, to the precision of doubles; whether they meet is decided exactly. `undefined` where
 * they do not, or lie on one line.
 */
export function crossingOf(a: Point, b: Point, c: Point, d: Point): Point | undefined {
  const abc = turn(a.x, a.y, b.x, b.y, c.x, c.y);
  const abd = turn(a.x, a.y, b.x, b.y, d.x, d.y);
  const cda = turn(c.x, c.y, d.x, d.y, a.x, a.y);
  const cdb = turn(c.x, c.y, d.x, d.y, b.x, b.y);
  if (Math.sign(abc) * Math.sign(abd) > 0 || Math.sign(cda) * Math.sign(cdb) > 0 || cda === cdb) {
    return undefined;
  }
  const share = cda / (cda - cdb);
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
}
