import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../../models/domain/geometry.js';
import type { FoundCell, FoundImage } from '../../accuracy/found-cells.js';

export interface DrawnImage {
  readonly name: string;
  readonly label?: string;
  readonly subtype?: string;
  readonly split?: string;
  /** Category, `[x, y, width, height]`, and whether its polygon is given. */
  readonly boxes?: readonly (readonly [string, readonly [number, number, number, number], boolean?])[];
}

export const DRAWN_SIZE = { width: 100, height: 80 };

/** Writes a set of grey images in the data layout to a new folder, and returns its path. */
export async function writeDrawnSet(
  name: string,
  images: readonly DrawnImage[],
  info: object = {},
): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'smearlens-set-')), name);
  const names = [...new Set(images.flatMap(({ boxes = [] }) => boxes.map(([category]) => category)))];
  const grey = await sharp({ create: { ...DRAWN_SIZE, channels: 3, background: '#b8b0c0' } })
    .png()
    .toBuffer();
  for (const image of images) {
    const file = join(folder, 'images', image.name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, grey);
  }
  const annotations = images.flatMap(({ boxes = [] }, id) =>
    boxes.map(([category, bbox, outlined]) => {
      const [x, y, width, height] = bbox;
      const ring = [x, y, x + width, y, x + width, y + height, x, y + height];
      return {
        image_id: id,
        category_id: names.indexOf(category),
        bbox,
        ...(outlined ? { segmentation: [ring] } : {}),
      };
    }),
  );
  const coco = {
    info,
    images: images.map(({ name: file_name, label, subtype, split }, id) => ({
      id,
      file_name,
      ...DRAWN_SIZE,
      label,
      subtype,
      split,
    })),
    annotations,
    categories: names.map((category, id) => ({ id, name: category })),
  };
  await writeFile(join(folder, 'annotations.json'), JSON.stringify(coco));
  return folder;
}

/** A found cell with the box `[x, y, width, height]`; its outline is the box where none is given. */
export function foundCell(
  [x, y, width, height]: readonly [number, number, number, number],
  score: number,
  rest: Partial<FoundCell> = {},
): FoundCell {
  const box: Box = { minX: x, minY: y, maxX: x + width, maxY: y + height };
  return {
    box,
    score,
    className: 'Neutrophil',
    probabilities: new Map([['Neutrophil', 1]]),
    reconstructionError: 0,
    embedding: [],
    outline: [x, y, x + width, y, x + width, y + height, x, y + height],
    nuclei: [],
    ...rest,
  };
}

export function foundImage(cells: readonly FoundCell[], micronsPerPixel?: number): FoundImage {
  return { cells, pack: 'drawn', packHash: 'abc', ...(micronsPerPixel ? { micronsPerPixel } : {}) };
}
