export interface NmsOptions {
  /** A box goes when its intersection over union with a better one is above this. */
  readonly iou: number;
  /** Boxes narrower or lower than this are never kept. */
  readonly minSide?: number;
  /** Only scores above this are kept. */
  readonly above?: number;
  readonly keep?: number;
}

/**
 * Places of the boxes that survive greedy non-maximum suppression, best first; equal scores keep their order.
 * Boxes are flat `[x1, y1, x2, y2, …]`.
 */
export function suppressOverlaps(boxes: Float32Array, scores: Float32Array, options: NmsOptions): number[] {
  const { iou, minSide = 0, above = -Infinity, keep = Infinity } = options;
  const kept: number[] = [];
  for (const place of ranked(scores)) {
    if (kept.length >= keep) break;
    if (!((scores[place] as number) > above) || !isAtLeast(boxes, place, minSide)) continue;
    if (kept.every((better) => overlap(boxes, place, better) <= iou)) kept.push(place);
  }
  return kept;
}

/** Places of the `count` highest scores, best first; equal scores keep their order. */
export function ranked(scores: Float32Array, count = scores.length): number[] {
  // A typed array sorts without a comparator, many times faster than places do: first find the lowest score kept.
  const lowest = count < scores.length ? (scores.slice().sort()[scores.length - count] as number) : -Infinity;
  const places: number[] = [];
  for (let place = 0; place < scores.length; place++) {
    if ((scores[place] as number) >= lowest) places.push(place);
  }
  places.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return places.slice(0, count);
}

function isAtLeast(boxes: Float32Array, place: number, side: number): boolean {
  const at = place * 4;
  const width = (boxes[at + 2] as number) - (boxes[at] as number);
  const height = (boxes[at + 3] as number) - (boxes[at + 1] as number);
  return width >= side && height >= side;
}

function overlap(boxes: Float32Array, first: number, second: number): number {
  const a = first * 4;
  const b = second * 4;
  const ax1 = boxes[a] as number;
  const ay1 = boxes[a + 1] as number;
  const ax2 = boxes[a + 2] as number;
  const ay2 = boxes[a + 3] as number;
  const bx1 = boxes[b] as number;
  const by1 = boxes[b + 1] as number;
  const bx2 = boxes[b + 2] as number;
  const by2 = boxes[b + 3] as number;
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared);
}
