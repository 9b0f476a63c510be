import { boxIou } from '../../models/domain/geometry.js';
import {
  averagePrecision,
  COCO_IOUS,
  judgeDetections,
  precisionAtRecall,
  precisionRecall,
  recallAtFalsePositives,
  type ImageBoxes,
  type JudgedSet,
} from './average-precision.js';
import { bootstrapImages, mean, type Figure } from './bootstrap.js';
import { maskedLeukocytes, readCellMask } from './cell-mask.js';
import type { FoundCell, FoundImage } from './found-cells.js';
import type { LabelledImage } from './image-set.js';

/** `n` counts the boxed cells; intervals are over images. */
export interface DetectionFigures {
  readonly images: number;
  readonly ap50: Figure;
  /** COCO's mean over IoU 0.50 to 0.95. */
  readonly ap5095: Figure;
  /** The same with what covers a masked cell without a box counted as false; only where that occurs. */
  readonly raw?: { readonly ap50: Figure; readonly ap5095: Figure };
  /** At the product's own threshold, 0.5. */
  readonly precision: Figure;
  readonly recall: Figure;
  readonly f1: Figure;
  readonly precisionAtRecall95: Figure;
  /** Free-response ROC. */
  readonly recallAtOneFalsePositive: Figure;
}

/** The images whose nucleated cells are all boxed, each with what was found on it. */
export interface DetectionSample {
  readonly images: readonly LabelledImage[];
  readonly found: readonly FoundImage[];
  readonly boxes: readonly ImageBoxes[];
}

/** The product's own least detection probability. */
export const THRESHOLD = 0.5;

/** What the product calls a platelet is no answer to the question for nucleated cells. */
export function nucleatedCells({ cells }: FoundImage): FoundCell[] {
  return cells.filter(({ className }) => className !== 'Platelet');
}

/**
 * Undefined where the set boxes no nucleated cell. An image that has a label and no box was not boxed;
 * one that has neither is an empty field.
 */
export async function detectionSample(
  images: readonly LabelledImage[],
  found: readonly FoundImage[],
): Promise<DetectionSample | undefined> {
  const boxed = images.flatMap((image, index) =>
    image.leukocytes.length > 0 || image.label === undefined
      ? [{ image, result: found[index] as FoundImage }]
      : [],
  );
  if (!boxed.some(({ image }) => image.leukocytes.length > 0)) return undefined;
  const boxes = boxed.map(async ({ image, result }): Promise<ImageBoxes> => {
    const mask = await readCellMask(image);
    const truth = image.leukocytes.map(({ box }) => box);
    const masked = mask ? maskedLeukocytes(mask, image.width, image.height) : [];
    // A leukocyte that has a mask and no box is a gap in the labels, not a false positive.
    const ignored = masked.filter((patch) => !truth.some((box) => boxIou(box, patch) > 0.3));
    return { found: nucleatedCells(result), truth, ignored };
  });
  return {
    images: boxed.map(({ image }) => image),
    found: boxed.map(({ result }) => result),
    boxes: await Promise.all(boxes),
  };
}

export function measureDetection({ boxes }: DetectionSample): DetectionFigures {
  const cells = boxes.reduce((sum, { truth }) => sum + truth.length, 0);
  const judged = COCO_IOUS.map((iou) => judgeDetections(boxes, iou));
  const [set] = judged as [JudgedSet];
  const over = (statistic: (weights: Int32Array) => number): Figure =>
    bootstrapImages(boxes.length, statistic, cells);
  const precisions = (sets: readonly JudgedSet[]): Pick<DetectionFigures, 'ap50' | 'ap5095'> => ({
    ap50: over((weights) => averagePrecision(sets[0] as JudgedSet, weights)),
    ap5095: over((weights) => mean(sets.map((one) => averagePrecision(one, weights)))),
  });
  const unforgiven = boxes.map(({ found, truth }) => ({ found, truth }));
  return {
    images: boxes.length,
    ...precisions(judged),
    ...(boxes.some(({ ignored = [] }) => ignored.length > 0)
      ? { raw: precisions(COCO_IOUS.map((iou) => judgeDetections(unforgiven, iou))) }
      : {}),
    precision: over((weights) => precisionRecall(set, THRESHOLD, weights).precision),
    recall: over((weights) => precisionRecall(set, THRESHOLD, weights).recall),
    f1: over((weights) => precisionRecall(set, THRESHOLD, weights).f1),
    precisionAtRecall95: over((weights) => precisionAtRecall(set, 0.95, weights)),
    recallAtOneFalsePositive: over((weights) => recallAtFalsePositives(set, 1, weights)),
  };
}

/** AP50 alone, for what is measured again under other conditions. */
export function measureAp50({ boxes }: DetectionSample): Figure {
  const set = judgeDetections(boxes, 0.5);
  const cells = boxes.reduce((sum, { truth }) => sum + truth.length, 0);
  return bootstrapImages(boxes.length, (weights) => averagePrecision(set, weights), cells);
}
