import { polygonArea, polygonContains, type Polygon } from './polygon.js';
import { cutAtCrossings, type Sides } from './cut-at-crossings.js';
import { turn } from './sides.js';
import { isSimpleRing } from './simple-ring.js';

/** QuPath writes two decimals of a pixel; more only where two would make a ring cross itself. */
export const DECIMALS: readonly number[] = [2, 4, 6];

/**
 * The outer rings of all that a ring encloses, however often it crosses itself: the region of the non-zero rule with
 * its holes filled, the largest part first, rounded to 0.01 or finer, each simple. None where it encloses nothing,
 * `undefined` where it crosses itself too often to be the outline of anything.
 *
 * Parts that meet in a point (the halves of a figure eight) stay one ring, joined by a bridge of at most 0.02 px, for a
 * cell is one ring; JTS and QuPath would make a MultiPolygon of them. Parts that are joined by a mere line, drawn there
 * and back, are several rings.
 */
export function enclosedRings(ring: Polygon, fewestDecimals = 0): Polygon[] | undefined {
  let closest: Polygon[] | undefined;
  for (const decimals of DECIMALS) {
    if (decimals < fewestDecimals) continue;
    const scale = 10 ** decimals;
    // The finer the grid, the narrower the bridge, yet the more of its steps: so it fits between sides that are close.
    const steps = 2 * 10 ** (decimals / 2 - 1);
    const sides = cutAtCrossings(ring.map((value) => Math.round(value * scale)));
    if (!sides) continue;
    const walks = outerWalks(sides);
    const rings = walks.map((walk) => bridged(walk, steps).map((value) => value / scale));
    if (rings.every(isSimpleRing)) return byArea(rings);
    // Too narrow for a bridge: the largest of the parts that meet in points.
    closest ??= walks.map((walk) => largestLoop(walk).map((value) => value / scale));
  }
  return closest && byArea(closest);
}

/** Corners of a boundary in order, clockwise on screen; a corner comes again where the boundary meets itself. */
type Walk = readonly Corner[];

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly next: Corner[];
}

/** The outer boundary of each connected part that does not lie in another one. */
function outerWalks(sides: Sides): Corner[][] {
  const corners = boundaryCorners(sides);
  const seen = new Set<Corner>();
  const walks: Corner[][] = [];
  // A part that holds another one begins farther to the left.
  for (const corner of [...corners].sort((a, b) => a.x - b.x || a.y - b.y)) {
    if (seen.has(corner)) continue;
    markConnected(corner, seen);
    if (!walks.some((walk) => polygonContains(ringOf(walk), corner))) walks.push(walkAround(corner));
  }
  return walks;
}

/** The corners of all sides that have different winding numbers on their two flanks, with their neighbours by angle. */
function boundaryCorners(sides: Sides): Iterable<Corner> {
  const corners = new Map<string, Corner>();
  const cornerAt = (x: number, y: number): Corner => {
    const key = `${x},${y}`;
    let corner = corners.get(key);
    if (!corner) corners.set(key, (corner = { x, y, next: [] }));
    return corner;
  };
  const net = new Map<Corner, Map<Corner, number>>();
  const add = (from: Corner, to: Corner, by: number): void => {
    const counts = net.get(from) ?? new Map<Corner, number>();
    net.set(from, counts.set(to, (counts.get(to) ?? 0) + by));
  };
  for (const [ax, ay, bx, by] of sides) {
    const [from, to] = [cornerAt(ax, ay), cornerAt(bx, by)];
    add(from, to, 1);
    add(to, from, -1);
  }
  for (const [from, counts] of net) {
    for (const [to, count] of counts) if (count !== 0) from.next.push(to);
    from.next.sort((a, b) => compareAngles(from, a, b));
  }
  return [...corners.values()].filter(({ next }) => next.length > 0);
}

/** Orders two neighbours of a corner by the angle at which they lie, from -180° (excluded) to 180°. */
function compareAngles(from: Corner, a: Corner, b: Corner): number {
  const half = ({ x, y }: Corner): number => (y - from.y > 0 || (y === from.y && x < from.x) ? 1 : 0);
  return half(a) - half(b) || -turn(from.x, from.y, a.x, a.y, b.x, b.y);
}

function markConnected(first: Corner, seen: Set<Corner>): void {
  const open = [first];
  for (let corner = open.pop(); corner; corner = open.pop()) {
    if (seen.has(corner)) continue;
    seen.add(corner);
    open.push(...corner.next);
  }
}

/** Around the part with the outside always on the same hand, from its leftmost corner. */
function walkAround(start: Corner): Corner[] {
  const walk: Corner[] = [];
  const first = start.next[0] as Corner;
  let [from, to] = [start, first];
  do {
    walk.push(from);
    const { next } = to;
    [from, to] = [to, next[(next.indexOf(from) + 1) % next.length] as Corner];
  } while (from !== start || to !== first);
  return walk;
}

/** From this angle on a corner that was cut would lie too near to where it was. */
const WIDE = (2 / 3) * Math.PI;

/**
 * The walk as a ring that does not touch itself: where it comes to a corner again, all visits but that with the widest
 * angle outside are moved outwards by a few steps of the grid.
 */
function bridged(walk: Walk, steps: number): Polygon {
  const visits = walk.map((corner, i) => {
    const before = walk.at(i - 1) as Corner;
    const after = walk[(i + 1) % walk.length] as Corner;
    return { corner, before, after, ...outsideAt(corner, before, after) };
  });
  const widest = new Map<Corner, (typeof visits)[number]>();
  for (const visit of visits) {
    const known = widest.get(visit.corner);
    if (!known || visit.angle > known.angle) widest.set(visit.corner, visit);
  }
  return Float64Array.from(
    visits.flatMap((visit) => {
      const { corner, before, after, angle, from } = visit;
      if (widest.get(corner) === visit) return [corner.x, corner.y];
      if (angle < WIDE) return [...towards(corner, before, steps), ...towards(corner, after, steps)];
      const middle = from + angle / 2;
      return [
        Math.round(corner.x + steps * Math.cos(middle)),
        Math.round(corner.y + steps * Math.sin(middle)),
      ];
    }),
  );
}

/** The angle outside at a corner, and the direction in which it begins. */
function outsideAt({ x, y }: Corner, before: Corner, after: Corner): { from: number; angle: number } {
  const from = Math.atan2(before.y - y, before.x - x);
  const angle = Math.atan2(after.y - y, after.x - x) - from;
  return { from, angle: angle > 0 ? angle : angle + 2 * Math.PI };
}

function towards({ x, y }: Corner, to: Corner, steps: number): [number, number] {
  const length = Math.hypot(to.x - x, to.y - y);
  const share = Math.min(steps, length / 3) / length;
  return [Math.round(x + (to.x - x) * share), Math.round(y + (to.y - y) * share)];
}

/** The largest of the loops into which the corners that come again divide the walk. */
function largestLoop(walk: Walk): Polygon {
  const loops: Polygon[] = [];
  const path: Corner[] = [];
  for (const corner of walk) {
    const at = path.indexOf(corner);
    if (at >= 0) loops.push(ringOf(path.splice(at)));
    path.push(corner);
  }
  return byArea([...loops, ringOf(path)])[0] as Polygon;
}

function ringOf(walk: Walk): Polygon {
  return Float64Array.from(walk.flatMap(({ x, y }) => [x, y]));
}

function byArea(rings: readonly Polygon[]): Polygon[] {
  return rings
    .map((ring) => ({ ring, area: polygonArea(ring) }))
    .sort((a, b) => b.area - a.area)
    .map(({ ring }) => ring);
}
