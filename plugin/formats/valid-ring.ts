import { polygonBounds, type Polygon } from '../../models/domain/geometry.js';

export type Position = readonly [number, number];

/** QuPath writes two decimals of a pixel; more only where two would make a ring cross itself. */
export const DECIMALS: readonly number[] = [2, 4, 6];
const LEAST_SIDE = 0.01;

/**
 * The ring as GeoJSON wants it: closed, at least four positions, simple (no side touches another but
 * at their common corner), so that JTS and OGC call it valid. A ring that crosses itself as it comes
 * is replaced by its convex hull, one without an area by the small box around it. `fewest` decimals at least.
 */
export function validRing(polygon: Polygon, fewest = 0): Position[] {
  for (const decimals of DECIMALS) {
    if (decimals < fewest) continue;
    const ring = withoutSpikes(rounded(polygon, decimals));
    if (ring.length >= 3 && isSimple(ring)) return closed(ring);
  }
  const hull = withoutSpikes(convexHull(rounded(polygon, 2)));
  return closed(hull.length >= 3 ? hull : smallBox(polygon));
}

function rounded(polygon: Polygon, decimals: number): Position[] {
  const scale = 10 ** decimals;
  const round = (value: number | undefined): number => Math.round((value ?? 0) * scale) / scale;
  return Array.from({ length: polygon.length / 2 }, (_, i) => [
    round(polygon[2 * i]),
    round(polygon[2 * i + 1]),
  ]);
}

/** Drops corners that repeat their neighbour or from which the ring runs straight back or on. */
function withoutSpikes(ring: readonly Position[]): Position[] {
  const kept = [...ring];
  for (let i = 0; kept.length > 0 && i < kept.length;) {
    const before = kept[(i + kept.length - 1) % kept.length] as Position;
    const here = kept[i] as Position;
    const after = kept[(i + 1) % kept.length] as Position;
    if (turn(before, here, after) !== 0) {
      i++;
      continue;
    }
    kept.splice(i, 1);
    // The neighbours have new neighbours now.
    i = Math.max(0, i - 2);
  }
  return kept;
}

/** Twice the signed area of the triangle: 0 where the three lie on one line. */
function turn(a: Position, b: Position, c: Position): number {
  const value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  // Coordinates are rounded to 1e-6 at the finest and reach 1e5: what is left below this is noise.
  return Math.abs(value) < 1e-9 ? 0 : value;
}

/** Whether no two sides meet but neighbours at their common corner. */
export function isSimple(ring: readonly Position[]): boolean {
  const count = ring.length;
  for (let i = 0; i < count; i++) {
    const a = ring[i] as Position;
    const b = ring[(i + 1) % count] as Position;
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      if (sidesTouch(a, b, ring[j] as Position, ring[(j + 1) % count] as Position)) return false;
    }
  }
  return true;
}

/** Whether side `ab` shares a point with side `cd`. */
export function sidesTouch(a: Position, b: Position, c: Position, d: Position): boolean {
  if (
    Math.max(a[0], b[0]) < Math.min(c[0], d[0]) ||
    Math.max(c[0], d[0]) < Math.min(a[0], b[0]) ||
    Math.max(a[1], b[1]) < Math.min(c[1], d[1]) ||
    Math.max(c[1], d[1]) < Math.min(a[1], b[1])
  ) {
    return false;
  }
  return (
    Math.sign(turn(a, b, c)) * Math.sign(turn(a, b, d)) <= 0 &&
    Math.sign(turn(c, d, a)) * Math.sign(turn(c, d, b)) <= 0
  );
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Position[]): Position[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: readonly Position[]): Position[] => {
    const hull: Position[] = [];
    for (const point of ordered) {
      while (hull.length >= 2 && turn(hull.at(-2) as Position, hull.at(-1) as Position, point) <= 0) {
        hull.pop();
      }
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

function smallBox(polygon: Polygon): Position[] {
  const empty = { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  const bounds = polygon.length >= 2 ? polygonBounds(polygon) : empty;
  const [x, y] = [Math.floor(bounds.minX * 100) / 100, Math.floor(bounds.minY * 100) / 100];
  const far = (near: number, end: number): number =>
    Math.round(Math.max(near + LEAST_SIDE, Math.ceil(end * 100) / 100) * 100) / 100;
  const [right, bottom] = [far(x, bounds.maxX), far(y, bounds.maxY)];
  return [
    [x, y],
    [right, y],
    [right, bottom],
    [x, bottom],
  ];
}

function closed(ring: readonly Position[]): Position[] {
  return [...ring, ring[0] as Position];
}
