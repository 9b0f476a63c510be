import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvaluationError } from './evaluation-error.js';

export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width?: number;
  readonly height?: number;
  readonly split?: string;
  readonly label?: string;
  readonly subtype?: string;
  readonly mask?: string;
}

export interface CocoAnnotation {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  /** Flat rings, or run lengths, which are not read. */
  readonly segmentation?: readonly (readonly number[])[] | object;
}

export interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: ReadonlyMap<number, string>;
  /** `info.micronsPerPixel`, where the set says it. */
  readonly micronsPerPixel?: number;
}

interface Written {
  info?: { micronsPerPixel?: number };
  images?: CocoImage[];
  annotations?: CocoAnnotation[];
  categories?: { id: number; name: string }[];
}

/** `<folder>/annotations.json`; rejects with `EvaluationError` where it is no COCO file. */
export async function readCoco(folder: string): Promise<CocoFile> {
  const path = join(folder, 'annotations.json');
  const refuse = (what: string): never => {
    throw new EvaluationError(
      `${path} ${what}. It has to be in COCO form (images, annotations, categories).`,
    );
  };
  const text = await readFile(path, 'utf8').catch(() => refuse('cannot be read'));
  const written = parse(text) ?? refuse('is no JSON');
  const { info, images, annotations = [], categories = [] } = written;
  if (!Array.isArray(images) || images.length === 0) return refuse('lists no images');
  if (!Array.isArray(annotations) || !Array.isArray(categories))
    return refuse('has annotations that are no list');
  const ids = new Set<number>();
  for (const image of images) {
    if (typeof image.file_name !== 'string') return refuse(`has an image (id ${image.id}) without file_name`);
    if (ids.has(image.id)) return refuse(`has two images with the id ${image.id}`);
    const wrong = (['split', 'label', 'subtype', 'mask'] as const).find(
      (member) => !['string', 'undefined'].includes(typeof (image[member] ?? undefined)),
    );
    if (wrong) return refuse(`has an image (id ${image.id}) whose ${wrong} is no text`);
    ids.add(image.id);
  }
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  for (const [index, { image_id, category_id, bbox }] of annotations.entries()) {
    const place = `has an annotation (number ${index + 1})`;
    if (!ids.has(image_id)) return refuse(`${place} for the image ${image_id}, which it does not list`);
    if (!names.has(category_id))
      return refuse(`${place} of the category ${category_id}, which it does not list`);
    if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite)) {
      return refuse(`${place} whose bbox is not [x, y, width, height]`);
    }
  }
  const scale = info?.micronsPerPixel;
  return {
    images: images.map(withoutNulls),
    annotations,
    categories: names,
    ...(typeof scale === 'number' && scale > 0 ? { micronsPerPixel: scale } : {}),
  };
}

/** Tables written by other programs say `null` of what they do not know. */
function withoutNulls(image: CocoImage): CocoImage {
  return Object.fromEntries(
    Object.entries(image).filter(([, value]) => value !== null),
  ) as unknown as CocoImage;
}

function parse(text: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
