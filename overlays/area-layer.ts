import type { Box, Point } from '../models/domain/geometry.js';
import { affineScale, applyAffine, type Affine } from './affine.js';
import type { SyncedFrame } from './viewport-sync.js';

/** The areas of a count and the way through them; level-0 pixels. */
export interface AreaMarks {
  readonly areas: readonly { readonly name: string; readonly box: Box }[];
  /** Flat `[x0, y0, …]`, one for each area that was entered. */
  readonly path: readonly Float64Array[];
  /** Where the count stopped. */
  readonly end?: Point;
}

const FRAME_PX = 2;
const PATH_PX = 1.5;
/** Narrower on screen than this, a frame has no room for its name, CSS pixels. */
const NAME_FROM_PX = 48;
const DARK = 'rgb(17 19 24 / 0.85)';
const LIGHT = '#fff';

/** The areas chosen for the count as framed boxes with their names, and the walk as a light line with its end. */
export class AreaLayer {
  readonly #marks: () => AreaMarks;

  constructor(marks: () => AreaMarks) {
    this.#marks = marks;
  }

  paint({ context, transform }: SyncedFrame): void {
    const { areas, path, end } = this.#marks();
    if (areas.length === 0 && path.length === 0) return;
    context.save();
    this.#paintPath(context, transform, path, end);
    for (const { name, box } of areas) paintArea(context, transform, box, name);
    context.restore();
  }

  #paintPath(
    context: CanvasRenderingContext2D,
    transform: Affine,
    path: readonly Float64Array[],
    end: Point | undefined,
  ): void {
    if (path.length === 0) return;
    const lines = new Path2D();
    for (const points of path) {
      for (let i = 0; i + 1 < points.length; i += 2) {
        const at = applyAffine(transform, { x: points[i] as number, y: points[i + 1] as number });
        if (i === 0) lines.moveTo(at.x, at.y);
        else lines.lineTo(at.x, at.y);
      }
    }
    context.lineJoin = 'round';
    strokeTwice(context, lines, PATH_PX, 0.55);
    const first = path[0];
    if (first) markStart(context, applyAffine(transform, { x: first[0] ?? 0, y: first[1] ?? 0 }));
    if (end) markEnd(context, applyAffine(transform, end));
  }
}

function paintArea(context: CanvasRenderingContext2D, transform: Affine, box: Box, name: string): void {
  const corners = [
    { x: box.minX, y: box.minY },
    { x: box.maxX, y: box.minY },
    { x: box.maxX, y: box.maxY },
    { x: box.minX, y: box.maxY },
  ].map((corner) => applyAffine(transform, corner));
  const frame = new Path2D();
  corners.forEach(({ x, y }, i) => (i === 0 ? frame.moveTo(x, y) : frame.lineTo(x, y)));
  frame.closePath();
  strokeTwice(context, frame, FRAME_PX, 1);
  if ((box.maxX - box.minX) * affineScale(transform) < NAME_FROM_PX) return;
  // The corner nearest the top left on screen, however the slide is turned.
  const corner = corners.reduce((a, b) => (b.x + b.y < a.x + a.y ? b : a));
  context.font = '600 12px system-ui, -apple-system, "Segoe UI", sans-serif';
  context.textBaseline = 'middle';
  const width = context.measureText(name).width + 12;
  context.fillStyle = DARK;
  context.fillRect(corner.x, corner.y - 20, width, 20);
  context.fillStyle = LIGHT;
  context.fillText(name, corner.x + 6, corner.y - 10);
}

/** White inside dark, so that it is seen on any stain. */
function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, width: number, alpha: number): void {
  context.globalAlpha = alpha;
  context.lineWidth = width + 2;
  context.strokeStyle = DARK;
  context.stroke(path);
  context.lineWidth = width;
  context.strokeStyle = LIGHT;
  context.stroke(path);
  context.globalAlpha = 1;
}

function markStart(context: CanvasRenderingContext2D, { x, y }: Point): void {
  const disc = new Path2D();
  disc.arc(x, y, 4, 0, Math.PI * 2);
  context.fillStyle = LIGHT;
  context.fill(disc);
  strokeTwice(context, disc, 1, 1);
}

/** A square around the last leukocyte: here the count ended. */
function markEnd(context: CanvasRenderingContext2D, { x, y }: Point): void {
  const square = new Path2D();
  square.rect(x - 5, y - 5, 10, 10);
  strokeTwice(context, square, 2, 1);
}
