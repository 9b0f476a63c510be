import type { Polygon } from '../../../../../models/domain/rings/polygon.js';

/** A circle around (`middle`, `middle`). */
export function circle(radius: number, vertices = 200, middle = 1000): Polygon {
  return Float64Array.from(
    Array.from({ length: vertices }, (_, i) => {
      const angle = (i / vertices) * 2 * Math.PI;
      return [middle + radius * Math.cos(angle), middle + radius * Math.sin(angle)];
    }).flat(),
  );
}

/** The ring of these corners. */
export function ringOf(...corners: readonly (readonly [number, number])[]): Polygon {
  return Float64Array.from(corners.flat());
}

/** The corners of the ring. */
export function cornersOf(ring: Polygon): [number, number][] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [
    ring[2 * i] as number,
    ring[2 * i + 1] as number,
  ]);
}
