import type { FittedCircle } from './fit-circle.js';

/** The radius that most of the found contour agrees on. */
export interface CommonRadius {
  readonly radius: number;
  /** How many circles have it. */
  readonly cells: number;
  /** Their relative standard deviation. */
  readonly spread: number;
  /** Their share of the contour that all circles explain, 0 to 1. */
  readonly share: number;
}

/** Fewer cells that agree, or a smaller part of what was found, are no evidence of red cells. */
const LEAST_CELLS = 3;
const LEAST_SHARE = 0.3;

/** Whether so many circles of one size, and so large a part of all contours, are evidence of red cells. */
export function isEvidence({ cells, share }: CommonRadius): boolean {
  return cells >= LEAST_CELLS && share >= LEAST_SHARE;
}

/** Red cells of one person differ by less than this (natural logarithm of the radius). */
const BANDWIDTH = 0.09;
const REACH = 0.2;

/**
 * The mode of the radii on a logarithmic scale (Gaussian kernel), each weighted by the length of contour
 * it explains: many platelets or grains do not outvote a few red cells, nor one leukocyte several.
 * Same frame as the circles; `undefined` without circles.
 */
export function findCommonRadius(
  circles: readonly Pick<FittedCircle, 'radius' | 'coverage'>[],
): CommonRadius | undefined {
  const logs = circles.map((circle) => Math.log(circle.radius));
  const weights = circles.map((circle) => circle.coverage ** 2 * circle.radius);
  let mode = 0;
  let highest = 0;
  for (const candidate of logs) {
    let density = 0;
    for (let i = 0; i < logs.length; i++) {
      const distance = ((logs[i] as number) - candidate) / BANDWIDTH;
      density += (weights[i] as number) * Math.exp((-distance * distance) / 2);
    }
    if (density > highest) {
      highest = density;
      mode = candidate;
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const near = logs.flatMap((log, i) =>
    Math.abs(log - mode) < REACH ? [{ log, weight: weights[i] as number }] : [],
  );
  const weight = near.reduce((sum, cell) => sum + cell.weight, 0);
  if (weight === 0) return undefined;
  const mean = near.reduce((sum, cell) => sum + cell.weight * cell.log, 0) / weight;
  const variance = near.reduce((sum, cell) => sum + cell.weight * (cell.log - mean) ** 2, 0) / weight;
  return { radius: Math.exp(mean), cells: near.length, spread: Math.sqrt(variance), share: weight / total };
}
