import { boxHeight, boxWidth, fullExtent, growBox, type Box } from '../../models/domain/geometry.js';
import { affineScale, chainAffine, invertAffine, transformBox, type Affine } from '../viewport/affine.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

/** Paints the cells whose middle lies in the region, level-0 pixels. */
export type PaintPart = (frame: SyncedFrame, region: Box) => void;

/** What is drawn: how many cells, and their mean size on screen in CSS pixels. */
export interface SheetCells {
  readonly count: number;
  readonly sizePx: number;
}

/** So much of the view's size is drawn beyond each of its sides, so that panning finds it there. */
const MARGIN = 0.25;
/** While the view moves, a new picture is begun when less than this of the margin's size is left of it. */
const COMFORT = 0.08;
/** So many are drawn in one go where the view is at rest: what was changed is seen at once. */
const AT_ONCE = 1500;
/** Length of outlines that may be drawn in a frame while the view moves, CSS pixels. */
const LENGTH_A_FRAME = 5000;
/** Cells smaller than this are dots, or nearly. */
const DOT_PX = 12;
const DOTS_A_PART = 400;
/** While the view moves, a picture is shown magnified or shrunk by this at most before another one is begun. */
const MOST_SCALED = 1.25;
/** A drawing for a scale that is further off is given up. */
const MOST_OFF = 2;

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  /** Level-0 pixels to CSS pixels of the sheet. */
  readonly transform: Affine;
  readonly width: number;
  readonly height: number;
  readonly revision: number;
}

interface Drawing extends Sheet {
  readonly frame: SyncedFrame;
  readonly parts: Iterator<Box>;
}

/**
 * A picture of many cells that is shown wherever the view goes. While the view moves, the picture moves and scales with
 * it, and the next one is drawn part by part; at rest the view shows what it would without this, drawn at once where there
 * are not too many.
 */
export class CrowdSheet {
  #shown: Sheet | undefined;
  #drawing: Drawing | undefined;
  #spare: HTMLCanvasElement | undefined;
  #before: Affine | undefined;

  /** Shows what there is and draws on until `deadline` (of `performance.now()`); true while another frame is needed. */
  paint(
    frame: SyncedFrame,
    revision: number,
    cells: SheetCells,
    paintPart: PaintPart,
    deadline: number,
  ): boolean {
    const isMoving = this.#before !== undefined && !isSame(this.#before, frame.transform);
    this.#before = frame.transform;
    const isAtOnce = !isMoving && cells.count <= AT_ONCE;
    if (this.#drawing && (isAtOnce || !isUseful(this.#drawing, frame))) this.#giveUp();
    const suits = (sheet: Sheet): boolean =>
      sheet.revision === revision && (isMoving ? isEnough(sheet, frame) : isExact(sheet, frame));
    if (!this.#drawing && !(this.#shown && suits(this.#shown))) {
      this.#drawing = this.#begin(frame, revision, cells);
    }
    const drawing = this.#drawing;
    if (drawing) {
      const isDots = cells.sizePx < DOT_PX;
      const parts = isMoving && !isDots ? 2 : Infinity;
      if (drawOn(drawing, paintPart, isAtOnce ? Infinity : deadline, parts)) {
        this.#spare = this.#shown?.canvas;
        this.#shown = drawing;
        this.#drawing = undefined;
      }
    }
    if (this.#shown) show(this.#shown, frame);
    return isMoving || this.#drawing !== undefined || !(this.#shown && suits(this.#shown));
  }

  /** The memory of the pictures goes. */
  clear(): void {
    this.#shown = this.#drawing = this.#spare = this.#before = undefined;
  }

  #giveUp(): void {
    this.#spare = this.#drawing?.canvas;
    this.#drawing = undefined;
  }

  #begin(frame: SyncedFrame, revision: number, { count, sizePx }: SheetCells): Drawing {
    const { pixelRatio } = frame;
    const [left, top] = [Math.ceil(frame.width * MARGIN), Math.ceil(frame.height * MARGIN)];
    const [width, height] = [frame.width + 2 * left, frame.height + 2 * top];
    const canvas = this.#spare ?? frame.context.canvas.ownerDocument.createElement('canvas');
    this.#spare = undefined;
    // Also wipes it.
    canvas.width = Math.round(width * pixelRatio);
    canvas.height = Math.round(height * pixelRatio);
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const transform = { ...frame.transform, e: frame.transform.e + left, f: frame.transform.f + top };
    const back = invertAffine(transform) as Affine;
    const region = transformBox(back, fullExtent({ width, height }));
    // An outline is about three times as long as its cell is wide.
    const inPart = sizePx < DOT_PX ? DOTS_A_PART : Math.max(8, LENGTH_A_FRAME / 2 / (3 * sizePx));
    const parts = partsOf(region, Math.ceil(Math.sqrt(((1 + 2 * MARGIN) ** 2 * count) / inPart)));
    return {
      canvas,
      transform,
      width,
      height,
      revision,
      frame: { ...frame, context, transform, width, height, region },
      parts,
    };
  }
}

/** True when all of it is drawn. */
function drawOn(
  { frame, parts }: Drawing,
  paintPart: PaintPart,
  deadline: number,
  mostParts: number,
): boolean {
  let drawn = 0;
  do {
    const { done, value } = parts.next();
    if (done) return true;
    paintPart(frame, value);
    drawn++;
  } while (drawn < mostParts && performance.now() < deadline);
  return false;
}

function* partsOf(region: Box, across: number): Generator<Box, void, void> {
  const [width, height] = [boxWidth(region) / across, boxHeight(region) / across];
  for (let row = 0; row < across; row++) {
    for (let column = 0; column < across; column++) {
      const [minX, minY] = [region.minX + column * width, region.minY + row * height];
      yield { minX, minY, maxX: minX + width, maxY: minY + height };
    }
  }
}

function show({ canvas, transform, width, height }: Sheet, frame: SyncedFrame): void {
  const { a, b, c, d, e, f } = chainAffine(invertAffine(transform) as Affine, frame.transform);
  const { context } = frame;
  context.save();
  context.transform(a, b, c, d, e, f);
  context.drawImage(canvas, 0, 0, width, height);
  context.restore();
}

function isSame(one: Affine, other: Affine): boolean {
  return one.a === other.a && one.b === other.b && one.e === other.e && one.f === other.f;
}

/** Whether the sheet shows what the view would: all of it, pixel upon pixel. */
function isExact(sheet: Sheet, frame: SyncedFrame): boolean {
  const { a, b, c, d, e, f } = chainAffine(invertAffine(sheet.transform) as Affine, frame.transform);
  const isSameScale = Math.max(Math.abs(a - 1), Math.abs(b), Math.abs(c), Math.abs(d - 1)) < 1e-4;
  const isWhole = (moved: number): boolean =>
    Math.abs(moved * frame.pixelRatio - Math.round(moved * frame.pixelRatio)) < 0.05;
  return isSameScale && isWhole(e) && isWhole(f) && covers(sheet, frame, 0);
}

/** Whether it will do while the view moves. */
function isEnough(sheet: Sheet, frame: SyncedFrame): boolean {
  return isWithin(sheet, frame, MOST_SCALED) && covers(sheet, frame, COMFORT);
}

/** Whether a drawing that has been begun may still be of use. */
function isUseful(sheet: Sheet, frame: SyncedFrame): boolean {
  return isWithin(sheet, frame, MOST_OFF) && covers(sheet, frame, -0.4);
}

function isWithin(sheet: Sheet, frame: SyncedFrame, factor: number): boolean {
  const scaled = frame.scale / affineScale(sheet.transform);
  return Math.max(scaled, 1 / scaled) <= factor;
}

/** Whether the view, grown on each side by so much of its size, lies on the sheet. */
function covers(sheet: Sheet, frame: SyncedFrame, grown: number): boolean {
  const toSheet = chainAffine(invertAffine(frame.transform) as Affine, sheet.transform);
  const view = growBox(fullExtent(frame), grown * Math.min(frame.width, frame.height));
  const { minX, minY, maxX, maxY } = transformBox(toSheet, view);
  return minX >= -1 && minY >= -1 && maxX <= sheet.width + 1 && maxY <= sheet.height + 1;
}
