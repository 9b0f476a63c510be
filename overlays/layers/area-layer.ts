import type { Box, Point } from '../../models/domain/geometry.js';
import type { CountMarks } from '../../models/domain/count-area.js';
import { affineScale, applyAffine } from '../viewport/affine.js';
import { strokeTwice, type Inks } from './ink.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

const FRAME_PX = 2;
const PATH_PX = 1.5;
/** Narrower on screen than this, a frame has no room for its name, CSS pixels. */
const NAME_FROM_PX = 48;
/** How strongly the way through the areas is drawn. */
const PATH_ALPHA = 0.55;

/** The areas chosen for the count as framed boxes with their names, and the walk as a light line with its end. */
export class AreaLayer {
  readonly #marks: () => CountMarks;

  constructor(marks: () => CountMarks) {
    this.#marks = marks;
  }

  paint(frame: SyncedFrame): void {
    const { context } = frame;
    const { areas, path, end } = this.#marks();
    if (areas.length === 0 && path.length === 0) return;
    context.save();
    paintPath(frame, path, end);
    for (const { name, box } of areas) paintArea(frame, box, name);
    context.restore();
  }
}

function paintPath(frame: SyncedFrame, path: readonly Float64Array[], end: Point | undefined): void {
  if (path.length === 0) return;
  const { context, transform } = frame;
  const lines = new Path2D();
  for (const points of path) {
    for (let i = 0; i + 1 < points.length; i += 2) {
      const at = applyAffine(transform, { x: points[i] as number, y: points[i + 1] as number });
      if (i === 0) lines.moveTo(at.x, at.y);
      else lines.lineTo(at.x, at.y);
    }
  }
  context.globalAlpha = PATH_ALPHA;
  strokeTwice(frame, lines, PATH_PX);
  context.globalAlpha = 1;
  const first = path[0];
  if (first) markStart(frame, applyAffine(transform, { x: first[0] ?? 0, y: first[1] ?? 0 }));
  if (end) markEnd(frame, applyAffine(transform, end));
}

function paintArea(inks: SyncedFrame, box: Box, name: string): void {
  const { context, theme, transform } = inks;
  const corners = [
    { x: box.minX, y: box.minY },
    { x: box.maxX, y: box.minY },
    { x: box.maxX, y: box.maxY },
    { x: box.minX, y: box.maxY },
  ].map((corner) => applyAffine(transform, corner));
  const frame = new Path2D();
  corners.forEach(({ x, y }, i) => (i === 0 ? frame.moveTo(x, y) : frame.lineTo(x, y)));
  frame.closePath();
  strokeTwice(inks, frame, FRAME_PX);
  if ((box.maxX - box.minX) * affineScale(transform) < NAME_FROM_PX) return;
  // The corner nearest the top left on screen, however the slide is turned.
  const corner = corners.reduce((a, b) => (b.x + b.y < a.x + a.y ? b : a));
  context.font = `600 12px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  const width = context.measureText(name).width + 12;
  context.fillStyle = theme.note;
  context.fillRect(corner.x, corner.y - 20, width, 20);
  context.fillStyle = theme.noteText;
  context.fillText(name, corner.x + 6, corner.y - 10);
}

function markStart(inks: Inks, { x, y }: Point): void {
  const disc = new Path2D();
  disc.arc(x, y, 4, 0, Math.PI * 2);
  inks.context.fillStyle = inks.theme.line;
  inks.context.fill(disc);
  strokeTwice(inks, disc, 1);
}

/** A square around the last leukocyte: here the count ended. */
function markEnd(inks: Inks, { x, y }: Point): void {
  const square = new Path2D();
  square.rect(x - 5, y - 5, 10, 10);
  strokeTwice(inks, square, 2);
}
