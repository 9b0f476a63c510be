import { boxIou, type Box } from '../../models/domain/geometry.js';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

/** What was found and what is there, in one image. */
export interface ImageBoxes {
  readonly found: readonly ScoredBox[];
  readonly truth: readonly Box[];
  /** Detections that cover one of these (IoU 0.5) and match no truth count neither for nor against. */
  readonly ignored?: readonly Box[];
}

export interface JudgedBox {
  readonly image: number;
  /** Index in the image's `found`. */
  readonly index: number;
  readonly score: number;
  readonly hit: boolean;
}

/** All detections of a set, best score first, and how many cells each image has. */
export interface JudgedSet {
  readonly iou: number;
  readonly judged: readonly JudgedBox[];
  readonly positives: readonly number[];
  /** Per image, the indices in `truth` that no detection took. */
  readonly missed: readonly (readonly number[])[];
}

const COVERS = 0.5;

/** Gives each detection, best first, the free cell that it overlaps most; COCO's greedy matching. */
export function judgeDetections(images: readonly ImageBoxes[], iou: number): JudgedSet {
  const judged: JudgedBox[] = [];
  const missed: number[][] = [];
  images.forEach(({ found, truth, ignored = [] }, image) => {
    const taken = new Set<number>();
    const order = found.map((_, index) => index);
    order.sort((a, b) => (found[b] as ScoredBox).score - (found[a] as ScoredBox).score);
    for (const index of order) {
      const { box, score } = found[index] as ScoredBox;
      let best = -1;
      let bestIou = iou;
      truth.forEach((candidate, place) => {
        const overlap = boxIou(box, candidate);
        if (!taken.has(place) && overlap >= bestIou) {
          best = place;
          bestIou = overlap;
        }
      });
      if (best >= 0) taken.add(best);
      else if (ignored.some((candidate) => boxIou(box, candidate) >= COVERS)) continue;
      judged.push({ image, index, score, hit: best >= 0 });
    }
    missed.push(truth.flatMap((_, place) => (taken.has(place) ? [] : [place])));
  });
  judged.sort((a, b) => b.score - a.score);
  return { iou, judged, positives: images.map(({ truth }) => truth.length), missed };
}

interface CurvePoint {
  readonly hits: number;
  readonly falsePositives: number;
  readonly score: number;
}

const once = (set: JudgedSet): Int32Array => new Int32Array(set.positives.length).fill(1);

function countPositives({ positives }: JudgedSet, weights: Int32Array): number {
  return positives.reduce((sum, count, image) => sum + count * (weights[image] as number), 0);
}

/** Hits and false positives down to each score, images counted by their weights. */
function curve({ judged }: JudgedSet, weights: Int32Array): CurvePoint[] {
  const points: CurvePoint[] = [];
  let hits = 0;
  let falsePositives = 0;
  for (const { image, score, hit } of judged) {
    const weight = weights[image] as number;
    if (weight === 0) continue;
    if (hit) hits += weight;
    else falsePositives += weight;
    points.push({ hits, falsePositives, score });
  }
  return points;
}

/** Greatest precision at or beyond each of the recalls, or 0 where one is never reached. Recalls ascend. */
function interpolatedPrecision(set: JudgedSet, weights: Int32Array, recalls: readonly number[]): number[] {
  const positives = countPositives(set, weights);
  if (positives === 0) return recalls.map(() => NaN);
  const points = curve(set, weights);
  const result = recalls.map(() => 0);
  let best = 0;
  let step = recalls.length - 1;
  for (let i = points.length - 1; i >= 0 && step >= 0; i--) {
    const { hits, falsePositives } = points[i] as CurvePoint;
    const recall = hits / positives + 1e-12;
    while (step >= 0 && (recalls[step] as number) > recall) result[step--] = best;
    best = Math.max(best, hits / (hits + falsePositives));
  }
  while (step >= 0) result[step--] = best;
  return result;
}

const COCO_RECALLS = Array.from({ length: 101 }, (_, step) => step / 100);

/** COCO's 101-point interpolated average precision (cocoapi, `accumulate`); NaN where there is no cell. */
export function averagePrecision(set: JudgedSet, weights = once(set)): number {
  const precisions = interpolatedPrecision(set, weights, COCO_RECALLS);
  return precisions.reduce((sum, precision) => sum + precision, 0) / COCO_RECALLS.length;
}

/** IoU 0.50, 0.55 … 0.95. */
export const COCO_IOUS = Array.from({ length: 10 }, (_, index) => (50 + index * 5) / 100);

/** The greatest precision among the score thresholds that reach the recall; 0 where none does. */
export function precisionAtRecall(set: JudgedSet, recall: number, weights = once(set)): number {
  return interpolatedPrecision(set, weights, [recall])[0] as number;
}

/** Free-response ROC: the greatest recall with at most so many false positives per image, on average. */
export function recallAtFalsePositives(set: JudgedSet, perImage: number, weights = once(set)): number {
  const allowed = perImage * weights.reduce((sum, weight) => sum + weight, 0);
  let most = 0;
  for (const { hits, falsePositives } of curve(set, weights)) {
    if (falsePositives > allowed) break;
    most = hits;
  }
  return most / countPositives(set, weights);
}

/** Of the detections at or above the score. Precision is 1 where there is none. */
export function precisionRecall(
  set: JudgedSet,
  score: number,
  weights = once(set),
): { precision: number; recall: number; f1: number } {
  const last = curve(set, weights).findLast((point) => point.score >= score);
  const { hits = 0, falsePositives = 0 } = last ?? {};
  const positives = countPositives(set, weights);
  const given = hits + falsePositives;
  return {
    precision: given === 0 ? 1 : hits / given,
    recall: hits / positives,
    f1: (2 * hits) / (given + positives),
  };
}
