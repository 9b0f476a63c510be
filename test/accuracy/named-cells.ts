import { boxCentre, boxContains, type Box } from '../../models/domain/geometry.js';
import { classOfLabel, coarseClass, type TrueClass } from './cell-classes.js';
import { nucleatedCells, THRESHOLD } from './detection.js';
import type { FoundCell, FoundImage } from './found-cells.js';
import type { LabelledImage } from './image-set.js';

/** A labelled cell and what the product says of it. */
export interface NamedCell {
  /** Index of the image. */
  readonly image: number;
  readonly truth: TrueClass;
  /** The coarse class as said, `Unknown` among them; undefined where no cell was found. */
  readonly said: string | undefined;
  readonly cell?: FoundCell;
  /** Where the label points, in image pixels; undefined where it is the whole image. */
  readonly box?: Box;
}

export interface NamedCells {
  readonly named: readonly NamedCell[];
  /** Labels without a counterpart among the product's nucleated classes, and how often they occur. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The found cell nearest the middle of the image's one box, else nearest the middle of the image. */
export function nearestCell(image: LabelledImage, found: FoundImage): FoundCell | undefined {
  const only = image.leukocytes.length === 1 ? image.leukocytes[0] : undefined;
  const middle = only ? boxCentre(only.box) : { x: image.width / 2, y: image.height / 2 };
  return nearest(confidentCells(found), middle);
}

const confidentCells = (found: FoundImage): FoundCell[] =>
  nucleatedCells(found).filter(({ score }) => score >= THRESHOLD);

function nearest(cells: readonly FoundCell[], { x, y }: { x: number; y: number }): FoundCell | undefined {
  const distance = ({ box }: FoundCell): number => Math.hypot(boxCentre(box).x - x, boxCentre(box).y - y);
  return [...cells].sort((a, b) => distance(a) - distance(b))[0];
}

/**
 * Gives each label its cell. An image's own label is about the cell nearest its middle; where images have
 * none, the categories of the boxes are labels, each of the cell whose centre lies in the box.
 */
export function nameCells(images: readonly LabelledImage[], found: readonly FoundImage[]): NamedCells {
  const named: NamedCell[] = [];
  const leftOut: Record<string, number> = {};
  const add = (
    image: number,
    label: string,
    subtype: string | undefined,
    cell?: FoundCell,
    box?: Box,
  ): void => {
    const truth = classOfLabel(label, subtype);
    if (truth) {
      const said = cell && coarseClass(cell.className);
      named.push({ image, truth, said, ...(cell ? { cell } : {}), ...(box ? { box } : {}) });
    } else leftOut[label] = (leftOut[label] ?? 0) + 1;
  };
  images.forEach((image, index) => {
    const result = found[index] as FoundImage;
    const { label, subtype, leukocytes } = image;
    const only = leukocytes.length === 1 ? leukocytes[0]?.box : undefined;
    if (label !== undefined) return add(index, label, subtype, nearestCell(image, result), only);
    for (const { category, box } of leukocytes) {
      if (classOfLabel(category) === undefined) continue;
      const inside = confidentCells(result).filter((cell) => boxContains(box, boxCentre(cell.box)));
      add(index, category, undefined, nearest(inside, boxCentre(box)), box);
    }
  });
  return { named, leftOut };
}
