import { boxCentre } from '../../models/domain/geometry.js';
import { analyseFiles, type FoundCell, type FoundImage } from './command-line.js';
import type { NamedPair } from './figures.js';
import type { LabelledImage } from './image-set.js';

/** The cell nearest the middle of the one box, or of the image. */
export function nearestCell(image: LabelledImage, found: FoundImage): FoundCell | undefined {
  const only = image.leukocytes.length === 1 ? image.leukocytes[0] : undefined;
  const target = only ? boxCentre(only.box) : { x: image.width / 2, y: image.height / 2 };
  const distance = ({ box }: FoundCell): number => {
    const centre = boxCentre(box);
    return Math.hypot(centre.x - target.x, centre.y - target.y);
  };
  return [...found.cells].sort((a, b) => distance(a) - distance(b))[0];
}

/** Band and segmented are neutrophils, and so on: the fine labels of a set as the pack's classes. */
export function packClass(label: string): string {
  if (/neutrophil/.test(label)) return 'neutrophil';
  if (/myelocyte|immature granulocyte/.test(label)) return 'immature granulocyte';
  return label;
}

/** What each labelled image's cell was called, through the command line; finer names count as their kind. */
export async function nameCells(
  images: readonly LabelledImage[],
  options: readonly string[],
): Promise<NamedPair[]> {
  const found = await analyseFiles(
    images.map(({ file }) => file),
    options,
  );
  return images.map((image, index) => ({
    truth: packClass(image.label ?? ''),
    said: nearestCell(image, found[index] as FoundImage)
      ?.className.split(':')[0]
      ?.toLowerCase(),
  }));
}
