import { polygonArea, type Polygon } from '../../models/domain/rings/polygon.js';
import { CoordinateList } from './coordinate-text.js';
import { repairRing } from '../../models/domain/rings/valid-ring.js';

/** Above this a ring is no outline of a cell, and comparing its sides would hold the page up. */
export const MOST_POINTS = 5000;
/** Level-0 pixels; no slide is as wide, and beyond it a hundredth of a pixel is lost in doubles' noise. */
const FARTHEST = 1e7;
/** Of what is left of a ring that crosses itself, square pixels. */
const LEAST_AREA = 0.01;

/** Why a geometry gives no outline. */
export type OutlineFault = 'no-outline' | 'bad-coordinates' | 'no-area' | 'too-many-points';

export interface DecodedOutline {
  /** Simple rings, level-0 pixels, rounded as they are written; at least one, the largest first. */
  readonly rings: readonly Polygon[];
  /** A ring crossed itself and was redrawn along its outer edge. */
  readonly repaired: boolean;
}

/** The outer rings of a GeoJSON Polygon or MultiPolygon; holes are filled. Wrong values of any kind are a fault. */
export function decodeOutline(geometry: unknown): DecodedOutline | OutlineFault {
  if (typeof geometry !== 'object' || geometry === null) return 'no-outline';
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  if (type !== 'Polygon' && type !== 'MultiPolygon') return 'no-outline';
  const polygons = ringsOf(type, coordinates);
  if (!polygons) return 'bad-coordinates';
  if (polygons.length > MOST_POINTS) return 'too-many-points';
  const rings: Polygon[] = [];
  let repaired = false;
  for (const outer of polygons) {
    const ring = outer instanceof Float64Array ? checkRing(outer) : readRing(outer);
    if (typeof ring === 'string') return ring;
    const { ring: valid, rest, fault } = repairRing(ring);
    if (fault === 'scribble') return 'too-many-points';
    // A ring without an area would come out as a small box that nobody drew.
    if (fault === 'no-area' || (fault && polygonArea(valid) < LEAST_AREA)) return 'no-area';
    repaired ||= fault !== undefined;
    rings.push(valid, ...rest.filter((part) => polygonArea(part) >= LEAST_AREA));
  }
  if (rings.length === 0) return 'no-outline';
  return { rings: rings.length === 1 ? rings : byArea(rings), repaired };
}

/** The outer ring of each polygon, flat where it was read so. */
function ringsOf(type: string, coordinates: unknown): readonly unknown[] | undefined {
  if (coordinates instanceof CoordinateList) {
    return coordinates.type === type ? coordinates.polygons.map(([outer]) => outer) : undefined;
  }
  if (!Array.isArray(coordinates)) return undefined;
  const polygons: readonly unknown[] = type === 'Polygon' ? [coordinates] : coordinates;
  return polygons.map((polygon): unknown => (Array.isArray(polygon) ? polygon[0] : undefined));
}

function readRing(positions: unknown): Polygon | OutlineFault {
  if (!Array.isArray(positions)) return 'bad-coordinates';
  if (positions.length > MOST_POINTS + 1) return 'too-many-points';
  const ring = new Float64Array(2 * positions.length);
  for (let i = 0; i < positions.length; i++) {
    const position: unknown = positions[i];
    if (!Array.isArray(position)) return 'bad-coordinates';
    const x: unknown = position[0];
    const y: unknown = position[1];
    if (typeof x !== 'number' || typeof y !== 'number') return 'bad-coordinates';
    ring[2 * i] = x;
    ring[2 * i + 1] = y;
  }
  return checkRing(ring);
}

/** Opens a closed ring, where it is one. */
function checkRing(ring: Polygon): Polygon | OutlineFault {
  if (ring.length > 2 * MOST_POINTS + 2) return 'too-many-points';
  for (let i = 0; i < ring.length; i++) {
    // Also false for NaN, which a broken writer may leave.
    if (!(Math.abs(ring[i] as number) <= FARTHEST)) return 'bad-coordinates';
  }
  const last = ring.length - 2;
  const isClosed = last >= 2 && ring[0] === ring[last] && ring[1] === ring[last + 1];
  const open = isClosed ? ring.subarray(0, last) : ring;
  return open.length < 6 ? 'no-area' : open;
}

function byArea(rings: readonly Polygon[]): Polygon[] {
  return rings
    .map((ring) => ({ ring, area: polygonArea(ring) }))
    .sort((a, b) => b.area - a.area)
    .map(({ ring }) => ring);
}
