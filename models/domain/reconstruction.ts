import type { RgbaTile } from './tile.js';
import type { Box } from './geometry.js';

/** What the models made of one cell's picture, in the frame of the cell's box. */
export interface Reconstruction {
  readonly cellId: string;
  /** Level-0 frame that all three pictures cover. */
  readonly box: Box;
  readonly crop: RgbaTile;
  readonly rebuilt: RgbaTile;
  /** Squared RGB difference per pixel (0 to 1), lightly smoothed; `crop.width * crop.height` values, row-major. */
  readonly error: Float32Array;
}
