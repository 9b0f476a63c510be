import { boxCentre, polygonBounds, type Point, type Polygon } from '../../models/domain/geometry.js';

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
