import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DrawnSmear } from './draw-smear.js';

export type SlideFormat = 'dzi' | 'tiff';

/**
 * Writes a drawn smear as a tiled pyramid into a folder (made where missing) and returns the slide's path:
 * `<name>.dzi` with `<name>_files/`, or `<name>.tiff` with its resolution in the file; beside it
 * `<name>.json` with what is on the slide. A file of that name is replaced only once the new one is whole.
 */
export async function writeSlide(
  smear: DrawnSmear,
  folder: string,
  name: string,
  format: SlideFormat,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const aside = await mkdtemp(join(folder, 'drawing-'));
  const partial = join(aside, name);
  const { width, height, pixels, truth } = smear;
  const pixelsPerMillimetre = 1000 / truth.micronsPerPixel;
  const image = sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  try {
    const path = join(folder, `${name}.${format}`);
    if (format === 'dzi') {
      await image
        .jpeg({ quality: 88, chromaSubsampling: '4:4:4' })
        .tile({ size: 256, overlap: 1, layout: 'dz' })
        .toFile(partial); // the writer adds `.dzi` and `_files` itself
      await rm(join(folder, `${name}_files`), { recursive: true, force: true });
      await rename(`${partial}_files`, join(folder, `${name}_files`));
    } else {
      await image
        .withMetadata({ density: pixelsPerMillimetre * 25.4 })
        .tiff({
          tile: true,
          tileWidth: 256,
          tileHeight: 256,
          pyramid: true,
          compression: 'jpeg',
          quality: 90,
          xres: pixelsPerMillimetre,
          yres: pixelsPerMillimetre,
          resolutionUnit: 'cm',
        })
        .toFile(`${partial}.tiff`);
    }
    await writeFile(join(folder, `${name}.json`), JSON.stringify(truth));
    await rename(`${partial}.${format}`, path);
    return path;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
