import type { Polygon } from './polygon.js';
import { crossingOf, turn } from './sides.js';

/** Sides as `[fromX, fromY, toX, toY]` in the direction of the ring. */
export type Sides = readonly Side[];
type Side = readonly [number, number, number, number];

/** More sides than this, and a ring is a scribble. */
const MOST_SIDES = 20_000;
/** Rounding a crossing can make another one beside it; where sides are nearly parallel, again and again. */
const MOST_ROUNDS = 8;

/**
 * The sides of the ring cut wherever two of them meet, with whole numbers as coordinates, as those of the ring must be:
 * afterwards two sides share an end, lie on each other, or have no point in common. `undefined` where there would be
 * too many, or rounding makes ever new crossings, which a finer grid mends.
 */
export function cutAtCrossings(ring: Polygon): Sides | undefined {
  let sides: Side[] = [];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    addSide(sides, ring[j] as number, ring[j + 1] as number, ring[i] as number, ring[i + 1] as number);
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const cuts = cutsOf(sides);
    if (!cuts) return undefined;
    if (cuts.size === 0) return sides;
    sides = sides.flatMap((side, i) => cutSide(side, cuts.get(i)));
  }
  return undefined;
}

function addSide(sides: Side[], ax: number, ay: number, bx: number, by: number): void {
  if (ax !== bx || ay !== by) sides.push([ax, ay, bx, by]);
}

/** Where each side has to be cut, flat `[x, y, …]` by its number. */
function cutsOf(sides: Sides): Map<number, number[]> | undefined {
  const cuts = new Map<number, number[]>();
  let count = sides.length;
  const cut = (i: number, x: number, y: number): void => {
    const [ax, ay, bx, by] = sides[i] as Side;
    if ((x === ax && y === ay) || (x === bx && y === by)) return;
    cuts.set(i, [...(cuts.get(i) ?? []), x, y]);
    count++;
  };
  const left = (i: number): number => Math.min((sides[i] as Side)[0], (sides[i] as Side)[2]);
  const order = sides.map((_, i) => i).sort((i, j) => left(i) - left(j));
  for (let k = 0; k < order.length; k++) {
    const i = order[k] as number;
    const right = Math.max((sides[i] as Side)[0], (sides[i] as Side)[2]);
    for (let l = k + 1; l < order.length; l++) {
      const j = order[l] as number;
      if (left(j) > right) break;
      meet(sides[i] as Side, sides[j] as Side, (x, y) => {
        cut(i, x, y);
        cut(j, x, y);
      });
      if (count > MOST_SIDES) return undefined;
    }
  }
  return cuts;
}

/** Tells where the two sides meet, but not of an end that both have. */
function meet(one: Side, other: Side, at: (x: number, y: number) => void): void {
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return;
  const abc = turn(ax, ay, bx, by, cx, cy);
  const abd = turn(ax, ay, bx, by, dx, dy);
  const cda = turn(cx, cy, dx, dy, ax, ay);
  const cdb = turn(cx, cy, dx, dy, bx, by);
  if (abc !== 0 && abd !== 0 && cda !== 0 && cdb !== 0) {
    const crossing = crossingOf({ x: ax, y: ay }, { x: bx, y: by }, { x: cx, y: cy }, { x: dx, y: dy });
    if (crossing) at(Math.round(crossing.x), Math.round(crossing.y));
    return;
  }
  if (abc === 0 && isWithin(cx, cy, one)) at(cx, cy);
  if (abd === 0 && isWithin(dx, dy, one)) at(dx, dy);
  if (cda === 0 && isWithin(ax, ay, other)) at(ax, ay);
  if (cdb === 0 && isWithin(bx, by, other)) at(bx, by);
}

/** Whether a point on the line of a side lies on the side. */
function isWithin(x: number, y: number, [ax, ay, bx, by]: Side): boolean {
  return Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
}

function cutSide(side: Side, places: readonly number[] | undefined): Side[] {
  if (!places) return [side];
  const [ax, ay, bx, by] = side;
  const gone = (x: number, y: number): number => (x - ax) * (bx - ax) + (y - ay) * (by - ay);
  const points: [number, number][] = [];
  for (let i = 0; i < places.length; i += 2) points.push([places[i] as number, places[i + 1] as number]);
  points.sort((p, q) => gone(...p) - gone(...q));
  const parts: Side[] = [];
  let [x, y] = [ax, ay];
  for (const [toX, toY] of [...points, [bx, by] as const]) {
    addSide(parts, x, y, toX, toY);
    [x, y] = [toX, toY];
  }
  return parts;
}
