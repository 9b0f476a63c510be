import type { ImageDecoder } from './image-decoder.js';

/**
 * Decodes with the browser's own decoders, in a page or a worker.
 *
 * Colour profiles are left aside (`colorSpaceConversion: 'none'`), because the models were trained on
 * pixels as they stand in the file; only so do browser and Node agree.
 */
export const decodeInBrowser: ImageDecoder = async (bytes, mime) => {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mime }), {
    colorSpaceConversion: 'none',
    imageOrientation: 'from-image',
    premultiplyAlpha: 'none',
  });
  try {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
    if (!context) throw new Error('This browser provides no 2D context for an OffscreenCanvas.');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
};
