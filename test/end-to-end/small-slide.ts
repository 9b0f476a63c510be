import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { boxContains, type Box } from '../../models/domain/geometry.js';
import { prepareSample } from '../../scripts/sample.mjs';
import type { SmearTruth } from '../../viewer-shell/web/sample/smear-truth.js';

/** A part of the drawn sample with four leukocytes, small enough to be analysed many times. */
const PART: Box = { minX: 1600, minY: 1088, maxX: 2240, maxY: 1600 };
const TILE = 256;

export interface SmallSlide {
  readonly width: number;
  readonly height: number;
  readonly micronsPerPixel: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Buffer;
  /** Leukocytes in level-0 pixels. */
  readonly cells: readonly { readonly label: string; readonly box: Box }[];
  /** The whole picture, to be written in any form. */
  picture(): Sharp;
}

export async function cutSmallSlide(): Promise<SmallSlide> {
  const folder = prepareSample();
  const truth = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as SmearTruth;
  const finest = Math.ceil(Math.log2(Math.max(truth.width, truth.height)));
  const [firstColumn, firstRow] = [Math.floor(PART.minX / TILE), Math.floor(PART.minY / TILE)];
  // The drawn tiles overlap by one pixel, on every side but the slide's edges.
  const origin = { x: firstColumn * TILE - 1, y: firstRow * TILE - 1 };
  const tiles: OverlayOptions[] = [];
  for (let row = firstRow; row * TILE < PART.maxY; row++) {
    for (let column = firstColumn; column * TILE < PART.maxX; column++) {
      const input = join(folder, 'sample_files', String(finest), `${column}_${row}.jpeg`);
      tiles.push({ input, left: column * TILE - 1 - origin.x, top: row * TILE - 1 - origin.y });
    }
  }
  const [width, height] = [PART.maxX - PART.minX, PART.maxY - PART.minY];
  const mosaic = await sharp({
    create: { width: width + 3 * TILE, height: height + 3 * TILE, channels: 3, background: 'white' },
  })
    .composite(tiles)
    .png()
    .toBuffer();
  const rgb = await sharp(mosaic)
    .extract({ left: PART.minX - origin.x, top: PART.minY - origin.y, width, height })
    .removeAlpha()
    .raw()
    .toBuffer();
  const cells = truth.cells
    .filter(
      ({ box: [minX, minY, maxX, maxY] }) =>
        boxContains(PART, { x: minX, y: minY }) && boxContains(PART, { x: maxX, y: maxY }),
    )
    .map(({ class: label, box: [minX, minY, maxX, maxY] }) => ({
      label,
      box: {
        minX: minX - PART.minX,
        minY: minY - PART.minY,
        maxX: maxX - PART.minX,
        maxY: maxY - PART.minY,
      },
    }));
  return {
    width,
    height,
    micronsPerPixel: truth.micronsPerPixel,
    rgb,
    cells,
    picture: () => sharp(rgb, { raw: { width, height, channels: 3 } }),
  };
}
