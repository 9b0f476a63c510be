import { boxCentre, type Box, type Point } from '../geometry.js';

/**
 * A simple ring as flat `[x0, y0, x1, y1, …]`, not repeating its first vertex.
 * Doubles, because at slide widths above 65,536 px single precision loses the hundredth of a pixel.
 */
export type Polygon = Float64Array;

/** The smallest box around the ring. */
export function polygonBounds(polygon: Polygon): Box {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    const x = polygon[i] as number;
    const y = polygon[i + 1] as number;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return { minX, minY, maxX, maxY };
}

/** Enclosed area in squared units of the ring's frame, never negative. */
export function polygonArea(polygon: Polygon): number {
  return Math.abs(signedArea(polygon));
}

/** Area by the shoelace formula; positive where the ring runs clockwise on screen (y down). */
export function signedArea(ring: ArrayLike<number>): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number);
  }
  return twice / 2;
}

/** Length of the closed ring. */
export function polygonPerimeter(polygon: Polygon): number {
  let length = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    length += Math.hypot(
      (polygon[i] as number) - (polygon[j] as number),
      (polygon[i + 1] as number) - (polygon[j + 1] as number),
    );
  }
  return length;
}

/** Greatest distance between two vertices of the ring. */
export function polygonMaxDiameter(polygon: Polygon): number {
  let squared = 0;
  for (let i = 0; i < polygon.length; i += 2) {
    for (let j = i + 2; j < polygon.length; j += 2) {
      const dx = (polygon[i] as number) - (polygon[j] as number);
      const dy = (polygon[i + 1] as number) - (polygon[j + 1] as number);
      const distance = dx * dx + dy * dy;
      if (distance > squared) squared = distance;
    }
  }
  return Math.sqrt(squared);
}

/** Whether the point lies inside the ring (even-odd rule). */
export function polygonContains(polygon: Polygon, point: Point): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const xi = polygon[i] as number;
    const yi = polygon[i + 1] as number;
    const xj = polygon[j] as number;
    const yj = polygon[j + 1] as number;
    if (yi > point.y !== yj > point.y && point.x < ((xj - xi) * (point.y - yi)) / (yj - yi) + xi) {
      inside = !inside;
    }
  }
  return inside;
}

/** Centre of mass of the ring's area, in the ring's frame; the middle of its box where it has no area. */
export function polygonCentroid(polygon: Polygon): Point {
  // Relative to the first corner: far from the origin the products would drown the difference.
  const [left = 0, top = 0] = polygon;
  let [x, y, twice] = [0, 0, 0];
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [xi, yi] = [(polygon[i] as number) - left, (polygon[i + 1] as number) - top];
    const [xj, yj] = [(polygon[j] as number) - left, (polygon[j + 1] as number) - top];
    const cross = xj * yi - xi * yj;
    twice += cross;
    x += (xi + xj) * cross;
    y += (yi + yj) * cross;
  }
  if (twice === 0) return boxCentre(polygonBounds(polygon));
  return { x: left + x / (3 * twice), y: top + y / (3 * twice) };
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
