import type { Point, Polygon } from '../models/domain/geometry.js';

/**
 * The ring with the fewest vertices that stay within `tolerance` of it, in units of its frame
 * (Douglas and Peucker 1973, on the two halves between its first vertex and the one farthest from that).
 * Fewer than three vertices mean that the ring encloses nothing at this tolerance.
 */
export function simplifyRing(ring: Polygon, tolerance: number): Polygon {
  const count = ring.length / 2;
  if (count <= 3) return ring;
  const far = farthestFrom(ring, 0);
  const kept = new Uint8Array(count);
  kept[0] = kept[far] = 1;
  keepBetween(ring, 0, far, tolerance, kept);
  keepBetween(ring, far, count, tolerance, kept);
  return Float64Array.from(
    [...kept].flatMap((keep, i) => (keep ? [ring[i * 2] as number, ring[i * 2 + 1] as number] : [])),
  );
}

/** The vertex, or with wrapping the start, at `index`. */
export function vertexAt(ring: Polygon, index: number): Point {
  const count = ring.length / 2;
  const at = ((index % count) + count) % count;
  return { x: ring[at * 2] as number, y: ring[at * 2 + 1] as number };
}

/** The ring with points put on its sides, so that none is longer than `longest`. Its own vertices stay. */
export function densifyRing(ring: Polygon, longest: number): Polygon {
  const dense: number[] = [];
  for (let i = 0; i < ring.length / 2; i += 1) {
    const from = vertexAt(ring, i);
    const to = vertexAt(ring, i + 1);
    const parts = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / longest));
    for (let part = 0; part < parts; part += 1) {
      const share = part / parts;
      dense.push(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
    }
  }
  return Float64Array.from(dense);
}

function farthestFrom(ring: Polygon, index: number): number {
  const from = vertexAt(ring, index);
  let far = 0;
  let most = -1;
  for (let i = 0; i < ring.length / 2; i += 1) {
    const { x, y } = vertexAt(ring, i);
    const distance = Math.hypot(x - from.x, y - from.y);
    if (distance > most) [far, most] = [i, distance];
  }
  return far;
}

/** Marks what must stay of the vertices between `first` and `last` (which may be the start again). */
function keepBetween(ring: Polygon, first: number, last: number, tolerance: number, kept: Uint8Array): void {
  const open: (readonly [number, number])[] = [[first, last]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let far = from;
    let most = tolerance;
    for (let i = from + 1; i < to; i += 1) {
      const distance = distanceToSide(vertexAt(ring, i), vertexAt(ring, from), vertexAt(ring, to));
      if (distance > most) [far, most] = [i, distance];
    }
    if (far === from) continue;
    kept[far] = 1;
    open.push([from, far], [far, to]);
  }
}

function distanceToSide(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along =
    squared === 0
      ? 0
      : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared));
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}
