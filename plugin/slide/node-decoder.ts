import type { ImageDecoder } from './image-decoder.js';

/**
 * Decodes with sharp (libvips), loaded on first use so that no browser bundle reaches it.
 *
 * Colour profiles are left aside (`ignoreIcc`) as in the browser decoder. A truncated picture is an
 * error: half a field of grey would be counted as a field without cells.
 */
export const decodeInNode: ImageDecoder = async (bytes) => {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(bytes, { failOn: 'truncated', ignoreIcc: true, limitInputPixels: false })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`sharp gave ${info.channels} channels where RGBA was asked for.`);
  return {
    width: info.width,
    height: info.height,
    // Uint8ClampedArray over a copy: sharp's buffer may be a window into shared memory.
    data: new Uint8ClampedArray(data),
  };
};
