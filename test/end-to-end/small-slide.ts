import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { boxContains, growBox, type Box } from '../../models/domain/geometry.js';
import { prepareSample } from '../../scripts/sample.mjs';
import type { SmearTruth } from '../../viewer-shell/web/sample/smear-truth.js';

/** Small enough to be analysed many times. */
const [WIDTH, HEIGHT] = [640, 512];
const TILE = 256;
/** No cell stands nearer to the edge. */
const MARGIN = 20;

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

/** The part of the drawn sample with the most leukocytes, none of them cut off. */
export async function cutSmallSlide(): Promise<SmallSlide> {
  const folder = prepareSample();
  const truth = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as SmearTruth;
  const part = fullestPart(truth);
  const finest = Math.ceil(Math.log2(Math.max(truth.width, truth.height)));
  const [firstColumn, firstRow] = [Math.floor(part.minX / TILE), Math.floor(part.minY / TILE)];
  // The drawn tiles overlap by one pixel, on every side but the slide's edges.
  const origin = { x: firstColumn * TILE - 1, y: firstRow * TILE - 1 };
  const tiles: OverlayOptions[] = [];
  for (let row = firstRow; row * TILE < part.maxY; row++) {
    for (let column = firstColumn; column * TILE < part.maxX; column++) {
      const input = join(folder, 'sample_files', String(finest), `${column}_${row}.jpeg`);
      tiles.push({ input, left: column * TILE - 1 - origin.x, top: row * TILE - 1 - origin.y });
    }
  }
  const [width, height] = [WIDTH, HEIGHT];
  const mosaic = await sharp({
    create: { width: width + 3 * TILE, height: height + 3 * TILE, channels: 3, background: 'white' },
  })
    .composite(tiles)
    .png()
    .toBuffer();
  const rgb = await sharp(mosaic)
    .extract({ left: part.minX - origin.x, top: part.minY - origin.y, width, height })
    .removeAlpha()
    .raw()
    .toBuffer();
  const cells = truth.cells
    .filter(
      ({ box: [minX, minY, maxX, maxY] }) =>
        boxContains(part, { x: minX, y: minY }) && boxContains(part, { x: maxX, y: maxY }),
    )
    .map(({ class: label, box: [minX, minY, maxX, maxY] }) => ({
      label,
      box: {
        minX: minX - part.minX,
        minY: minY - part.minY,
        maxX: maxX - part.minX,
        maxY: maxY - part.minY,
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

function fullestPart({ width, height, cells }: SmearTruth): Box {
  let best: { readonly part: Box; readonly whole: number } | undefined;
  for (let minY = 0; minY + HEIGHT <= height; minY += 64) {
    for (let minX = 0; minX + WIDTH <= width; minX += 64) {
      const part = { minX, minY, maxX: minX + WIDTH, maxY: minY + HEIGHT };
      const inner = growBox(part, -MARGIN);
      const touched = cells.filter(
        ({ box: [left, top, right, bottom] }) =>
          right > part.minX && left < part.maxX && bottom > part.minY && top < part.maxY,
      );
      const whole = touched.filter(
        ({ box: [left, top, right, bottom] }) =>
          boxContains(inner, { x: left, y: top }) && boxContains(inner, { x: right, y: bottom }),
      ).length;
      if (whole === touched.length && whole > (best?.whole ?? 0)) best = { part, whole };
    }
  }
  if (!best || best.whole < 3) throw new Error('The drawn sample has no part with three whole leukocytes.');
  return best.part;
}
