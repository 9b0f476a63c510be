import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { DicomImage } from './dicomweb/dicom-image.js';

/** One resolution of a slide. Level 0 is full resolution; `downsample` is level-0 pixels per pixel. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly downsample: number;
}

/** Where pixels come from. Everything outside a reader speaks level-0 pixels, origin top left. */
export interface SlideReader {
  /** A name a person knows it by: a file name or the last part of an address. */
  readonly name: string;
  /** Level-0 size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Finest first. */
  readonly levels: readonly Level[];
  /** From the file's own metadata; absent where it says nothing. */
  readonly micronsPerPixel?: number;
  /** Which image of a DICOM archive it is; absent for others. */
  readonly dicom?: DicomImage;
  /**
   * The region at exactly the asked size, area-resampled from the coarsest level that is still finer.
   * The caller owns the tile. Abort rejects with the signal's reason.
   * Rejects with `tile-failed`, `slide-forbidden`, `network` or `disposed`.
   */
  read(request: TileRequest, options?: { signal?: AbortSignal }): Promise<RgbaTile>;
  /** Frees caches and handles; may be called twice. Reads after it reject with `disposed`. */
  dispose(): void;
}

export function noSlideOpen(): SmearError {
  return new SmearError('invalid-argument', 'No slide is open. Open one and try again.');
}

/** The open slide; throws `invalid-argument` where none is. */
export function requireSlide(slide: SlideReader | undefined): SlideReader {
  if (slide) return slide;
  throw noSlideOpen();
}
