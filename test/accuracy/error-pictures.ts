import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { boxHeight, boxWidth, growBox, type Box } from '../../models/domain/geometry.js';
import { judgeDetections } from './average-precision.js';
import { THRESHOLD } from './detection.js';
import type { EvaluatedSet } from './evaluate-set.js';
import { likeliest, type FoundCell } from './found-cells.js';
import type { ImageSet, LabelledImage } from './image-set.js';
import { nameCells } from './named-cells.js';

interface ErrorEntry {
  readonly file: string;
  readonly kind: 'false-positive' | 'miss' | 'misclassified';
  readonly image: string;
  /** Image pixels. */
  readonly box: Box;
  readonly truth?: string;
  readonly said?: string;
  /** Of the detection, or of the class said where it is the wrong one. */
  readonly probability?: number;
}

type Wrong = Omit<ErrorEntry, 'file' | 'image'> & {
  readonly source: LabelledImage;
  readonly cell?: FoundCell;
};

const MOST_CONFIDENT = 20;
const LEAST_SIDE = 320;

/**
 * Writes a picture of each false positive, miss and of the twenty most confident wrong names, with what was
 * found in yellow and what is there in green, and an `index.json`. Returns how many.
 */
export async function writeErrors(set: ImageSet, evaluated: EvaluatedSet, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const entries: ErrorEntry[] = [];
  for (const [index, wrong] of [...detectionErrors(evaluated), ...namingErrors(set, evaluated)].entries()) {
    const { source, cell, ...entry } = wrong;
    const image = basename(source.file);
    const words = [
      wrong.kind,
      wrong.probability?.toFixed(2),
      wrong.truth === undefined ? undefined : `is ${wrong.truth}`,
      wrong.said === undefined ? undefined : `said ${wrong.said}`,
      basename(image, extname(image)),
      index,
    ];
    const file = `${words
      .filter((word) => word !== undefined)
      .join('_')
      .replace(/[^\w.]+/g, '-')}.png`;
    await writePicture(
      source,
      wrong.box,
      wrong.kind === 'false-positive' ? undefined : wrong.box,
      cell,
      join(folder, file),
    );
    entries.push({ file, image, ...entry });
  }
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(entries, null, 2)}\n`);
  return entries.length;
}

function detectionErrors({ sample }: EvaluatedSet): Wrong[] {
  if (!sample) return [];
  const boxes = sample.boxes.map((image) => ({
    ...image,
    found: image.found.filter(({ score }) => score >= THRESHOLD),
  }));
  const { judged, missed } = judgeDetections(boxes, 0.5);
  const falsePositives = judged
    .filter(({ hit }) => !hit)
    .map(({ image, index }): Wrong => {
      const cell = boxes[image]?.found[index] as FoundCell;
      const source = sample.images[image] as LabelledImage;
      return {
        kind: 'false-positive',
        source,
        cell,
        box: cell.box,
        said: cell.className,
        probability: cell.score,
      };
    });
  const misses = missed.flatMap((indices, image) =>
    indices.map((index): Wrong => {
      const source = sample.images[image] as LabelledImage;
      return { kind: 'miss', source, box: boxes[image]?.truth[index] as Box, truth: source.label };
    }),
  );
  return [...falsePositives, ...misses];
}

function namingErrors({ images }: ImageSet, { found }: EvaluatedSet): Wrong[] {
  const wrong = nameCells(images, found).named.flatMap(({ image, truth, said, cell }) => {
    const best = cell && likeliest(cell);
    if (!cell || !best || said === truth.coarse) return [];
    const source = images[image] as LabelledImage;
    return [
      {
        kind: 'misclassified' as const,
        source,
        cell,
        box: cell.box,
        truth: truth.fine ?? truth.coarse,
        said: cell.className,
        probability: best.probability,
      },
    ];
  });
  return wrong.sort((a, b) => b.probability - a.probability).slice(0, MOST_CONFIDENT);
}

/** The surroundings of the box, enlarged until they can be looked at. */
async function writePicture(
  { file, width, height }: LabelledImage,
  box: Box,
  truth: Box | undefined,
  cell: FoundCell | undefined,
  path: string,
): Promise<void> {
  const grown = growBox(box, Math.max(12, 0.6 * Math.max(boxWidth(box), boxHeight(box))));
  const left = Math.max(0, Math.floor(grown.minX));
  const top = Math.max(0, Math.floor(grown.minY));
  const across = Math.max(1, Math.min(width, Math.ceil(grown.maxX)) - left);
  const down = Math.max(1, Math.min(height, Math.ceil(grown.maxY)) - top);
  const scale = Math.max(1, LEAST_SIDE / Math.min(across, down));
  const size = { width: Math.round(across * scale), height: Math.round(down * scale) };
  const rectangle = (one: Box, colour: string): string =>
    `<rect x="${one.minX}" y="${one.minY}" width="${boxWidth(one)}" height="${boxHeight(one)}" stroke="${colour}"/>`;
  const ring = (flat: readonly number[]): string => `<polygon points="${flat.join(' ')}" stroke="#ffe100"/>`;
  const drawing =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="${left} ${top} ${across} ${down}">` +
    `<g fill="none" stroke-width="${1.5 / scale}">${truth && !cell ? rectangle(truth, '#00d060') : ''}` +
    `${cell ? rectangle(cell.box, '#ffe100') + [cell.outline, ...cell.nuclei].map(ring).join('') : ''}</g></svg>`;
  await sharp(file)
    .extract({ left, top, width: across, height: down })
    .resize({ ...size, kernel: 'cubic' })
    .composite([{ input: Buffer.from(drawing) }])
    .png()
    .toFile(path);
}
