import { bootstrapItems, mean, median, type Figure } from './bootstrap.js';
import type { FoundImage } from './found-cells.js';

/** The estimated over the true micrometres per pixel; `n` counts the images for which there was an estimate. */
export interface ResolutionFigures {
  readonly medianRatio: Figure;
  /** Share of the images whose estimate is at most 12 % off. */
  readonly within12: Figure;
  readonly notEstimated: number;
}

const TOLERANCE = 0.12;

export function measureResolution(found: readonly FoundImage[], truth: number): ResolutionFigures {
  const ratios = found.flatMap(({ micronsPerPixel }, image) =>
    micronsPerPixel === undefined ? [] : [{ image, ratio: micronsPerPixel / truth }],
  );
  return {
    medianRatio: bootstrapItems(found.length, ratios, (sample) => median(sample.map(({ ratio }) => ratio))),
    within12: bootstrapItems(found.length, ratios, (sample) =>
      mean(sample.map(({ ratio }) => (Math.abs(ratio - 1) <= TOLERANCE ? 1 : 0))),
    ),
    notEstimated: found.length - ratios.length,
  };
}
