/** A point in the frame its holder names; by default level-0 pixels, origin top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An axis-aligned box: `min` inclusive, `max` exclusive, so width is `maxX - minX`. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/**
 * A simple ring as flat `[x0, y0, x1, y1, …]`, not repeating its first vertex.
 * Doubles, because at slide widths above 65,536 px single precision loses the hundredth of a pixel.
 */
export type Polygon = Float64Array;

export function boxWidth(box: Box): number {
  return box.maxX - box.minX;
}

export function boxHeight(box: Box): number {
  return box.maxY - box.minY;
}

export function boxCentre(box: Box): Point {
  return { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
}

export function boxArea(box: Box): number {
  return Math.max(0, boxWidth(box)) * Math.max(0, boxHeight(box));
}

/** The common part of two boxes, or `undefined` where they do not overlap. */
export function intersectBoxes(a: Box, b: Box): Box | undefined {
  const box = {
    minX: Math.max(a.minX, b.minX),
    minY: Math.max(a.minY, b.minY),
    maxX: Math.min(a.maxX, b.maxX),
    maxY: Math.min(a.maxY, b.maxY),
  };
  return box.maxX > box.minX && box.maxY > box.minY ? box : undefined;
}

/** Intersection over union, 0 where the boxes do not overlap. */
export function boxIou(a: Box, b: Box): number {
  const common = intersectBoxes(a, b);
  if (!common) return 0;
  const shared = boxArea(common);
  return shared / (boxArea(a) + boxArea(b) - shared);
}

export function growBox(box: Box, margin: number): Box {
  return {
    minX: box.minX - margin,
    minY: box.minY - margin,
    maxX: box.maxX + margin,
    maxY: box.maxY + margin,
  };
}

/** Whether the point lies in the box; the lower edges belong to it, the upper ones do not. */
export function boxContains(box: Box, point: Point): boolean {
  return point.x >= box.minX && point.x < box.maxX && point.y >= box.minY && point.y < box.maxY;
}

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

/** Enclosed area in squared units of the ring's frame, never negative (shoelace formula). */
export function polygonArea(polygon: Polygon): number {
  let twice = 0;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    twice +=
      (polygon[j] as number) * (polygon[i + 1] as number) -
      (polygon[i] as number) * (polygon[j + 1] as number);
  }
  return Math.abs(twice) / 2;
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
