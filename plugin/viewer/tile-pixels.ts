import type { RgbaTile } from '../../models/domain/tile.js';
import { canvasPixels } from '../slide/canvas-pixels.js';
import { requireWholePicture } from '../slide/whole-picture.js';

/** Thrown where the browser hides a picture's pixels, because it came from elsewhere without CORS. */
export class TaintedCanvasError extends Error {
  constructor(cause: unknown) {
    super('The browser does not let this page read the pixels.', { cause });
    this.name = 'TaintedCanvasError';
  }
}

/** Turns a value of a type that only the viewer's library knows into one that can be drawn. */
export type TileConverter = (data: unknown, type: string) => Promise<unknown>;

/**
 * The pixels of what a tile source handed over: a picture, a canvas or its context, a bitmap, ImageData,
 * a Blob or an address. Told apart by the value, not by its name. Opaque (laid on white); the caller owns them.
 * Rejects with `TaintedCanvasError`, or an `Error` where the value is none of these.
 */
export async function pixelsOf(
  data: unknown,
  type: string | undefined,
  convert?: TileConverter,
): Promise<RgbaTile> {
  if (data instanceof ImageData) return readPixels(await createImageBitmap(data), true);
  if (data instanceof Blob) {
    requireWholePicture(new Uint8Array(await data.arrayBuffer()));
    return readPixels(
      await createImageBitmap(data, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }),
      true,
    );
  }
  if (data instanceof HTMLImageElement) return readPixels(await wholeBitmap(data), true);
  if (isContext(data)) return readPixels(data.canvas, false);
  if (isDrawable(data)) return readPixels(data, false);
  if (typeof data === 'string') return readPixels(await wholeBitmap(await loadPicture(data)), true);
  if (convert && type) return pixelsOf(await convert(data, type), undefined);
  throw new Error(`its source gave ${type ? `“${type}” data` : 'data'} that cannot be drawn`);
}

/** Browsers draw what there is of a picture whose data end early, and say nothing; but they make no bitmap of it. */
async function wholeBitmap(picture: HTMLImageElement): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture);
  } catch (cause) {
    // What a cache holds of it would be given for ever.
    const again = await pastCaches(picture).catch(() => undefined);
    if (again) return again;
    throw new Error('its picture is cut short or damaged', { cause });
  }
}

/** The same picture as its server gives it now; `undefined` where it has none. */
async function pastCaches({ currentSrc, crossOrigin }: HTMLImageElement): Promise<ImageBitmap | undefined> {
  if (!/^https?:/.test(currentSrc)) return undefined;
  const credentials = crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
  const answer = await fetch(currentSrc, { cache: 'reload', credentials });
  if (!answer.ok) return undefined;
  const address = URL.createObjectURL(await answer.blob());
  try {
    return await createImageBitmap(await loadPicture(address));
  } finally {
    URL.revokeObjectURL(address);
  }
}

type Drawable = HTMLCanvasElement | OffscreenCanvas | ImageBitmap;

function isDrawable(data: unknown): data is Drawable {
  return data instanceof HTMLCanvasElement || data instanceof ImageBitmap || data instanceof OffscreenCanvas;
}

function isContext(data: unknown): data is CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D {
  return data instanceof CanvasRenderingContext2D || data instanceof OffscreenCanvasRenderingContext2D;
}

function readPixels(picture: Drawable, close: boolean): RgbaTile {
  const { width, height } = picture;
  try {
    return canvasPixels(picture, Math.max(1, width), Math.max(1, height));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'SecurityError') throw new TaintedCanvasError(cause);
    throw cause;
  } finally {
    if (close && picture instanceof ImageBitmap) picture.close();
  }
}

async function loadPicture(url: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.crossOrigin = 'anonymous';
  picture.src = url;
  await picture.decode();
  return picture;
}
