import { boxHeight, boxWidth, fullExtent, growBox, type Box } from '../../models/domain/geometry.js';
import { affineScale, chainAffine, invertAffine, transformBox, type Affine } from '../viewport/affine.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

/** Paints the cells whose middle lies in the region, level-0 pixels. */
export type PaintPart = (frame: SyncedFrame, region: Box) => void;

/** So much of the view's size is drawn beyond each of its sides, so that panning finds it there. */
const MARGIN = 0.25;
/** Cells painted in one go, about. */
const CELLS_A_PART = 100;
/** A drawing that is magnified or shrunk by more is given up. */
const MOST_SCALED = 2;

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
 * A picture of many cells, drawn part by part over several frames and shown wherever the view has gone meanwhile. What
 * is shown may be an older picture, moved and scaled with the slide, until the next one is ready.
 */
export class CrowdSheet {
  #shown: Sheet | undefined;
  #drawing: Drawing | undefined;
  #spare: HTMLCanvasElement | undefined;

  /** Shows what there is and draws on until `deadline` (of `performance.now()`); true while more is to be drawn. */
  paint(
    frame: SyncedFrame,
    revision: number,
    count: number,
    paintPart: PaintPart,
    deadline: number,
  ): boolean {
    if (this.#drawing && !isUseful(this.#drawing, frame)) this.#end();
    if (!this.#drawing && !(this.#shown && isCurrent(this.#shown, frame, revision))) {
      this.#drawing = this.#begin(frame, revision, count);
    }
    const drawing = this.#drawing;
    if (drawing && drawOn(drawing, paintPart, deadline)) {
      this.#spare = this.#shown?.canvas;
      this.#shown = drawing;
      this.#drawing = undefined;
    }
    if (this.#shown) show(this.#shown, frame);
    return this.#drawing !== undefined || !(this.#shown && isCurrent(this.#shown, frame, revision));
  }

  /** The memory of the pictures goes. */
  clear(): void {
    this.#shown = this.#drawing = this.#spare = undefined;
  }

  #end(): void {
    this.#spare = this.#drawing?.canvas;
    this.#drawing = undefined;
  }

  #begin(frame: SyncedFrame, revision: number, count: number): Drawing {
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
    const parts = partsOf(region, Math.ceil(Math.sqrt(count / CELLS_A_PART)));
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
function drawOn({ frame, parts }: Drawing, paintPart: PaintPart, deadline: number): boolean {
  do {
    const { done, value } = parts.next();
    if (done) return true;
    paintPart(frame, value);
  } while (performance.now() < deadline);
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
  const { context, pixelRatio } = frame;
  context.save();
  if (isOne({ a, b, c, d })) {
    // On whole pixels of the screen it is a mere copy, and sharp.
    const whole = (moved: number): number => Math.round(moved * pixelRatio) / pixelRatio;
    context.imageSmoothingEnabled = false;
    context.translate(whole(e), whole(f));
  } else context.transform(a, b, c, d, e, f);
  context.drawImage(canvas, 0, 0, width, height);
  context.restore();
}

/** Whether nothing is scaled, turned or mirrored. */
function isOne({ a, b, c, d }: Pick<Affine, 'a' | 'b' | 'c' | 'd'>): boolean {
  return Math.max(Math.abs(a - 1), Math.abs(b), Math.abs(c), Math.abs(d - 1)) < 1e-3;
}

/** Whether the sheet shows what the view would: the cells as they are, at the view's scale, all of it. */
function isCurrent(sheet: Sheet, frame: SyncedFrame, revision: number): boolean {
  const moved = chainAffine(invertAffine(sheet.transform) as Affine, frame.transform);
  return sheet.revision === revision && isOne(moved) && covers(sheet, frame, 0);
}

/** Whether a drawing that has been begun may still be of use. */
function isUseful(sheet: Sheet, frame: SyncedFrame): boolean {
  const scaled = frame.scale / affineScale(sheet.transform);
  return Math.max(scaled, 1 / scaled) < MOST_SCALED && covers(sheet, frame, -0.5);
}

/** Whether the view, grown on each side by so much of its size, lies on the sheet. */
function covers(sheet: Sheet, frame: SyncedFrame, grown: number): boolean {
  const toSheet = chainAffine(invertAffine(frame.transform) as Affine, sheet.transform);
  const view = growBox(fullExtent(frame), grown * Math.min(frame.width, frame.height));
  const { minX, minY, maxX, maxY } = transformBox(toSheet, view);
  return minX >= -1 && minY >= -1 && maxX <= sheet.width + 1 && maxY <= sheet.height + 1;
}
