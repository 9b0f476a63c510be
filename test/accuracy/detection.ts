import sharp from 'sharp';
import { boxIou, polygonBounds, type Box } from '../../models/domain/geometry.js';
import {
  averagePrecision,
  averagePrecisionOverIous,
  precisionRecall,
  type ImageBoxes,
} from './average-precision.js';
import { analyseFiles, type FoundImage } from './command-line.js';
import { bootstrap, type Figure } from './figures.js';
import type { LabelledImage } from './image-set.js';
import { dice, rasterise } from './mask-overlap.js';

export interface DetectionFigures {
  readonly ap50: Figure;
  readonly ap50Raw: number;
  readonly ap5095: number;
  readonly precision: number;
  readonly recall: number;
  readonly outlineDice?: Figure;
  readonly nucleusDice?: Figure;
  /** Estimated over true µm per pixel: median and share within 25 %, where the truth is known. */
  readonly resolution?: { readonly medianRatio: number; readonly within25: number };
}

/** Bounds of the mask's connected leukocytes (8-neighbours), at least 400 px² so that crumbs do not count. */
function maskedLeukocytes(mask: Uint8Array, width: number, height: number): Box[] {
  const seen = new Uint8Array(mask.length);
  const boxes: Box[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start]) continue;
    const stack = [start];
    seen[start] = 1;
    let area = 0;
    let [minX, minY, maxX, maxY] = [width, height, 0, 0];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const x = index % width;
      const y = (index - x) / width;
      area++;
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x + 1);
      maxY = Math.max(maxY, y + 1);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const next = (y + dy) * width + x + dx;
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
          if (mask[next] === 0 || seen[next]) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    if (area >= 400) boxes.push({ minX, minY, maxX, maxY });
  }
  return boxes;
}

async function readMask(image: LabelledImage): Promise<Uint8Array | undefined> {
  if (!image.mask) return undefined;
  const { data, info } = await sharp(image.mask).raw().toBuffer({ resolveWithObject: true });
  const mask = new Uint8Array(image.width * image.height);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i * info.channels] as number;
  return mask;
}

/** Dice of each masked leukocyte with the cell found on it, at the image's own resolution. */
function matchedDice(
  found: FoundImage,
  mask: Uint8Array,
  { width, height, leukocytes }: LabelledImage,
): { cell: number[]; nucleus: number[] } {
  const cell: number[] = [];
  const nucleus: number[] = [];
  const confident = found.cells.filter(({ score }) => score >= 0.5);
  for (const { rings } of leukocytes) {
    if (rings.length === 0) continue;
    const truth = rasterise(rings, width, height);
    const bounds = polygonBounds(Float64Array.from(rings.flat()));
    const best = confident
      .map((candidate) => ({ candidate, iou: boxIou(candidate.box, bounds) }))
      .sort((a, b) => b.iou - a.iou)[0];
    if (!best || best.iou < 0.5) continue;
    cell.push(dice(rasterise([best.candidate.outline], width, height), truth));
    if (!best.candidate.nucleus) {
      nucleus.push(0);
      continue;
    }
    const core = truth.map((inside, index) => (inside && mask[index] === 2 ? 1 : 0));
    nucleus.push(dice(rasterise([best.candidate.nucleus], width, height), core));
  }
  return { cell, nucleus };
}

/** Runs the command line over the images and counts as the project's contract for figures says. */
export async function measureDetection(
  images: readonly LabelledImage[],
  micronsPerPixel: number | undefined,
): Promise<DetectionFigures> {
  const options = ['--threshold', '0.01', ...(micronsPerPixel ? ['--mpp', String(micronsPerPixel)] : [])];
  const found = await analyseFiles(
    images.map(({ file }) => file),
    options,
  );
  const outline: number[] = [];
  const nucleus: number[] = [];
  const boxes: ImageBoxes[] = [];
  for (const [index, image] of images.entries()) {
    const result = found[index] as FoundImage;
    const mask = await readMask(image);
    if (mask) {
      const overlap = matchedDice(result, mask, image);
      outline.push(...overlap.cell);
      nucleus.push(...overlap.nucleus);
    }
    const truth = image.leukocytes.map(({ box }) => box);
    // A leukocyte that has a mask and no box is a gap in the labels, not a false positive.
    const unboxed = (mask ? maskedLeukocytes(mask, image.width, image.height) : []).filter(
      (masked) => !truth.some((box) => boxIou(box, masked) > 0.3),
    );
    boxes.push({ found: result.cells, truth, ignored: unboxed });
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const ratios = images
    .map((image, index) => (found[index]?.micronsPerPixel ?? NaN) / (image.micronsPerPixelByRedCells ?? NaN))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return {
    ap50: bootstrap(boxes, (sample) => averagePrecision(sample, 0.5), 200),
    ap50Raw: averagePrecision(
      boxes.map(({ found: cells, truth }) => ({ found: cells, truth })),
      0.5,
    ),
    ap5095: averagePrecisionOverIous(boxes),
    ...precisionRecall(boxes, 0.5),
    ...(outline.length > 0 ? { outlineDice: bootstrap(outline, mean) } : {}),
    ...(nucleus.length > 0 ? { nucleusDice: bootstrap(nucleus, mean) } : {}),
    ...(ratios.length > 0 && micronsPerPixel === undefined
      ? {
          resolution: {
            medianRatio: ratios[Math.floor(ratios.length / 2)] as number,
            within25: ratios.filter((ratio) => ratio > 0.75 && ratio < 1.25).length / ratios.length,
          },
        }
      : {}),
  };
}
