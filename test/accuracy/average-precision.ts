import { boxIou, type Box } from '../../models/domain/geometry.js';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

/** What was found and what is there, in one image. */
export interface ImageBoxes {
  readonly found: readonly ScoredBox[];
  readonly truth: readonly Box[];
  /** Detections that match one of these and no truth count neither for nor against. */
  readonly ignored?: readonly Box[];
}

interface Judged {
  readonly score: number;
  readonly hit: boolean;
}

function judge(images: readonly ImageBoxes[], iou: number): { judged: Judged[]; positives: number } {
  const judged: Judged[] = [];
  let positives = 0;
  for (const { found, truth, ignored = [] } of images) {
    positives += truth.length;
    const taken = new Set<number>();
    for (const { box, score } of [...found].sort((a, b) => b.score - a.score)) {
      let best = -1;
      let bestIou = iou;
      truth.forEach((candidate, index) => {
        const overlap = boxIou(box, candidate);
        if (!taken.has(index) && overlap >= bestIou) {
          best = index;
          bestIou = overlap;
        }
      });
      if (best >= 0) taken.add(best);
      else if (ignored.some((candidate) => boxIou(box, candidate) >= iou)) continue;
      judged.push({ score, hit: best >= 0 });
    }
  }
  return { judged: judged.sort((a, b) => b.score - a.score), positives };
}

/** COCO's 101-point interpolated average precision at one IoU (cocoapi, `accumulate`). */
export function averagePrecision(images: readonly ImageBoxes[], iou: number): number {
  const { judged, positives } = judge(images, iou);
  if (positives === 0) return NaN;
  const precision: number[] = [];
  const recall: number[] = [];
  let hits = 0;
  judged.forEach(({ hit }, index) => {
    if (hit) hits++;
    precision.push(hits / (index + 1));
    recall.push(hits / positives);
  });
  for (let i = precision.length - 2; i >= 0; i--) {
    precision[i] = Math.max(precision[i] as number, precision[i + 1] as number);
  }
  let sum = 0;
  for (let step = 0; step <= 100; step++) {
    const index = recall.findIndex((value) => value >= step / 100 - 1e-12);
    if (index >= 0) sum += precision[index] as number;
  }
  return sum / 101;
}

/** Mean over IoU 0.50, 0.55 … 0.95. */
export function averagePrecisionOverIous(images: readonly ImageBoxes[]): number {
  const ious = Array.from({ length: 10 }, (_, index) => 0.5 + index * 0.05);
  return ious.reduce((sum, iou) => sum + averagePrecision(images, iou), 0) / ious.length;
}

/** Precision and recall of the detections at or above a score, at IoU 0.5. */
export function precisionRecall(
  images: readonly ImageBoxes[],
  score: number,
): { precision: number; recall: number } {
  const kept = images.map((image) => ({ ...image, found: image.found.filter((box) => box.score >= score) }));
  const { judged, positives } = judge(kept, 0.5);
  const hits = judged.filter(({ hit }) => hit).length;
  return { precision: judged.length === 0 ? 1 : hits / judged.length, recall: hits / positives };
}
