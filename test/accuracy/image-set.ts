import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../models/domain/geometry.js';
import { median } from './bootstrap.js';
import { classOfLabel, isNucleated, isRedCell } from './cell-classes.js';
import { readCoco, type CocoAnnotation, type CocoImage } from './coco-file.js';
import { EvaluationError } from './evaluation-error.js';
import { KNOWN_SETS } from './known-sets.js';

export interface LabelledCell {
  /** Image pixels. */
  readonly box: Box;
  /** Flat rings in image pixels; empty where the set has none. */
  readonly rings: readonly (readonly number[])[];
  /** Name of the box's category. */
  readonly category: string;
}

export interface LabelledImage {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly split?: string;
  readonly label?: string;
  readonly subtype?: string;
  /** Path of the mask PNG: 0 background, 1 cytoplasm, 2 nucleus; or any other number for the whole cell. */
  readonly mask?: string;
  /** The nucleated cells that have a box. */
  readonly leukocytes: readonly LabelledCell[];
}

export interface ImageSet {
  readonly name: string;
  /** Those of which something can be measured: boxed, without a label, or with one that the product knows. */
  readonly images: readonly LabelledImage[];
  /** The labels of the other images, and how many these are. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Of the chosen split; undefined where the set has no splits. */
  readonly split?: string;
  /** As the set's own file, the table of known sets or its boxed red cells say. */
  readonly micronsPerPixel?: number;
  /** Whether that is a truth to hold the estimate against. */
  readonly measured: boolean;
}

const RED_CELL_MICRONS = 7.5;

function toBox([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Box {
  return { minX: x, minY: y, maxX: x + width, maxY: y + height };
}

/**
 * One set of the data layout: `<folder>/annotations.json` in COCO form, images in `<folder>/images`, masks
 * in `<folder>/masks`. Without `split` the images are those of the split `test`, else `val`, else all.
 * Rejects with `EvaluationError` where the folder does not hold what its annotations name.
 */
export async function loadImageSet(folder: string, split?: string): Promise<ImageSet> {
  const name = basename(folder);
  const { images: listed, annotations, categories, micronsPerPixel: told } = await readCoco(folder);
  const splits = [...new Set(listed.flatMap((image) => image.split ?? []))];
  const chosen = split ?? [KNOWN_SETS[name]?.split, 'test', 'val'].find((one) => one && splits.includes(one));
  if (split !== undefined && splits.length > 0 && !splits.includes(split)) {
    throw new EvaluationError(`The set ${name} has no split “${split}”; it has ${splits.join(', ')}.`);
  }
  const wanted =
    splits.length > 0 && chosen !== undefined ? listed.filter((one) => one.split === chosen) : listed;
  const byImage = new Map<number, CocoAnnotation[]>(listed.map(({ id }) => [id, []]));
  for (const annotation of annotations) byImage.get(annotation.image_id)?.push(annotation);
  const categoryOf = (id: number): string => categories.get(id) ?? '';
  const redCells = wanted.flatMap(({ id }) =>
    (byImage.get(id) ?? []).filter(({ category_id }) => isRedCell(categoryOf(category_id))),
  );
  const redCellPx = median(redCells.map(({ bbox }) => Math.max(bbox[2] ?? 0, bbox[3] ?? 0)));
  const fromRedCells = redCellPx > 0 ? RED_CELL_MICRONS / redCellPx : undefined;
  const known = KNOWN_SETS[name];
  const micronsPerPixel = told ?? known?.micronsPerPixel ?? fromRedCells;
  const described = await Promise.all(
    wanted.map((image) => describeImage(folder, image, byImage.get(image.id) ?? [], categoryOf)),
  );
  const leftOut: Record<string, number> = {};
  const images = described.filter(({ label, subtype, leukocytes }) => {
    if (label === undefined || leukocytes.length > 0 || classOfLabel(label, subtype)) return true;
    leftOut[label] = (leftOut[label] ?? 0) + 1;
    return false;
  });
  return {
    name,
    images,
    leftOut,
    ...(splits.length > 0 && chosen !== undefined ? { split: chosen } : {}),
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    measured: told !== undefined || (known ? known.measured === true : fromRedCells !== undefined),
  };
}

async function describeImage(
  folder: string,
  image: CocoImage,
  annotations: readonly CocoAnnotation[],
  categoryOf: (id: number) => string,
): Promise<LabelledImage> {
  const file = [join(folder, 'images', image.file_name), join(folder, image.file_name)].find(existsSync);
  if (file === undefined) {
    throw new EvaluationError(
      `${join(folder, 'images', image.file_name)} is named in annotations.json and is not there.`,
    );
  }
  const mask = image.mask === undefined ? undefined : join(folder, 'masks', image.mask);
  if (mask !== undefined && !existsSync(mask)) {
    throw new EvaluationError(`The mask ${mask} is named in annotations.json and is not there.`);
  }
  const size = image.width && image.height ? image : await sharp(file).metadata();
  return {
    file,
    width: size.width ?? 0,
    height: size.height ?? 0,
    leukocytes: annotations
      .filter(({ category_id }) => isNucleated(categoryOf(category_id)))
      .map(({ bbox, segmentation, category_id }) => ({
        box: toBox(bbox),
        rings: Array.isArray(segmentation) ? segmentation.filter((ring) => ring.length >= 6) : [],
        category: categoryOf(category_id),
      })),
    ...(image.split === undefined ? {} : { split: image.split }),
    ...(image.label === undefined ? {} : { label: image.label }),
    ...(image.subtype === undefined ? {} : { subtype: image.subtype }),
    ...(mask === undefined ? {} : { mask }),
  };
}

/** So many images, chosen by the SHA-256 of their file names: spread over the set, the same at every run. */
export function chooseByHash(images: readonly LabelledImage[], count: number): LabelledImage[] {
  const hash = ({ file }: LabelledImage): string => createHash('sha256').update(basename(file)).digest('hex');
  return images
    .map((image) => ({ image, key: hash(image) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ image }) => image);
}
