import { densifyRing, vertexAt, polygonPerimeter, type Polygon } from '../../models/domain/rings/polygon.js';
import type { Point } from '../../models/domain/geometry.js';

/** As many handles as a reader can tell apart, and as few as still follow a cell's shape. */
const FEWEST = 12;
const MOST = 24;
/** One handle for this much of the outline, CSS pixels. */
const APART_PX = 26;
/** How far a moved handle takes the outline with it, in distances between handles. */
const REACH = 1.75;
/** Vertices of the outline between two handles, so that it bends smoothly. */
const PER_HANDLE = 8;

/** An outline with the places on it that can be taken hold of. Frame: that of the ring. */
export interface RingHandles {
  /** Has a vertex at every handle. */
  readonly ring: Polygon;
  /** Vertices that are handles, ascending. */
  readonly handles: readonly number[];
  /** How far along the untouched outline each vertex lies, and the length of the whole. */
  readonly along: Float64Array;
  readonly length: number;
}

/** How many handles an outline of this length on screen (CSS pixels) gets: 12 to 24. */
export function handleCount(lengthPx: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.round(lengthPx / APART_PX)));
}

/** Puts `count` handles on the ring, evenly along it. Its vertices stay where they are. */
export function placeHandles(ring: Polygon, count: number): RingHandles {
  const dense = densifyRing(ring, polygonPerimeter(ring) / (count * PER_HANDLE));
  const vertices = dense.length / 2;
  const along = new Float64Array(vertices);
  for (let i = 1; i < vertices; i += 1) {
    along[i] = (along[i - 1] as number) + distance(vertexAt(dense, i - 1), vertexAt(dense, i));
  }
  const length = polygonPerimeter(dense);
  const handles = new Set<number>();
  for (let handle = 0; handle < count; handle += 1) {
    const place = (handle * length) / count;
    let at = along.findIndex((value) => value >= place);
    if (at < 0) at = vertices - 1;
    handles.add(at);
  }
  return { ring: dense, handles: [...handles], along, length };
}

/** Where a handle is now. */
export function handleAt({ ring, handles }: RingHandles, handle: number): Point {
  return vertexAt(ring, handles[handle] ?? 0);
}

/**
 * The same outline with one handle moved by `dx`, `dy` (its frame): its neighbours follow less the farther
 * along the outline they lie, by a raised cosine; beyond that nothing moves.
 */
export function moveHandle(outline: RingHandles, handle: number, dx: number, dy: number): RingHandles {
  const { along, length, handles } = outline;
  const start = along[handles[handle] ?? 0] ?? 0;
  const reach = (REACH * length) / handles.length;
  const ring = Float64Array.from(outline.ring);
  along.forEach((place, i) => {
    const apart = Math.abs(place - start);
    const gap = Math.min(apart, length - apart);
    if (gap >= reach) return;
    const weight = (1 + Math.cos((Math.PI * gap) / reach)) / 2;
    ring[i * 2] = (ring[i * 2] as number) + dx * weight;
    ring[i * 2 + 1] = (ring[i * 2 + 1] as number) + dy * weight;
  });
  return { ...outline, ring };
}

/** The handle nearest to a point, if it lies within `reach` (units of the ring). */
export function handleNear(outline: RingHandles, point: Point, reach: number): number | undefined {
  let nearest: number | undefined;
  let least = reach;
  outline.handles.forEach((_, handle) => {
    const gap = distance(handleAt(outline, handle), point);
    if (gap <= least) [nearest, least] = [handle, gap];
  });
  return nearest;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
