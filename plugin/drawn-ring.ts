import { polygonArea, type Box, type Point, type Polygon } from '../models/domain/geometry.js';
import { vertexAt, simplifyRing } from '../overlays/ring-shape.js';
import { isSimple, validRing, type Position } from './formats/valid-ring.js';

/** Why a ring that a person drew cannot be an outline. */
export type RingFault = 'too-small' | 'crosses-itself';

export interface DrawnRingOptions {
  /** CSS pixels per level-0 pixel while it was drawn. */
  readonly scale: number;
  /** The slide's own box; what was drawn beyond it lies on its edge. */
  readonly bounds: Box;
  /** How far the outline may lie from the line, CSS pixels; 0.6 by default, for no hand draws finer. */
  readonly tolerancePx?: number;
}

const TOLERANCE_PX = 0.6;
/** Less than this is a slip of the hand, CSS pixels squared. */
const LEAST_AREA_PX = 60;
/** Where a line crosses itself at its ends, at least this much of what it encloses must be one piece. */
const MAIN_PIECE = 0.9;

/**
 * The outline (level-0 pixels, simple, valid) that a drawn line means, or what is wrong with it. The line is
 * closed, simplified and kept inside the slide; ends that overshoot each other are cut off.
 */
export function outlineFromDrawing(
  drawn: Polygon,
  { scale, bounds, tolerancePx = TOLERANCE_PX }: DrawnRingOptions,
): Polygon | RingFault {
  const clipped = Float64Array.from(drawn, (value, i) =>
    i % 2 === 0
      ? Math.min(bounds.maxX, Math.max(bounds.minX, value))
      : Math.min(bounds.maxY, Math.max(bounds.minY, value)),
  );
  const ring = simplifyRing(clipped, tolerancePx / scale);
  const least = LEAST_AREA_PX / scale ** 2;
  if (ring.length < 6) return 'too-small';
  const main = mainPiece(ring);
  if (!main) return hasSpan(ring, Math.sqrt(least)) ? 'crosses-itself' : 'too-small';
  if (polygonArea(main) < least) return 'too-small';
  return Float64Array.from(validRing(main).slice(0, -1).flat());
}

/** The ring itself where it is simple; else its largest piece, if that is nearly all of it. */
function mainPiece(ring: Polygon): Polygon | undefined {
  const whole = polygonPieces(ring);
  const total = whole.reduce((sum, piece) => sum + polygonArea(piece), 0);
  const largest = whole.reduce((a, b) => (polygonArea(b) > polygonArea(a) ? b : a));
  return polygonArea(largest) >= MAIN_PIECE * total && isSimple(positions(largest)) ? largest : undefined;
}

/** The ring cut at its crossings into pieces that cross nothing, as long as they are few. */
function polygonPieces(ring: Polygon, left = 8): Polygon[] {
  const crossing = left > 0 ? firstCrossing(ring) : undefined;
  if (!crossing) return [ring];
  const { i, j, at } = crossing;
  const inner = [at.x, at.y, ...ring.slice((i + 1) * 2, (j + 1) * 2)];
  const outer = [...ring.slice(0, (i + 1) * 2), at.x, at.y, ...ring.slice((j + 1) * 2)];
  return [inner, outer].flatMap((piece) => polygonPieces(Float64Array.from(piece), left - 1));
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

function crossingOf(a: Point, b: Point, c: Point, d: Point): Point | undefined {
  const [abX, abY, cdX, cdY] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const turn = abX * cdY - abY * cdX;
  if (turn === 0) return undefined;
  const onFirst = ((c.x - a.x) * cdY - (c.y - a.y) * cdX) / turn;
  const onSecond = ((c.x - a.x) * abY - (c.y - a.y) * abX) / turn;
  if (onFirst < 0 || onFirst > 1 || onSecond < 0 || onSecond > 1) return undefined;
  return { x: a.x + onFirst * abX, y: a.y + onFirst * abY };
}

function hasSpan(ring: Polygon, least: number): boolean {
  const [xs, ys] = [ring.filter((_, i) => i % 2 === 0), ring.filter((_, i) => i % 2 === 1)];
  return Math.max(...xs) - Math.min(...xs) >= least && Math.max(...ys) - Math.min(...ys) >= least;
}

function positions(ring: Polygon): Position[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [
    ring[i * 2] as number,
    ring[i * 2 + 1] as number,
  ]);
}
