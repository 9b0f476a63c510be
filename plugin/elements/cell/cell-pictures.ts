import { boxCentre, type Box } from '../../../models/domain/geometry.js';
import type { RgbaTile } from '../../../models/domain/tile.js';

/** The smallest square around a box: for pictures that need no scale. */
export function squareAround(box: Box): Box {
  const { x, y } = boxCentre(box);
  const half = Math.max(box.maxX - box.minX, box.maxY - box.minY) / 2;
  return { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half };
}

/** Makes the canvas the window at the picture's own scale, and puts the picture where its box lies in it. */
export function paintWindow(
  canvas: HTMLCanvasElement,
  { width, height, data }: RgbaTile,
  box: Box,
  window: Box,
): void {
  const scale = width / (box.maxX - box.minX);
  const side = Math.max(1, Math.round((window.maxX - window.minX) * scale));
  // Another size is other memory, on the graphics card too: one of the same size is drawn over.
  const isSame = canvas.width === side && canvas.height === side;
  if (!isSame) canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (isSame && (width < side || height < side)) context?.clearRect(0, 0, side, side);
  context?.putImageData(
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
