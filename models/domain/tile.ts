import type { Box } from './geometry.js';

/** Straight (not premultiplied) 8-bit RGBA, row-major from the top left. */
export interface RgbaTile {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Which part of a slide to read and at how many pixels. */
export interface TileRequest {
  /** Level-0 pixels; may be fractional; must lie inside the slide. */
  readonly region: Box;
  /** Size of the result in pixels; the region is area-resampled to exactly this. */
  readonly width: number;
  readonly height: number;
}
