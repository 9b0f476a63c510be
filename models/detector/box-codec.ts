/** How much a network may enlarge a box in one step; torchvision's limit, since its weights rest on it. */
const LARGEST_LOG_SCALE = Math.log(1000 / 16);

export type CoderWeights = readonly [number, number, number, number];

/**
 * The boxes that the network means by its deltas `[dx, dy, dw, dh, …]` on reference boxes.
 * Boxes are flat `[x1, y1, x2, y2, …]` in tile pixels. `stride` and `offset` pick each box's four deltas out of a
 * wider row. Box parametrisation: R-CNN (Girshick et al., 2014, appendix C).
 */
export function decodeBoxes(
  references: Float32Array,
  deltas: Float32Array,
  weights: CoderWeights,
  stride = 4,
  offset = 0,
): Float32Array {
  const decoded = new Float32Array(references.length);
  for (let box = 0, row = offset; box < references.length; box += 4, row += stride) {
    const x1 = references[box] as number;
    const y1 = references[box + 1] as number;
    const width = (references[box + 2] as number) - x1;
    const height = (references[box + 3] as number) - y1;
    const centreX = x1 + width / 2 + ((deltas[row] as number) / weights[0]) * width;
    const centreY = y1 + height / 2 + ((deltas[row + 1] as number) / weights[1]) * height;
    const halfWidth = (width * limitedExp((deltas[row + 2] as number) / weights[2])) / 2;
    const halfHeight = (height * limitedExp((deltas[row + 3] as number) / weights[3])) / 2;
    decoded[box] = centreX - halfWidth;
    decoded[box + 1] = centreY - halfHeight;
    decoded[box + 2] = centreX + halfWidth;
    decoded[box + 3] = centreY + halfHeight;
  }
  return decoded;
}

/** Cuts flat boxes to `0 … width`, `0 … height`, in place. */
export function clipBoxes(boxes: Float32Array, width: number, height: number): void {
  for (let index = 0; index < boxes.length; index++) {
    const limit = index % 2 === 0 ? width : height;
    boxes[index] = Math.min(Math.max(boxes[index] as number, 0), limit);
  }
}

/** The boxes at these places, in this order. */
export function pickBoxes(boxes: Float32Array, places: readonly number[]): Float32Array {
  const picked = new Float32Array(places.length * 4);
  places.forEach((place, index) => picked.set(boxes.subarray(place * 4, place * 4 + 4), index * 4));
  return picked;
}

function limitedExp(value: number): number {
  return Math.exp(Math.min(value, LARGEST_LOG_SCALE));
}
