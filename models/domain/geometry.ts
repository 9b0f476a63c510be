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

/** The box of a whole slide, picture or view of this size: from its origin, in its own pixels. */
export function fullExtent({ width, height }: { readonly width: number; readonly height: number }): Box {
  return { minX: 0, minY: 0, maxX: width, maxY: height };
}

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
