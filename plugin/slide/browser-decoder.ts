import { canvasPixels } from './canvas-pixels.js';
import type { ImageDecoder } from './image-decoder.js';
import { requireWholePicture } from './whole-picture.js';

/**
 * Decodes with the browser's own decoders, in a page or a worker.
 *
 * Colour profiles are left aside (`colorSpaceConversion: 'none'`), because the models were trained on
 * pixels as they stand in the file; only so do browser and Node agree. What is cut short is an error, though browsers
 * would show what there is: white would be read as glass.
 */
export const decodeInBrowser: ImageDecoder = async (bytes, mime) => {
  requireWholePicture(bytes);
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mime }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    return canvasPixels(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
};
