import type { RgbaTile } from '../../models/domain/tile.js';
import { SmearError } from '../../models/domain/errors.js';
import { checkRequest } from './check-request.js';
import { resampleArea } from './resample.js';
import type { SlideReader } from './slide-reader.js';

/** Decoded pixels with the name a person knows them by. */
export interface ImageSource extends RgbaTile {
  readonly name: string;
  /** µm per pixel, where the caller knows it. */
  readonly micronsPerPixel?: number;
}

/**
 * A one-level slide over decoded pixels. The source is borrowed, never changed or transferred.
 *
 * `micronsPerPixel` stays absent unless the caller gives it: the resolution that JPEG and PNG carry
 * (EXIF, JFIF, pHYs: 72, 96 or 300 dpi) is meant for printers and says nothing about a specimen.
 * Reads reject with `invalid-argument`, `disposed` or the signal's own reason.
 */
export function createImageReader(source: ImageSource): SlideReader {
  const { name, width, height, micronsPerPixel } = source;
  let pixels: RgbaTile | undefined = source;
  return {
    name,
    width,
    height,
    levels: [{ width, height, downsample: 1 }],
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    async read(request, options) {
      options?.signal?.throwIfAborted();
      if (!pixels) throw new SmearError('disposed', `“${name}” has been closed.`);
      checkRequest(request, this);
      return resampleArea(pixels, request.region, request.width, request.height);
    },
    dispose() {
      pixels = undefined;
    },
  };
}
