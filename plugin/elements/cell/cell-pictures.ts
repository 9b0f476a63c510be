import type { Cell } from '../../../models/domain/cell.js';
import { fullExtent, boxCentre, intersectBoxes, type Box } from '../../../models/domain/geometry.js';
import type { RgbaTile } from '../../../models/domain/tile.js';
import type { SlideReader } from '../../slide/slide-reader.js';

/** Side of the square around a chosen cell; the same for all, so that sizes can be compared by eye. */
export const WINDOW_UM = 22;
/** A cell wider than this part of the window gets one twice as wide. */
const FILLS = 0.92;

/**
 * The square (level-0 pixels) that a cell's pictures show: a fixed physical size, twice that for giants;
 * without a resolution a little more than the cell.
 */
export function pictureWindow(cell: Cell, micronsPerPixel: number | undefined): Box {
  const { x, y } = boxCentre(cell.box);
  const size = Math.max(cell.box.maxX - cell.box.minX, cell.box.maxY - cell.box.minY);
  let side = size * 1.6;
  if (micronsPerPixel !== undefined) {
    side = WINDOW_UM / micronsPerPixel;
    while (size > side * FILLS) side *= 2;
  }
  return { minX: x - side / 2, minY: y - side / 2, maxX: x + side / 2, maxY: y + side / 2 };
}

/** The smallest square around a box: for pictures that need no scale. */
export function squareAround(box: Box): Box {
  const { x, y } = boxCentre(box);
  const half = Math.max(box.maxX - box.minX, box.maxY - box.minY) / 2;
  return { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half };
}

/**
 * The part of the slide in the window, and where it lies. At `sidePx` pixels across the whole window, or at the slide's
 * own where it has fewer: whoever draws it enlarges it for less than reading it larger would cost.
 */
export async function readWindow(
  slide: SlideReader,
  window: Box,
  sidePx: number,
  signal: AbortSignal,
): Promise<{ tile: RgbaTile; box: Box } | undefined> {
  const whole = fullExtent(slide);
  const box = intersectBoxes(window, whole);
  if (!box) return undefined;
  const scale = Math.min(1, sidePx / (window.maxX - window.minX));
  const tile = await slide.read(
    {
      region: box,
      width: Math.max(1, Math.round((box.maxX - box.minX) * scale)),
      height: Math.max(1, Math.round((box.maxY - box.minY) * scale)),
    },
    { signal },
  );
  return { tile, box };
}

/** Makes the canvas the window at the picture's own scale, and puts the picture where its box lies in it. */
export function paintWindow(
  canvas: HTMLCanvasElement,
  { width, height, data }: RgbaTile,
  box: Box,
  window: Box,
): void {
  const scale = width / (box.maxX - box.minX);
  canvas.width = canvas.height = Math.max(1, Math.round((window.maxX - window.minX) * scale));
  canvas
    .getContext('2d')
    ?.putImageData(
      new ImageData(data, width, height),
      Math.round((box.minX - window.minX) * scale),
      Math.round((box.minY - window.minY) * scale),
    );
}

/** Clears the canvas and draws the picture where its box lies in the window. */
export function drawInWindow(
  canvas: HTMLCanvasElement,
  picture: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray<ArrayBuffer> },
  box: Box,
  window: Box,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const source = canvas.ownerDocument.createElement('canvas');
  source.width = picture.width;
  source.height = picture.height;
  source.getContext('2d')?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  const scale = canvas.width / (window.maxX - window.minX);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    source,
    (box.minX - window.minX) * scale,
    (box.minY - window.minY) * scale,
    (box.maxX - box.minX) * scale,
    (box.maxY - box.minY) * scale,
  );
}
