import type { ContourPixels } from './contour-pixels.js';

export interface CircleSeed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Share of the circle's length that voted for it. */
  readonly votes: number;
}

/** Bins of an accumulator are this share of the radius wide; a peak gathers 3 × 3 of them. */
const BIN_PER_RADIUS = 0.14;

/**
 * Places where many contour pixels point at one centre from the distance `radius` (Hough transform with
 * gradient directions). Frame: the contour's pixels; centres may lie a little outside the picture.
 */
export function voteForCircles(contour: ContourPixels, radius: number, leastVotes: number): CircleSeed[] {
  const bin = Math.max(1, radius * BIN_PER_RADIUS);
  const margin = Math.ceil((radius * 0.5) / bin) + 1;
  const columns = Math.ceil(contour.width / bin) + 2 * margin;
  const rows = Math.ceil(contour.height / bin) + 2 * margin;
  const votes = new Float32Array(columns * rows);
  const { count, xs, ys, dxs, dys } = contour;
  for (let i = 0; i < count; i++) {
    const column = Math.floor(((xs[i] as number) + radius * (dxs[i] as number)) / bin) + margin;
    const row = Math.floor(((ys[i] as number) + radius * (dys[i] as number)) / bin) + margin;
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    const at = row * columns + column;
    votes[at] = (votes[at] as number) + 1;
  }
  return peaks(votes, columns, rows, (column, row, sum) => {
    const x = (column + 0.5 - margin) * bin;
    const y = (row + 0.5 - margin) * bin;
    const share = sum / (2 * Math.PI * radius);
    return share < leastVotes ? undefined : { x, y, radius, votes: share };
  });
}

function peaks(
  votes: Float32Array,
  columns: number,
  rows: number,
  seedAt: (column: number, row: number, sum: number) => CircleSeed | undefined,
): CircleSeed[] {
  const sums = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      let sum = 0;
      for (let step = -columns; step <= columns; step += columns) {
        sum +=
          (votes[at + step - 1] as number) + (votes[at + step] as number) + (votes[at + step + 1] as number);
      }
      sums[at] = sum;
    }
  }
  const seeds: CircleSeed[] = [];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      const sum = sums[at] as number;
      if (sum < 3) continue;
      const highest =
        sum >= (sums[at - 1] as number) &&
        sum > (sums[at + 1] as number) &&
        sum >= (sums[at - columns] as number) &&
        sum > (sums[at + columns] as number);
      const seed = highest ? seedAt(column, row, sum) : undefined;
      if (seed) seeds.push(seed);
    }
  }
  return seeds;
}
