import { SmearError } from '../../models/domain/errors.js';
import { LARGEST_PICTURE_PIXELS, type ImageDecoder } from './image-decoder.js';
import { requireWholePicture } from './whole-picture.js';

const loadSharp = async () => (await import('sharp')).default;

/**
 * Decodes with sharp (libvips), loaded on first use so that no browser bundle reaches it. It is an optional peer:
 * where it is not installed or does not start, this rejects with `slide-unsupported`.
 *
 * Colour profiles are left aside (`ignoreIcc`) as in the browser decoder. A truncated picture is an
 * error: half a field of grey would be counted as a field without cells.
 */
export const decodeInNode: ImageDecoder = (bytes) => decodeWithSharp(bytes, loadSharp);

/** `decodeInNode` with the loader of sharp given. */
export async function decodeWithSharp(
  bytes: Uint8Array<ArrayBuffer>,
  load: typeof loadSharp,
): ReturnType<ImageDecoder> {
  requireWholePicture(bytes);
  const sharp = await load().catch((cause: unknown) => {
    throw new SmearError(
      'slide-unsupported',
      'Decoding images on Node requires the package “sharp”, which is missing or cannot be loaded. Install it: npm install sharp.',
      { cause },
    );
  });
  const { data, info } = await sharp(bytes, {
    failOn: 'truncated',
    ignoreIcc: true,
    limitInputPixels: LARGEST_PICTURE_PIXELS,
  })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`sharp gave ${info.channels} channels where RGBA was asked for.`);
  return {
    width: info.width,
    height: info.height,
    // A copy where sharp's buffer is a window into shared memory; large ones never are.
    data: ownPixels(data),
  };
}

function ownPixels(data: Buffer): Uint8ClampedArray<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = data;
  if (byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) {
    return new Uint8ClampedArray(buffer);
  }
  return new Uint8ClampedArray(data);
}
