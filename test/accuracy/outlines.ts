import { boxIou } from '../../models/domain/geometry.js';
import { bootstrapItems, mean, type Figure } from './bootstrap.js';
import { cellPixels, nucleusPixels, pixelBounds, readCellMask } from './cell-mask.js';
import { nucleatedCells, THRESHOLD } from './detection.js';
import type { FoundImage } from './found-cells.js';
import type { LabelledImage } from './image-set.js';
import { overlap, rasterise } from './mask-overlap.js';

/** Means over the matched cells, at the image's own resolution; `n` counts cells. */
export interface OutlineFigures {
  readonly dice: Figure;
  readonly iou: Figure;
  /** A matched cell whose nucleus was not outlined counts 0; left out where no cell has a nucleus. */
  readonly nucleusDice?: Figure;
  /** Outlined cells of the set on which none was found. */
  readonly unmatched: number;
}

interface MatchedCell {
  readonly image: number;
  readonly dice: number;
  readonly iou: number;
  readonly nucleusDice?: number;
}

/** Undefined where the set outlines no cell that was found. */
export async function measureOutlines(
  images: readonly LabelledImage[],
  found: readonly FoundImage[],
): Promise<OutlineFigures | undefined> {
  const matched: MatchedCell[] = [];
  let outlined = 0;
  for (const [image, labelled] of images.entries()) {
    const mask = await readCellMask(labelled);
    const { width, height } = labelled;
    const cells = nucleatedCells(found[image] as FoundImage).filter(({ score }) => score >= THRESHOLD);
    for (const truth of labelled.leukocytes) {
      const pixels = cellPixels(truth, labelled, mask);
      if (!pixels) continue;
      outlined++;
      const bounds = pixelBounds(pixels, width);
      const [best] = cells
        .map((cell) => ({ cell, iou: boxIou(cell.box, bounds) }))
        .sort((a, b) => b.iou - a.iou);
      if (!best || best.iou < 0.5) continue;
      const { outline, nuclei } = best.cell;
      const nucleus = mask?.hasNuclei ? nucleusPixels(pixels, mask) : undefined;
      matched.push({
        image,
        ...overlap(rasterise([outline], width, height), pixels),
        ...(nucleus ? { nucleusDice: overlap(rasterise(nuclei, width, height), nucleus).dice } : {}),
      });
    }
  }
  if (matched.length === 0) return undefined;
  const nuclei = matched.flatMap(({ image, nucleusDice }) =>
    nucleusDice === undefined ? [] : [{ image, nucleusDice }],
  );
  return {
    dice: bootstrapItems(images.length, matched, (sample) => mean(sample.map(({ dice }) => dice))),
    iou: bootstrapItems(images.length, matched, (sample) => mean(sample.map(({ iou }) => iou))),
    ...(nuclei.some(({ nucleusDice }) => nucleusDice > 0)
      ? {
          nucleusDice: bootstrapItems(images.length, nuclei, (sample) =>
            mean(sample.map(({ nucleusDice }) => nucleusDice)),
          ),
        }
      : {}),
    unmatched: outlined - matched.length,
  };
}
