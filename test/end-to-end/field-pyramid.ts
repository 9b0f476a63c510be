import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../models/domain/geometry.js';
import { loadImageSet } from '../accuracy/image-set.js';

export interface FieldPyramid {
  /** Path of the `.dzi` file. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Leukocytes in level-0 pixels. */
  readonly truth: readonly Box[];
}

/** Lays real fields of one size edge to edge and writes them as one Deep Zoom pyramid. */
export async function writeFieldPyramid(
  set: string,
  folder: string,
  columns: number,
  rows: number,
): Promise<FieldPyramid> {
  const images = (await loadImageSet(set, 'val')).images.slice(0, columns * rows);
  const first = images[0];
  if (!first) throw new Error(`${set} holds no images of the val split.`);
  const { width: fieldWidth, height: fieldHeight } = first;
  const width = fieldWidth * columns;
  const height = fieldHeight * rows;
  const truth: Box[] = [];
  const parts = images.map((image, index) => {
    const left = (index % columns) * fieldWidth;
    const top = Math.floor(index / columns) * fieldHeight;
    for (const { box } of image.leukocytes) {
      truth.push({
        minX: box.minX + left,
        minY: box.minY + top,
        maxX: box.maxX + left,
        maxY: box.maxY + top,
      });
    }
    return { input: image.file, left, top };
  });
  const name = 'fields';
  await sharp({ create: { width, height, channels: 3, background: '#e8e0e8' } })
    .composite(parts)
    .jpeg({ quality: 92 })
    .tile({ size: 254, overlap: 1, layout: 'dz' })
    .toFile(join(folder, name));
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ truth }));
  return { file: join(folder, `${name}.dzi`), width, height, truth };
}
