import type { Cell } from '../../models/domain/cell.js';
import { fullExtent, growBox, type Box } from '../../models/domain/geometry.js';
import { LruCache } from '../../models/domain/lru-cache.js';
import {
  IDENTITY,
  affineScale,
  chainAffine,
  invertAffine,
  transformBox,
  type Affine,
} from '../viewport/affine.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

export interface DrawingJob {
  /** Another number where cells, or how they look, are others. */
  readonly revision: number;
  /** How long all lines on view are together, CSS pixels, about. */
  readonly linesPx: number;
  /** All of the view is there in the very frame; else older drawings are shown until it is ready. */
  readonly isWhole: boolean;
  /** The cells to be drawn that touch the region, level-0 pixels. */
  readonly cellsIn: (region: Box) => readonly Cell[];
  readonly paint: (frame: SyncedFrame, cells: readonly Cell[]) => void;
}

/** What drawing may take of a frame while the view moves, and while it stands. */
const SLICE_MS = 3;
const STANDING_SLICE_MS = 8;
/** Sides of a tile, pixels of the screen: the denser the lines, the smaller, so that one is drawn in a millisecond or two. */
const SIDES = [256, 128, 64] as const;
const LINES_A_TILE_PX = 1500;
/** Lines reach so far beyond the box of their cell, CSS pixels. */
const INK_PX = 8;
/** While the view zooms, a drawing is shown larger and smaller up to this, rather than made anew in each frame. */
const MOST_LARGER = 2;
const MOST_SMALLER = Math.SQRT2;
/** What is larger or smaller by more stands in for nothing. */
const MOST_SCALED = 3;
/** So many views' worth of tiles are kept, those seen last. */
const VIEWS_KEPT = 4;
/** Frames ahead that a moving view's tiles are drawn, where there is time left. */
const FRAMES_AHEAD = 5;
/** A view that stands still for so long is drawn as sharp as it can be. */
const AT_REST_MS = 120;
/** Scales that differ by less are the same, and those of two frames between which the view did not zoom. */
const SAME_SCALE = 1e-5;
const SAME_FRAME = 1e-6;
const ROWS = 2 ** 24;

/** What was drawn at one scale; the tiles lie side by side where the view stood when it was begun. */
interface Drawing {
  /** Level-0 pixels to CSS pixels of the view as it stood. */
  readonly transform: Affine;
  readonly pixelRatio: number;
  readonly revision: number;
  readonly side: number;
  readonly pad: OffscreenCanvas;
  readonly most: number;
  /** No picture where no cell is. */
  readonly tiles: LruCache<number, { readonly picture: ImageBitmap | undefined }>;
}

/** Columns and rows of tiles, the last ones included. */
interface TileSpan {
  readonly minColumn: number;
  readonly maxColumn: number;
  readonly minRow: number;
  readonly maxRow: number;
}

/**
 * Outlines drawn once, into tiles that are copied to wherever the slide has gone: to draw a line costs far more than to
 * copy it. A frame draws the tiles that came on view; while the view zooms, those of another scale stand in.
 */
export class DrawnTiles {
  readonly #again: () => void;
  #shown: Drawing | undefined;
  #next: Drawing | undefined;
  #before: Affine | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAtRest = false;

  /** `again` asks for a frame more. */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** Shows the cells as far as they are drawn, and asks for more frames until they are as they should be. */
  paint(frame: SyncedFrame, job: DrawingJob): void {
    const before = this.#before ?? frame.transform;
    this.#before = frame.transform;
    const isMoved = changeBetween(before, frame.transform) > 0;
    const isZooming = !isSameScale(before, frame.transform, SAME_FRAME);
    if (isMoved) this.#isAtRest = false;
    if ((this.#shown ?? this.#next)?.pixelRatio !== frame.pixelRatio) this.clear();
    const drawing = this.#choose(frame, job, isZooming);
    const isNew = drawing === this.#next;
    const canWait = !job.isWhole || (isNew && this.#standsIn(frame, job));
    const deadline = performance.now() + (isMoved ? SLICE_MS : STANDING_SLICE_MS);
    const isReady = drawMissing(drawing, frame, job, canWait ? deadline : Infinity);
    if (isNew && isReady) {
      this.#shown = drawing;
      this.#next = undefined;
    }
    if (isReady && isMoved && !isZooming && performance.now() < deadline) {
      drawMissing(drawing, ahead(frame, before), job, deadline);
    }
    if (this.#shown !== drawing) this.#showOlder(drawing, frame);
    show(drawing, frame);
    if (!isReady || drawing.revision !== job.revision) this.#again();
    const isSharp = job.isWhole ? isExact(drawing, frame) : isSameScale(drawing.transform, frame.transform);
    this.#awaitRest(isSharp);
  }

  /** The memory of the pictures goes. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#shown = this.#next = undefined;
  }

  #choose(frame: SyncedFrame, { revision, linesPx, isWhole }: DrawingJob, isZooming: boolean): Drawing {
    const [shown, next] = [this.#shown, this.#next];
    const isFit = (drawing: Drawing): boolean =>
      countOf(spanOnView(drawing, frame)) <= drawing.most &&
      (isWhole && this.#isAtRest ? isExact(drawing, frame) : isSameScale(drawing.transform, frame.transform));
    if (shown?.revision === revision && isFit(shown)) {
      this.#next = undefined;
      return shown;
    }
    // What is under way ends first where it need not be whole, or what changes all the time would never be seen.
    if (next && (next.revision === revision || !isWhole) && (isZooming ? isNear(next, frame) : isFit(next))) {
      return next;
    }
    // The drawing that was not ready is of more use than one that no longer shows anything.
    if (next && !(shown && isLike(shown, frame))) this.#shown = next;
    this.#next = undefined;
    if (isZooming && shown?.revision === revision && isNear(shown, frame)) return shown;
    return (this.#next = begin(frame, revision, linesPx));
  }

  /** Whether what is shown is the view, if not at its scale. */
  #standsIn(frame: SyncedFrame, { revision }: DrawingJob): boolean {
    const shown = this.#shown;
    if (shown?.revision !== revision || !isLike(shown, frame)) return false;
    const span = spanOnView(shown, frame);
    return countOf(span) <= shown.most && missingIn(shown, span).length === 0;
  }

  /** What was drawn before stands in where nothing is drawn yet. */
  #showOlder(drawing: Drawing, frame: SyncedFrame): void {
    const span = spanOnView(drawing, frame);
    if (!this.#shown || !isLike(this.#shown, frame) || countOf(span) > drawing.most) return;
    const missing = missingIn(drawing, span);
    if (missing.length === 0) return;
    const { context } = frame;
    const holes = new Path2D();
    const { place, boxOf } = placing(drawing, frame);
    for (const key of missing) holes.rect(...boxOf(key));
    context.save();
    context.setTransform(place);
    context.clip(holes);
    show(this.#shown, frame);
    context.restore();
  }

  /** Asks for one frame more when the view has come to rest, if what is shown then is not as sharp as it can be. */
  #awaitRest(isSharp: boolean): void {
    clearTimeout(this.#timer);
    if (isSharp || this.#isAtRest) return;
    this.#timer = setTimeout(() => {
      this.#isAtRest = true;
      this.#again();
    }, AT_REST_MS);
  }
}

function begin(frame: SyncedFrame, revision: number, linesPx: number): Drawing {
  const { transform, pixelRatio } = frame;
  const [width, height] = [frame.width * pixelRatio, frame.height * pixelRatio];
  const side =
    SIDES.find((side) => (linesPx * side * side) / (width * height) <= LINES_A_TILE_PX) ??
    (SIDES.at(-1) as number);
  const most = Math.ceil(VIEWS_KEPT * (width / side + 1) * (height / side + 1));
  return {
    transform,
    pixelRatio,
    revision,
    side,
    pad: new OffscreenCanvas(side, side),
    most,
    tiles: new LruCache({ max: most }),
  };
}

/** Draws what is missing on the view until the deadline, one tile at least; true when all is there. */
function drawMissing(drawing: Drawing, frame: SyncedFrame, job: DrawingJob, deadline: number): boolean {
  const missing = missingIn(drawing, spanOnView(drawing, frame));
  for (const [index, key] of missing.entries()) {
    drawing.tiles.set(key, { picture: drawTile(drawing, key, frame, job) });
    if (performance.now() >= deadline) return index === missing.length - 1;
  }
  return true;
}

/** The tiles that are not drawn, the middle ones first; the others count as used now. */
function missingIn({ tiles }: Drawing, { minColumn, maxColumn, minRow, maxRow }: TileSpan): number[] {
  const missing: (readonly [key: number, away: number])[] = [];
  for (let row = minRow; row <= maxRow; row++) {
    for (let column = minColumn; column <= maxColumn; column++) {
      const key = (row + ROWS / 2) * ROWS + column + ROWS / 2;
      if (tiles.get(key)) continue;
      missing.push([key, Math.hypot(2 * column - minColumn - maxColumn, 2 * row - minRow - maxRow)]);
    }
  }
  return missing.sort(([, one], [, other]) => one - other).map(([key]) => key);
}

/** The view as it will be in a few frames if it goes on as since `before`. */
function ahead(frame: SyncedFrame, before: Affine): SyncedFrame {
  const { transform, width, height } = frame;
  const further = (by: number, most: number): number => Math.max(-most, Math.min(most, FRAMES_AHEAD * by));
  const e = transform.e + further(transform.e - before.e, width / 4);
  const f = transform.f + further(transform.f - before.f, height / 4);
  return { ...frame, transform: { ...transform, e, f } };
}

function drawTile(
  { transform, pixelRatio, side, pad }: Drawing,
  key: number,
  frame: SyncedFrame,
  { cellsIn, paint }: DrawingJob,
): ImageBitmap | undefined {
  const [column, row] = placeOf(key);
  const width = side / pixelRatio;
  const placed = { ...transform, e: transform.e - column * width, f: transform.f - row * width };
  const extent = fullExtent({ width, height: width });
  const region = transformBox(invertAffine(placed) as Affine, growBox(extent, INK_PX));
  const cells = cellsIn(region);
  const context = pad.getContext('2d');
  if (cells.length === 0 || !context) return undefined;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  const scale = affineScale(transform);
  // Lines and surfaces are drawn alike on both kinds of canvas.
  const onPad = context as unknown as CanvasRenderingContext2D;
  paint({ ...frame, context: onPad, transform: placed, scale, width, height: width, region }, cells);
  return pad.transferToImageBitmap();
}

function show(drawing: Drawing, frame: SyncedFrame): void {
  const { context } = frame;
  const { place, boxOf } = placing(drawing, frame);
  context.save();
  context.setTransform(place);
  for (const key of drawing.tiles.keys()) {
    const picture = drawing.tiles.peek(key)?.picture;
    if (picture) context.drawImage(picture, ...boxOf(key));
  }
  context.restore();
}

interface Placing {
  readonly place: Affine;
  /** Left, top, width and height of a tile, to be transformed by `place` to pixels of the screen. */
  readonly boxOf: (key: number) => readonly [number, number, number, number];
}

/** Where the tiles lie now. On whole pixels, if they are upright: of their own scale they are mere copies and sharp. */
function placing({ transform, side }: Drawing, frame: SyncedFrame): Placing {
  const moved = chainAffine(invertAffine(transform) as Affine, frame.transform);
  const { b, c } = moved;
  const [e, f] = [moved.e * frame.pixelRatio, moved.f * frame.pixelRatio];
  if (Math.max(Math.abs(b), Math.abs(c)) > SAME_SCALE) {
    return {
      place: { ...moved, e, f },
      boxOf: (key) => {
        const [column, row] = placeOf(key);
        return [column * side, row * side, side, side];
      },
    };
  }
  const isCopy = isSameScale(transform, frame.transform);
  const [a, d] = isCopy ? [1, 1] : [moved.a, moved.d];
  // Of the same scale all are moved alike, of another they meet without a gap.
  const across = (column: number): number =>
    isCopy ? column * side + Math.round(e) : Math.round(a * column * side + e);
  const down = (row: number): number =>
    isCopy ? row * side + Math.round(f) : Math.round(d * row * side + f);
  return {
    place: IDENTITY,
    boxOf: (key) => {
      const [column, row] = placeOf(key);
      const [left, top] = [across(column), down(row)];
      return [left, top, across(column + 1) - left, down(row + 1) - top];
    },
  };
}

/** Whether two transforms have the same scale, turn and mirror. */
function isSameScale(one: Affine, other: Affine, tolerance = SAME_SCALE): boolean {
  const { a, b, c, d } = chainAffine(invertAffine(one) as Affine, other);
  return Math.max(Math.abs(a - 1), Math.abs(b), Math.abs(c), Math.abs(d - 1)) < tolerance;
}

function changeBetween(one: Affine, other: Affine): number {
  return (Object.keys(one) as (keyof Affine)[]).reduce(
    (sum, key) => sum + Math.abs(one[key] - other[key]),
    0,
  );
}

/** Whether its tiles lie on the pixels of the screen where they would be drawn now. */
function isExact({ transform, pixelRatio }: Drawing, frame: SyncedFrame): boolean {
  const { e, f } = chainAffine(invertAffine(transform) as Affine, frame.transform);
  const off = (moved: number): number => Math.abs(moved * pixelRatio - Math.round(moved * pixelRatio));
  return isSameScale(transform, frame.transform) && Math.max(off(e), off(f)) < 0.01;
}

/** Whether the drawing can be used for the view while that zooms, larger or smaller. */
function isNear(drawing: Drawing, frame: SyncedFrame): boolean {
  const scaled = frame.scale / affineScale(drawing.transform);
  const isFew = countOf(spanOnView(drawing, frame)) <= drawing.most;
  return scaled < MOST_LARGER && scaled > 1 / MOST_SMALLER && isFew;
}

/** Whether it still tells what is on the view. */
function isLike(drawing: Drawing, frame: SyncedFrame): boolean {
  const scaled = frame.scale / affineScale(drawing.transform);
  return Math.max(scaled, 1 / scaled) < MOST_SCALED;
}

function spanOnView({ transform, pixelRatio, side }: Drawing, frame: SyncedFrame): TileSpan {
  const toDrawing = chainAffine(invertAffine(frame.transform) as Affine, transform);
  const { minX, minY, maxX, maxY } = transformBox(toDrawing, fullExtent(frame));
  const at = (place: number): number => Math.floor((place * pixelRatio) / side);
  return { minColumn: at(minX), minRow: at(minY), maxColumn: at(maxX), maxRow: at(maxY) };
}

function countOf({ minColumn, maxColumn, minRow, maxRow }: TileSpan): number {
  return (maxColumn - minColumn + 1) * (maxRow - minRow + 1);
}

function placeOf(key: number): readonly [column: number, row: number] {
  return [(key % ROWS) - ROWS / 2, Math.floor(key / ROWS) - ROWS / 2];
}
