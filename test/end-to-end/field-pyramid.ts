import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import type { Box } from '../../models/domain/geometry.js';
import { loadImageSet } from '../accuracy/image-set.js';

/** Rows of fields of one set. */
export interface FieldBand {
  /** The set's folder. */
  readonly set: string;
  readonly columns: number;
  readonly rows: number;
  /** By how much its fields are enlarged, 1 unless told. */
  readonly scale?: number;
}

export interface FieldPyramid {
  /** Path of the `.dzi` file. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Leukocytes in level-0 pixels. */
  readonly truth: readonly Box[];
}

interface LaidBand {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly OverlayOptions[];
  readonly truth: readonly Box[];
}

/** Lays real fields edge to edge, band under band, and writes them as one Deep Zoom pyramid. */
export async function writeFieldPyramid(bands: readonly FieldBand[], folder: string): Promise<FieldPyramid> {
  const laid: LaidBand[] = [];
  for (const band of bands) {
    const top = laid.reduce((sum, { height }) => sum + height, 0);
    laid.push(await layBand(band, top));
  }
  const width = Math.max(...laid.map((band) => band.width));
  const height = laid.reduce((sum, band) => sum + band.height, 0);
  const truth = laid.flatMap((band) => band.truth);
  const name = 'fields';
  await sharp({ create: { width, height, channels: 3, background: '#e8e0e8' } })
    .composite(laid.flatMap((band) => band.parts))
    .jpeg({ quality: 92 })
    .tile({ size: 254, overlap: 1, layout: 'dz' })
    .toFile(join(folder, name));
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ truth }));
  return { file: join(folder, `${name}.dzi`), width, height, truth };
}

/** Fields spread over the whole of the set's val split, since sets are often sorted by kind. */
async function layBand({ set, columns, rows, scale = 1 }: FieldBand, top: number): Promise<LaidBand> {
  const { images } = await loadImageSet(set, 'val');
  const chosen = images.filter(
    (_, index) => index % Math.max(1, Math.floor(images.length / (columns * rows))) === 0,
  );
  const fields = chosen.slice(0, columns * rows);
  const first = fields[0];
  if (!first) throw new Error(`${basename(set)} holds no images of the val split.`);
  const [fieldWidth, fieldHeight] = [Math.round(first.width * scale), Math.round(first.height * scale)];
  const truth: Box[] = [];
  const parts: OverlayOptions[] = [];
  for (const [index, image] of fields.entries()) {
    const left = (index % columns) * fieldWidth;
    const y = top + Math.floor(index / columns) * fieldHeight;
    for (const { box } of image.leukocytes) {
      truth.push({
        minX: box.minX * scale + left,
        minY: box.minY * scale + y,
        maxX: box.maxX * scale + left,
        maxY: box.maxY * scale + y,
      });
    }
    const input =
      scale === 1 ? image.file : await sharp(image.file).resize(fieldWidth, fieldHeight).png().toBuffer();
    parts.push({ input, left, top: y });
  }
  return { width: fieldWidth * columns, height: fieldHeight * rows, parts, truth };
}
