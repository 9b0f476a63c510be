import type { TiffDirectory } from './tiff-directory.js';
import type { TiffPicture } from './tiff-pictures.js';
import { xmlElements } from '../xml-elements.js';

const MOST_LEVEL = 16;

/** Whether Philips' software wrote the file. */
export function isPhilips({ software, description }: TiffDirectory): boolean {
  return /^philips/i.test(software) || description.slice(0, 400).includes('DPUfsImport');
}

/**
 * By how much each level of a Philips slide is reduced, by its own number (`level=2`): a half for each, since their
 * sizes are padded to whole tiles and say nothing. `undefined` for other slides.
 */
export function philipsScales(
  pictures: readonly TiffPicture[],
  base: TiffPicture,
): ReadonlyMap<TiffPicture, number> | undefined {
  if (!isPhilips(base.directory)) return undefined;
  const scales = new Map<TiffPicture, number>();
  for (const picture of pictures) {
    const level = Number(/^level=(\d{1,2})/.exec(picture.directory.description)?.[1] ?? 0);
    if (level > 0 && level <= MOST_LEVEL && isHalved(picture.directory, base.directory, level)) {
      scales.set(picture, 2 ** level);
    }
  }
  return scales.size > 0 ? scales : undefined;
}

/** µm per pixel: the spacing of the finest level, in millimetres, as DICOM writes it. */
export function philipsResolution({ description }: TiffDirectory): number | undefined {
  let finest: number | undefined;
  for (const { name, attributes, text } of xmlElements(description)) {
    if (name !== 'Attribute' || attributes.get('Name') !== 'DICOM_PIXEL_SPACING') continue;
    const [row, column] = text.replaceAll('"', ' ').trim().split(/\s+/).map(Number);
    const spacing = 1000 * (column ?? row ?? NaN);
    if (spacing > 0 && Number.isFinite(spacing)) finest = Math.min(finest ?? spacing, spacing);
  }
  return finest;
}

function isHalved(level: TiffDirectory, base: TiffDirectory, number: number): boolean {
  const along = (size: number, whole: number, tile: number): boolean => {
    const content = Math.ceil(whole / 2 ** number);
    return size >= content - 2 && size <= Math.ceil(content / tile) * tile;
  };
  return (
    along(level.width, base.width, level.tileWidth) && along(level.height, base.height, level.tileHeight)
  );
}
