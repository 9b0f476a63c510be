import type { Point } from '../geometry.js';
import { vertexAt, type Polygon } from './polygon.js';
import { crossingOf } from './sides.js';

/**
 * The ring cut at each place where it crosses itself, so that no loop crosses another and each corner belongs to one;
 * at most eight cuts, so that the loops of a scribble may still cross themselves. A simple ring is its own only loop.
 */
export function ringLoops(ring: Polygon, cuts = 8): Polygon[] {
  const crossing = cuts > 0 ? firstCrossing(ring) : undefined;
  if (!crossing) return [ring];
  const { i, j, at } = crossing;
  const inner = [at.x, at.y, ...ring.slice((i + 1) * 2, (j + 1) * 2)];
  const outer = [...ring.slice(0, (i + 1) * 2), at.x, at.y, ...ring.slice((j + 1) * 2)];
  return [inner, outer].flatMap((loop) => ringLoops(Float64Array.from(loop), cuts - 1));
}

/** The first two sides (from vertex `i` and vertex `j`) that cross, and where. */
function firstCrossing(ring: Polygon): { i: number; j: number; at: Point } | undefined {
  const count = ring.length / 2;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      const at = crossingOf(
        vertexAt(ring, i),
        vertexAt(ring, i + 1),
        vertexAt(ring, j),
        vertexAt(ring, j + 1),
      );
      if (at) return { i, j, at };
    }
  }
  return undefined;
}
