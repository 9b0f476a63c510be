import type { Cell } from '../../models/domain/cell.js';
import { fullExtent, growBox, type Box } from '../../models/domain/geometry.js';
import { LruCache } from '../../models/domain/lru-cache.js';
import {
  affineScale,
  chainAffine,
  IDENTITY,
  invertAffine,
  transformBox,
  type Affine,
} from '../viewport/affine.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

/** What is to be drawn into tiles. */
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
/** Scales that differ by less are the same. */
const SAME_SCALE = 1e-5;
const ROWS = 2 ** 24;

/** Left, top, width and height. */
type Place = readonly [number, number, number, number];

interface Placing {
  /** To pixels of the screen. */
  readonly transform: Affine;
  /** Where a tile lies before that. */
  readonly placeOf: (key: number) => Place;
}

/** What was drawn at one scale, in tiles that lie side by side from where the view stood when it was begun. */
export class TileDrawing {
  readonly revision: number;
  readonly pixelRatio: number;
  readonly #job: DrawingJob;
  /** Level-0 pixels to CSS pixels of the view as it stood. */
  readonly #transform: Affine;
  readonly #side: number;
  readonly #most: number;
  readonly #pad: OffscreenCanvas;
  /** No picture where no cell is. */
  readonly #tiles: LruCache<number, { readonly picture: ImageBitmap | undefined }>;

  constructor({ transform, pixelRatio, width, height }: SyncedFrame, job: DrawingJob) {
    this.#job = job;
    this.revision = job.revision;
    this.pixelRatio = pixelRatio;
    this.#transform = transform;
    const [across, down] = [width * pixelRatio, height * pixelRatio];
    const lines = job.linesPx / (across * down);
    const side = SIDES.find((side) => lines * side * side <= LINES_A_TILE_PX) ?? SIDES[SIDES.length - 1];
    this.#side = side as number;
    this.#most = Math.ceil(VIEWS_KEPT * (across / this.#side + 1) * (down / this.#side + 1));
    this.#pad = new OffscreenCanvas(this.#side, this.#side);
    this.#tiles = new LruCache({ max: this.#most });
  }

  /** Whether it is what the view would be drawn as, on whole pixels. */
  fits(frame: SyncedFrame): boolean {
    return isSameScale(this.#transform, frame.transform) && this.#canHold(frame);
  }

  /** Whether it lies on the very pixels on which it would be drawn now. */
  isExact(frame: SyncedFrame): boolean {
    const { e, f } = this.#moved(frame);
    const off = (moved: number): number =>
      Math.abs(moved * this.pixelRatio - Math.round(moved * this.pixelRatio));
    return this.fits(frame) && Math.max(off(e), off(f)) < 0.01;
  }

  /** Whether it can be used for the view while that zooms, larger or smaller. */
  canZoom(frame: SyncedFrame): boolean {
    const scaled = frame.scale / affineScale(this.#transform);
    return scaled < MOST_LARGER && scaled > 1 / MOST_SMALLER && this.#canHold(frame);
  }

  /** Whether it still tells what is on the view. */
  isLike(frame: SyncedFrame): boolean {
    const scaled = frame.scale / affineScale(this.#transform);
    return Math.max(scaled, 1 / scaled) < MOST_SCALED;
  }

  /** Whether all of the view is drawn. */
  covers(frame: SyncedFrame): boolean {
    return this.#canHold(frame) && this.#missing(frame).length === 0;
  }

  /** Draws what is missing on the view until the deadline (of `performance.now()`), one tile at least; true when all is there. */
  drawOn(frame: SyncedFrame, deadline: number): boolean {
    const missing = this.#missing(frame);
    for (const [index, key] of missing.entries()) {
      this.#tiles.set(key, { picture: this.#draw(key, frame) });
      if (performance.now() >= deadline) return index === missing.length - 1;
    }
    return true;
  }

  show(frame: SyncedFrame): void {
    const { context } = frame;
    const { transform, placeOf } = this.#placing(frame);
    context.save();
    context.setTransform(transform);
    for (const key of this.#tiles.keys()) {
      const picture = this.#tiles.peek(key)?.picture;
      if (picture) context.drawImage(picture, ...placeOf(key));
    }
    context.restore();
  }

  /** Shows another where nothing is drawn yet. */
  showBehind(other: TileDrawing, frame: SyncedFrame): void {
    const missing = this.#missing(frame);
    if (missing.length === 0) return;
    const { context } = frame;
    const { transform, placeOf } = this.#placing(frame);
    const holes = new Path2D();
    for (const key of missing) holes.rect(...placeOf(key));
    context.save();
    context.setTransform(transform);
    context.clip(holes);
    other.show(frame);
    context.restore();
  }

  #draw(key: number, frame: SyncedFrame): ImageBitmap | undefined {
    const [column, row] = positionOf(key);
    const width = this.#side / this.pixelRatio;
    const { e, f } = this.#transform;
    const transform = { ...this.#transform, e: e - column * width, f: f - row * width };
    const extent = fullExtent({ width, height: width });
    const region = transformBox(invertAffine(transform) as Affine, growBox(extent, INK_PX));
    const cells = this.#job.cellsIn(region);
    const pad = this.#pad.getContext('2d');
    if (cells.length === 0 || !pad) return undefined;
    pad.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    // Lines and surfaces are drawn alike on both kinds of canvas.
    const context = pad as unknown as CanvasRenderingContext2D;
    const scale = affineScale(transform);
    this.#job.paint({ ...frame, context, transform, scale, width, height: width, region }, cells);
    return this.#pad.transferToImageBitmap();
  }

  /** CSS pixels of the view as it stood to those of the view as it stands. */
  #moved(frame: SyncedFrame): Affine {
    return chainAffine(invertAffine(this.#transform) as Affine, frame.transform);
  }

  /** Where the tiles lie now. On whole pixels, if they are upright: of the view's scale they are mere copies and sharp. */
  #placing(frame: SyncedFrame): Placing {
    const side = this.#side;
    const moved = this.#moved(frame);
    const [e, f] = [moved.e * this.pixelRatio, moved.f * this.pixelRatio];
    const isUpright =
      Math.max(Math.abs(moved.b), Math.abs(moved.c)) < SAME_SCALE && moved.a > 0 && moved.d > 0;
    if (!isUpright) {
      const placeOf = (key: number): Place => {
        const [column, row] = positionOf(key);
        return [column * side, row * side, side, side];
      };
      return { transform: { ...moved, e, f }, placeOf };
    }
    const isCopy = isSameScale(this.#transform, frame.transform);
    // Copies are all moved alike; those of another scale meet without a gap.
    const at = (index: number, scale: number, from: number): number =>
      isCopy ? index * side + Math.round(from) : Math.round(index * side * scale + from);
    const placeOf = (key: number): Place => {
      const [column, row] = positionOf(key);
      const [left, top] = [at(column, moved.a, e), at(row, moved.d, f)];
      return [left, top, at(column + 1, moved.a, e) - left, at(row + 1, moved.d, f) - top];
    };
    return { transform: IDENTITY, placeOf };
  }

  /** Whether as many tiles as the view has can be kept. */
  #canHold(frame: SyncedFrame): boolean {
    const { minX, minY, maxX, maxY } = this.#span(frame);
    return (maxX - minX + 1) * (maxY - minY + 1) <= this.#most;
  }

  /** The tiles on view that are not drawn, the middle ones first; the others count as used now. */
  #missing(frame: SyncedFrame): number[] {
    const { minX, minY, maxX, maxY } = this.#span(frame);
    const missing: (readonly [key: number, away: number])[] = [];
    for (let row = minY; row <= maxY; row++) {
      for (let column = minX; column <= maxX; column++) {
        const key = keyOf(column, row);
        if (this.#tiles.get(key)) continue;
        missing.push([key, Math.hypot(2 * column - minX - maxX, 2 * row - minY - maxY)]);
      }
    }
    return missing.sort(([, one], [, other]) => one - other).map(([key]) => key);
  }

  /** Columns and rows of the tiles on view, the last ones included. */
  #span(frame: SyncedFrame): Box {
    const back = chainAffine(invertAffine(frame.transform) as Affine, this.#transform);
    const { minX, minY, maxX, maxY } = transformBox(back, fullExtent(frame));
    const at = (place: number): number => Math.floor((place * this.pixelRatio) / this.#side);
    return { minX: at(minX), minY: at(minY), maxX: at(maxX), maxY: at(maxY) };
  }
}

/** Whether two transforms have the same scale, turn and mirror. */
export function isSameScale(one: Affine, other: Affine, tolerance = SAME_SCALE): boolean {
  const { a, b, c, d } = chainAffine(invertAffine(one) as Affine, other);
  return Math.max(Math.abs(a - 1), Math.abs(b), Math.abs(c), Math.abs(d - 1)) < tolerance;
}

function keyOf(column: number, row: number): number {
  return (row + ROWS / 2) * ROWS + column + ROWS / 2;
}

function positionOf(key: number): readonly [column: number, row: number] {
  return [(key % ROWS) - ROWS / 2, Math.floor(key / ROWS) - ROWS / 2];
}
