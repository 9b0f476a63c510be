import { polygonBounds, type Polygon } from './polygon.js';
import { DECIMALS, enclosedRings } from './enclosed-rings.js';
import { turn } from './sides.js';
import { areApart, isSimpleRing } from './simple-ring.js';

const LEAST_SIDE = 0.01;

export interface RepairedRing {
  /** Simple, not repeating its first corner. */
  readonly ring: Polygon;
  /** Parts that hung on it by no more than a line, the largest first; nearly always none. */
  readonly rest: readonly Polygon[];
  /**
   * Why the ring has another shape now: it crossed itself, it encloses nothing, or it crosses itself so often that
   * nobody can say what it encloses.
   */
  readonly fault?: 'crossed-itself' | 'no-area' | 'scribble';
}

/**
 * The ring as JTS and OGC call it valid: simple, no side touching another but at their common corner. Corners are
 * rounded to 0.01 px, or finer where that makes sides touch, and those on a straight line are left out. A ring that
 * crosses itself as it comes is redrawn along the outer edge of what it encloses, see `enclosedRings`; one that encloses
 * nothing, or is a scribble, is replaced by the box around it. `fewest` decimals at least.
 */
export function repairRing(polygon: Polygon, fewest = 0): RepairedRing {
  for (const decimals of DECIMALS) {
    if (decimals < fewest) continue;
    const ring = withoutSpikes(rounded(polygon, decimals));
    if (isSimpleRing(ring)) return { ring, rest: [] };
  }
  const enclosed = enclosedRings(polygon, fewest);
  const [ring, ...rest] = (enclosed ?? []).map(withoutSpikes).filter(({ length }) => length >= 6);
  if (ring) return { ring, rest, fault: 'crossed-itself' };
  return { ring: smallBox(polygon), rest: [], fault: enclosed ? 'no-area' : 'scribble' };
}

/**
 * The rings as the outer rings of a GeoJSON MultiPolygon: each valid, and no two sharing a point. Where rounding
 * makes two of them touch they keep more decimals; one that lies on an earlier one even so is left out.
 */
export function validParts(parts: readonly Polygon[]): Polygon[] {
  let kept: Polygon[] = [];
  for (const decimals of DECIMALS) {
    kept = [];
    for (const part of parts) {
      const { ring } = repairRing(part, decimals);
      if (kept.every((other) => areApart(other, ring))) kept.push(ring);
    }
    if (kept.length === parts.length) return kept;
  }
  return kept;
}

function rounded(polygon: Polygon, decimals: number): Polygon {
  const scale = 10 ** decimals;
  const ring = new Float64Array(polygon.length);
  for (let i = 0; i < ring.length; i++) ring[i] = Math.round((polygon[i] as number) * scale) / scale;
  return ring;
}

/** Coordinates are rounded to 1e-6 at the finest and reach 1e5: what is left below this is noise. */
const NOISE = 1e-9;

/** Whether the point `i` repeats a neighbour, or the ring runs straight back or on from it, but for rounding. */
function isSpike(ring: ArrayLike<number>, i: number): boolean {
  const last = ring.length - 2;
  const before = i === 0 ? last : i - 2;
  const after = i === last ? 0 : i + 2;
  const [ax, ay] = [ring[before] as number, ring[before + 1] as number];
  const [bx, by] = [ring[after] as number, ring[after + 1] as number];
  return Math.abs(turn(ax, ay, ring[i] as number, ring[i + 1] as number, bx, by)) < NOISE;
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

function smallBox(polygon: Polygon): Polygon {
  const empty = { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  const bounds = polygon.length >= 2 ? polygonBounds(polygon) : empty;
  const [x, y] = [Math.floor(bounds.minX * 100) / 100, Math.floor(bounds.minY * 100) / 100];
  const far = (near: number, end: number): number =>
    Math.round(Math.max(near + LEAST_SIDE, Math.ceil(end * 100) / 100) * 100) / 100;
  const [right, bottom] = [far(x, bounds.maxX), far(y, bounds.maxY)];
  return Float64Array.of(x, y, right, y, right, bottom, x, bottom);
}
