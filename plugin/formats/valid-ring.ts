import { polygonBounds, type Polygon } from '../../models/domain/geometry.js';
import { isSimpleRing, isSpike, turn } from './ring-checks.js';

export type Position = readonly [number, number];

/** QuPath writes two decimals of a pixel; more only where two would make a ring cross itself. */
export const DECIMALS: readonly number[] = [2, 4, 6];
const LEAST_SIDE = 0.01;

export interface RepairedRing {
  /** Simple, not repeating its first corner. */
  readonly ring: Polygon;
  /** The ring crossed itself or had no area, and has another shape now. */
  readonly repaired: boolean;
}

/**
 * The ring as JTS and OGC call it valid: simple, no side touching another but at their common corner. Corners are
 * rounded to 0.01 px, or finer where that makes sides touch, and those on a straight line are left out. A ring that
 * crosses itself as it comes is replaced by its convex hull, one without an area by the small box around it.
 * `fewest` decimals at least.
 */
export function repairRing(polygon: Polygon, fewest = 0): RepairedRing {
  for (const decimals of DECIMALS) {
    if (decimals < fewest) continue;
    const ring = withoutSpikes(rounded(polygon, decimals));
    if (ring.length >= 6 && isSimpleRing(ring)) return { ring, repaired: false };
  }
  const hull = withoutSpikes(convexHull(rounded(polygon, 2)));
  return { ring: hull.length >= 6 ? hull : smallBox(polygon), repaired: true };
}

/** The repaired ring as GeoJSON has it: positions, the first one again at the end. */
export function validRing(polygon: Polygon, fewest = 0): Position[] {
  const positions = positionsOf(repairRing(polygon, fewest).ring);
  return [...positions, positions[0] as Position];
}

/** Whether no two sides meet but neighbours at their common corner; the first corner is not repeated. */
export function isSimple(ring: readonly Position[]): boolean {
  return isSimpleRing(Float64Array.from(ring.flat()));
}

function rounded(polygon: Polygon, decimals: number): Polygon {
  const scale = 10 ** decimals;
  const ring = new Float64Array(polygon.length);
  for (let i = 0; i < ring.length; i++) ring[i] = Math.round((polygon[i] as number) * scale) / scale;
  return ring;
}

/** Drops corners that repeat their neighbour or from which the ring runs straight back or on. */
function withoutSpikes(ring: Polygon): Polygon {
  let first = 0;
  while (first < ring.length && !isSpike(ring, first)) first += 2;
  if (first >= ring.length) return ring;
  const kept = [...ring];
  for (let i = Math.max(0, first - 2); kept.length > 0 && i < kept.length;) {
    if (!isSpike(kept, i)) {
      i += 2;
      continue;
    }
    kept.splice(i, 2);
    // The neighbours have new neighbours now.
    i = Math.max(0, i - 4);
  }
  return Float64Array.from(kept);
}

/** Andrew's monotone chain. */
function convexHull(polygon: Polygon): Polygon {
  const sorted = positionsOf(polygon).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: readonly Position[]): Position[] => {
    const hull: Position[] = [];
    for (const point of ordered) {
      while (hull.length >= 2) {
        const [a, b] = [hull.at(-2) as Position, hull.at(-1) as Position];
        if (turn(a[0], a[1], b[0], b[1], point[0], point[1]) > 0) break;
        hull.pop();
      }
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return Float64Array.from([...chain(sorted), ...chain(sorted.toReversed())].flat());
}

function smallBox(polygon: Polygon): Polygon {
  const empty = { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  const bounds = polygon.length >= 2 ? polygonBounds(polygon) : empty;
  const [x, y] = [Math.floor(bounds.minX * 100) / 100, Math.floor(bounds.minY * 100) / 100];
  const far = (near: number, end: number): number =>
    Math.round(Math.max(near + LEAST_SIDE, Math.ceil(end * 100) / 100) * 100) / 100;
  const [right, bottom] = [far(x, bounds.maxX), far(y, bounds.maxY)];
  return Float64Array.of(x, y, right, y, right, bottom, x, bottom);
}

function positionsOf(ring: Polygon): Position[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [
    ring[2 * i] as number,
    ring[2 * i + 1] as number,
  ]);
}
