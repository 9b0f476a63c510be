import sharp from 'sharp';
import type { Box } from '../../models/domain/geometry.js';
import type { LabelledCell, LabelledImage } from './image-set.js';
import { rasterise } from './mask-overlap.js';

/** Pixels of one image, row-major: 0 background, 1 cell, 2 nucleus. */
export interface CellMask {
  readonly pixels: Uint8Array;
  /** Whether the mask tells nuclei from the rest. */
  readonly hasNuclei: boolean;
}

const NUCLEUS = 2;
/** Smaller patches are crumbs, no cells. */
const LEAST_CELL_PX = 400;

/** The image's mask, read from its PNG; undefined where the set has none. */
export async function readCellMask({ mask, width, height }: LabelledImage): Promise<CellMask | undefined> {
  if (mask === undefined) return undefined;
  const { data, info } = await sharp(mask)
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[i * info.channels] as number;
  const values = new Set(pixels);
  return { pixels, hasNuclei: values.has(NUCLEUS) && [...values].every((value) => value <= NUCLEUS) };
}

/** The cell's own pixels as 0 and 1: of its polygon, else of the mask within its box. */
export function cellPixels(
  { rings, box }: LabelledCell,
  { width, height }: LabelledImage,
  mask: CellMask | undefined,
): Uint8Array | undefined {
  if (rings.length > 0) return rasterise(rings, width, height);
  if (!mask) return undefined;
  const pixels = new Uint8Array(width * height);
  for (let y = Math.max(0, Math.floor(box.minY)); y < Math.min(height, box.maxY); y++) {
    for (let x = Math.max(0, Math.floor(box.minX)); x < Math.min(width, box.maxX); x++) {
      if (mask.pixels[y * width + x] !== 0) pixels[y * width + x] = 1;
    }
  }
  return pixels.includes(1) ? pixels : undefined;
}

export function nucleusPixels(cell: Uint8Array, { pixels }: CellMask): Uint8Array {
  return cell.map((inside, index) => (inside && pixels[index] === NUCLEUS ? 1 : 0));
}

/** Bounds of the smallest box around the 1s. */
export function pixelBounds(pixels: Uint8Array, width: number): Box {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  pixels.forEach((inside, index) => {
    if (!inside) return;
    const x = index % width;
    const y = (index - x) / width;
    box.minX = Math.min(box.minX, x);
    box.minY = Math.min(box.minY, y);
    box.maxX = Math.max(box.maxX, x + 1);
    box.maxY = Math.max(box.maxY, y + 1);
  });
  return box;
}

/** Bounds of the mask's connected leukocytes (8-neighbours), crumbs left out. */
export function maskedLeukocytes({ pixels }: CellMask, width: number, height: number): Box[] {
  const seen = new Uint8Array(pixels.length);
  const boxes: Box[] = [];
  for (let start = 0; start < pixels.length; start++) {
    if (pixels[start] === 0 || seen[start]) continue;
    const patch = [start];
    seen[start] = 1;
    const box = { minX: width, minY: height, maxX: 0, maxY: 0 };
    for (let at = 0; at < patch.length; at++) {
      const x = (patch[at] as number) % width;
      const y = ((patch[at] as number) - x) / width;
      box.minX = Math.min(box.minX, x);
      box.minY = Math.min(box.minY, y);
      box.maxX = Math.max(box.maxX, x + 1);
      box.maxY = Math.max(box.maxY, y + 1);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (pixels[next] === 0 || seen[next]) continue;
          seen[next] = 1;
          patch.push(next);
        }
      }
    }
    if (patch.length >= LEAST_CELL_PX) boxes.push(box);
  }
  return boxes;
}
