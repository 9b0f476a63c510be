import type { Box } from '../../models/domain/geometry.js';
import { polygonArea, type Polygon } from '../../models/domain/rings/polygon.js';
import { ringLoops } from '../../models/domain/rings/ring-loops.js';
import { isSimpleRing } from '../../models/domain/rings/simple-ring.js';
import { reduceRing } from '../../models/domain/rings/simplify-ring.js';
import { repairRing } from '../../models/domain/rings/valid-ring.js';

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
  const ring = reduceRing(clipped, tolerancePx / scale);
  const least = LEAST_AREA_PX / scale ** 2;
  if (ring.length < 6) return 'too-small';
  const main = mainPiece(ring);
  if (!main) return hasSpan(ring, Math.sqrt(least)) ? 'crosses-itself' : 'too-small';
  if (polygonArea(main) < least) return 'too-small';
  return repairRing(main).ring;
}

/** The ring itself where it is simple; else its largest piece, if that is nearly all of it. */
function mainPiece(ring: Polygon): Polygon | undefined {
  const whole = ringLoops(ring);
  const total = whole.reduce((sum, piece) => sum + polygonArea(piece), 0);
  const largest = whole.reduce((a, b) => (polygonArea(b) > polygonArea(a) ? b : a));
  return polygonArea(largest) >= MAIN_PIECE * total && isSimpleRing(largest) ? largest : undefined;
}

function hasSpan(ring: Polygon, least: number): boolean {
  const [xs, ys] = [ring.filter((_, i) => i % 2 === 0), ring.filter((_, i) => i % 2 === 1)];
  return Math.max(...xs) - Math.min(...xs) >= least && Math.max(...ys) - Math.min(...ys) >= least;
}
