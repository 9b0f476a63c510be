import { join } from 'node:path';
import sharp from 'sharp';
import { nucleatedCells, THRESHOLD } from './detection.js';
import type { FoundImage } from './found-cells.js';
import type { LabelledImage } from './image-set.js';
import { rasterise } from './mask-overlap.js';

/**
 * Writes each image once more, all pixels outside the outlines of its found cells set to their mean colour,
 * so that nothing but the cells can name them. The files' paths, in the order of the images.
 */
export async function maskOutside(
  images: readonly LabelledImage[],
  found: readonly FoundImage[],
  folder: string,
): Promise<string[]> {
  const files: string[] = [];
  for (const [index, { file }] of images.entries()) {
    const { data, info } = await sharp(file)
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const cells = nucleatedCells(found[index] as FoundImage).filter(({ score }) => score >= THRESHOLD);
    const inside = rasterise(
      cells.map(({ outline }) => outline),
      width,
      height,
    );
    setToMean(data, inside, channels);
    const path = join(folder, `${index}.png`);
    await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 2 }).toFile(path);
    files.push(path);
  }
  return files;
}

/** In place: the pixels where `inside` is 0 get their mean colour. */
export function setToMean(pixels: Uint8Array, inside: Uint8Array, channels: number): void {
  const outside = inside.reduce((sum, value) => sum + (value ? 0 : 1), 0);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    inside.forEach((value, i) => {
      if (!value) sum += pixels[i * channels + channel] as number;
    });
    const level = Math.round(sum / Math.max(1, outside));
    inside.forEach((value, i) => {
      if (!value) pixels[i * channels + channel] = level;
    });
  }
}
