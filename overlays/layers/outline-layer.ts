import { boxCentre, type Point } from '../../models/domain/geometry.js';
import { polygonPerimeter, type Polygon } from '../../models/domain/rings/polygon.js';
import type { ReviewStatus } from '../../models/domain/review-status.js';
import type { Cell } from '../../models/domain/cell.js';
import { applyAffine } from '../viewport/affine.js';
import { cssColor, HALO_ALPHA, haloColor, type Rgb } from './colormap.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';

/** Below this size on screen a cell is a dot, CSS pixels. */
export const DOT_BELOW_PX = 6;
/** Below this size a broken line would be nothing but noise, CSS pixels. */
const DASH_FROM_PX = 14;
/** Below this size on screen corners of the line are not seen, CSS pixels. */
const ROUND_FROM_PX = 24;
/** Points of an outline nearer to each other on screen are left out, CSS pixels; with thousands on view more of them. */
const APART_PX = 2.5;
const CROWD_APART_PX = 3;
/** The same where thousands are on view: outlines would run together, and cost more than a frame. */
const CROWD_DOT_BELOW_PX = 12;
/** Above this many outlines on view the halo is left out; they are too small by then to need it. */
export const HALO_UP_TO = 4000;
const LINE_PX = 1.5;
/** From this size on screen the nucleus is drawn in the cell, CSS pixels. */
const NUCLEUS_FROM_PX = 36;
const NUCLEUS_LINE_PX = 1;
const DASHES: Record<ReviewStatus, readonly number[]> = {
  confirmed: [],
  suggested: [6, 3],
  unknown: [1.5, 3],
};

interface Batch {
  readonly key: string;
  readonly color: Rgb;
  readonly dash: readonly number[];
  /** One for each cell: without a graphics card a path of many is drawn half as fast as its parts. */
  readonly outlines: Path2D[];
  readonly nuclei: Path2D[];
  readonly dots: Path2D;
  /** The same where thousands are on view: their middles on screen. */
  readonly squares: Point[];
  cells: number;
}

/** Side of a dot where thousands are on view, CSS pixels. */
const SQUARE_PX = 3;
/** Cells in one path: browsers choke on paths of many thousands of lines. */
const CELLS_PER_PATH = 250;

/**
 * The cell's contour in its class colour: solid, dashed or dotted by standing; a dot where it is too small.
 * Large cells show the contour of each part of their nucleus too, as a thinner line.
 */
export class OutlineLayer implements Layer {
  readonly #standing: (cell: Cell) => ReviewStatus;

  constructor(standing: (cell: Cell) => ReviewStatus) {
    this.#standing = standing;
  }

  paint(frame: Frame): void {
    const batches = this.#collect(frame);
    const { context } = frame;
    context.save();
    // Round joins cost a small polygon at each vertex, and show only on large cells.
    context.lineJoin = frame.cells.some((cell) => cellSizeOnScreen(cell, frame.scale) >= ROUND_FROM_PX)
      ? 'round'
      : 'bevel';
    for (const batch of batches) {
      context.setLineDash([]);
      if (frame.onView <= HALO_UP_TO) {
        context.lineWidth = LINE_PX + 2;
        context.strokeStyle = cssColor(haloColor(batch.color), HALO_ALPHA);
        for (const outline of batch.outlines) context.stroke(outline);
        context.lineWidth = 2;
        context.stroke(batch.dots);
      }
      context.lineWidth = NUCLEUS_LINE_PX;
      context.strokeStyle = cssColor(batch.color);
      for (const part of batch.nuclei) context.stroke(part);
      context.lineWidth = LINE_PX;
      context.strokeStyle = cssColor(batch.color);
      context.setLineDash([...batch.dash]);
      for (const outline of batch.outlines) context.stroke(outline);
      context.fillStyle = cssColor(batch.color);
      context.fill(batch.dots);
      for (const { x, y } of batch.squares)
        context.fillRect(x - SQUARE_PX / 2, y - SQUARE_PX / 2, SQUARE_PX, SQUARE_PX);
    }
    context.restore();
  }

  dispose(): void {
    // Nothing is kept between frames.
  }

  #collect(frame: Frame): Iterable<Batch> {
    const open = new Map<string, Batch>();
    const batches: Batch[] = [];
    const dotBelow = frame.onView <= HALO_UP_TO ? DOT_BELOW_PX : CROWD_DOT_BELOW_PX;
    for (const cell of frame.cells) {
      const size = cellSizeOnScreen(cell, frame.scale);
      const standing = this.#standing(cell);
      const dash = size < DASH_FROM_PX ? [] : DASHES[standing];
      const { color } = frame.look(cell.label);
      const key = `${color.join()}|${dash.join()}`;
      let batch = open.get(key);
      if (!batch || batch.cells >= CELLS_PER_PATH) {
        batch = { key, color, dash, outlines: [], nuclei: [], dots: new Path2D(), squares: [], cells: 0 };
        open.set(key, batch);
        batches.push(batch);
      }
      batch.cells += 1;
      if (size < dotBelow) addDot(batch, cell, frame);
      else batch.outlines.push(outlineOf(cell.outline, frame));
      if (size >= NUCLEUS_FROM_PX) batch.nuclei.push(...cell.nuclei.map((part) => outlineOf(part, frame)));
    }
    // In one order, wherever the cells stand: what lies on what does not change at the edge of a tile.
    return batches.sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
  }
}

/** Adds the ring in CSS pixels, with no more vertices than the screen can show. */
export function addOutline(path: Path2D, ring: Polygon, frame: Frame): void {
  const { a, b, c, d, e, f } = frame.transform;
  const vertices = ring.length / 2;
  // Vertices a pixel or two apart cost time and show nothing; far out most of them go.
  const spacing = frame.scale > 0.5 ? Infinity : (polygonPerimeter(ring) * frame.scale) / vertices;
  const apart = frame.onView <= HALO_UP_TO ? APART_PX : CROWD_APART_PX;
  const stride = Math.max(1, Math.min(Math.floor(vertices / 6), Math.floor(apart / spacing)));
  for (let i = 0; i < vertices; i += stride) {
    const x = ring[i * 2] ?? 0;
    const y = ring[i * 2 + 1] ?? 0;
    if (i === 0) path.moveTo(a * x + c * y + e, b * x + d * y + f);
    else path.lineTo(a * x + c * y + e, b * x + d * y + f);
  }
  path.closePath();
}

function outlineOf(ring: Polygon, frame: Frame): Path2D {
  const path = new Path2D();
  addOutline(path, ring, frame);
  return path;
}

function addDot({ dots, squares }: Batch, cell: Cell, frame: Frame): void {
  const { x, y } = applyAffine(frame.transform, boxCentre(cell.box));
  if (frame.onView > HALO_UP_TO) {
    squares.push({ x, y });
    return;
  }
  dots.moveTo(x + 2, y);
  dots.arc(x, y, 2, 0, Math.PI * 2);
}
