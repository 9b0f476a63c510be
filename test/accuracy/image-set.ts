import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Box } from '../../models/domain/geometry.js';

export interface LabelledImage {
  readonly id: number;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly split: string;
  readonly label?: string;
  readonly subtype?: string;
  /** Path of the mask PNG: 0 background, 1 cytoplasm, 2 nucleus. */
  readonly mask?: string;
  readonly leukocytes: readonly LabelledCell[];
  /** µm per pixel from the median red-cell box (7.5 µm), where the set boxes red cells. */
  readonly micronsPerPixelByRedCells?: number;
}

export interface LabelledCell {
  readonly box: Box;
  /** Flat rings in image pixels. */
  readonly rings: readonly (readonly number[])[];
}

interface CocoFile {
  images: {
    id: number;
    file_name: string;
    width: number;
    height: number;
    split: string;
    label?: string;
    subtype?: string;
    mask?: string;
  }[];
  annotations: { image_id: number; category_id: number; bbox: number[]; segmentation?: number[][] }[];
  categories: { id: number; name: string }[];
}

const redCellMicrons = 7.5;
const notLeukocytes = new Set(['RBC', 'Platelets', 'platelet']);

function toBox([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Box {
  return { minX: x, minY: y, maxX: x + width, maxY: y + height };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** One set of the data layout: `<folder>/images`, `<folder>/annotations.json` (COCO), `<folder>/masks`. */
export async function loadImageSet(folder: string): Promise<LabelledImage[]> {
  const coco = JSON.parse(await readFile(join(folder, 'annotations.json'), 'utf8')) as CocoFile;
  const names = new Map(coco.categories.map(({ id, name }) => [id, name]));
  const byImage = groupByImage(coco.annotations);
  return coco.images.map((image) => {
    const annotations = byImage.get(image.id) ?? [];
    const redCells = annotations.filter(({ category_id }) => names.get(category_id) === 'RBC');
    const redCellPx = median(redCells.map(({ bbox }) => Math.max(bbox[2] ?? 0, bbox[3] ?? 0)));
    return {
      id: image.id,
      file: join(folder, 'images', image.file_name),
      width: image.width,
      height: image.height,
      split: image.split,
      leukocytes: annotations
        .filter(({ category_id }) => !notLeukocytes.has(names.get(category_id) ?? ''))
        .map(({ bbox, segmentation }) => ({ box: toBox(bbox), rings: segmentation ?? [] })),
      ...(image.label === undefined ? {} : { label: image.label }),
      ...(image.subtype === undefined ? {} : { subtype: image.subtype }),
      ...(image.mask === undefined ? {} : { mask: join(folder, 'masks', image.mask) }),
      ...(redCellPx === undefined ? {} : { micronsPerPixelByRedCells: redCellMicrons / redCellPx }),
    };
  });
}

function groupByImage(annotations: CocoFile['annotations']): Map<number, CocoFile['annotations']> {
  const groups = new Map<number, CocoFile['annotations']>();
  for (const annotation of annotations) {
    const group = groups.get(annotation.image_id);
    if (group) group.push(annotation);
    else groups.set(annotation.image_id, [annotation]);
  }
  return groups;
}
