import type { RgbaTile } from '../../models/domain/tile.js';
import { LARGEST_PICTURE_PIXELS } from './image-decoder.js';

/** Far below what the smallest canvas takes (phones: 16 megapixels, Chromium: 16,384 pixels along a side). */
const BAND_PIXELS = 4 * 1024 * 1024;
const LONGEST_BAND = 4096;

/** Thrown where the browser gave nothing, though it reported no error. */
export class EmptyCanvasError extends Error {
  constructor(width: number, height: number) {
    super(`this browser has no memory for a picture of ${width} × ${height} pixels`);
    this.name = 'EmptyCanvasError';
  }
}

/**
 * The pixels of a picture, opaque (laid on white), read part by part: above a size that is its own, each browser
 * gives a blank canvas without a word. What it gave is checked. The caller owns the result and closes the picture.
 * Throws `EmptyCanvasError`, or the browser's own `SecurityError` where the picture came from elsewhere without CORS.
 */
export function canvasPixels(picture: CanvasImageSource, width: number, height: number): RgbaTile {
  if (width * height > LARGEST_PICTURE_PIXELS) throw new EmptyCanvasError(width, height);
  const bandWidth = Math.max(1, Math.min(width, LONGEST_BAND));
  const bandHeight = Math.max(1, Math.min(height, LONGEST_BAND, Math.floor(BAND_PIXELS / bandWidth)));
  const canvas = new OffscreenCanvas(bandWidth, bandHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (!context) throw new Error('this browser provides no 2D canvas context');
  context.fillStyle = '#fff';
  const data = new Uint8ClampedArray(width * height * 4);
  for (let top = 0; top < height; top += bandHeight) {
    for (let left = 0; left < width; left += bandWidth) {
      const [w, h] = [Math.min(bandWidth, width - left), Math.min(bandHeight, height - top)];
      context.fillRect(0, 0, bandWidth, bandHeight);
      context.drawImage(picture, -left, -top);
      const band = context.getImageData(0, 0, w, h).data;
      // White was drawn first: what is not opaque was never drawn.
      if (band[3] !== 255 || band[band.length - 1] !== 255) throw new EmptyCanvasError(width, height);
      for (let y = 0; y < h; y++) {
        data.set(band.subarray(y * w * 4, (y + 1) * w * 4), ((top + y) * width + left) * 4);
      }
    }
  }
  return { width, height, data };
}
