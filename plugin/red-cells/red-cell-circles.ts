import type { RgbaTile } from '../../models/domain/tile.js';
import { brightnessHistogram, otsuThreshold, percentileOf } from '../slide/brightness-statistics.js';
import { voteForCircles } from './circle-votes.js';
import { blurredChannel, findContourPixels, type ContourPixels } from './contour-pixels.js';
import { fitCircle, type FittedCircle } from './fit-circle.js';

/** Smaller circles cannot be told from grain. */
const SMALLEST_RADIUS_PX = 4.5;
/** Steps of the radii that are tried; the fit afterwards moves freely between them. */
const RADIUS_STEP = 1.16;
/** Share of a circle's length that must have voted for it, and that must lie on a contour after the fit. */
const LEAST_VOTES = 0.3;
const LEAST_COVERAGE = 0.6;
/** More of a circle must lie inside the picture than outside it. */
const LEAST_VISIBLE = 0.5;
/** A contour is an edge of at least this share of the strong ones, and of at least so many grey levels. */
const EDGE_SHARE = 0.25;
const LEAST_EDGE = 1.2;
/** The black around the round field of an eyepiece is no specimen. */
const BLACK = 40;
/** Absorbance (natural logarithm) in red and green from which a pixel counts as nucleus. */
const NUCLEAR_RED = Math.exp(-0.55);
const NUCLEAR_GREEN = Math.exp(-0.8);

/**
 * Circles around what look like red cells, in the tile's pixels, best supported first.
 *
 * Contours of the green channel, which haemoglobin absorbs whatever the stain, vote along the gradient
 * for centres on their dark side (so the pale centre of a cell does not vote for itself); each peak is
 * fitted to the contour near it. Circles over nuclei, over background and over crowds of edges are left out.
 * Circles larger than `largestRadiusPx` are not looked for. Pure and deterministic.
 */
export function findRedCells(tile: RgbaTile, largestRadiusPx = Infinity): FittedCircle[] {
  const { width, height } = tile;
  const green = blurredChannel(tile, 1);
  const red = blurredChannel(tile, 0);
  const lit = (i: number) => (red[i] as number) > BLACK || (green[i] as number) > BLACK;
  const nuclear = findNuclei(red, green, lit);
  const cellLevel = otsuThreshold(brightnessHistogram(green, (i) => !nuclear[i] && lit(i)));
  const contour = findContourPixels(green, width, height, nuclear, (magnitudes) =>
    Math.max(LEAST_EDGE, EDGE_SHARE * strongEdge(magnitudes)),
  );
  const crowding = contourCrowding(contour);
  const circles: FittedCircle[] = [];
  const largest = Math.min(width, height, 2 * largestRadiusPx) / 2;
  for (let radius = SMALLEST_RADIUS_PX; radius <= largest; radius *= RADIUS_STEP) {
    for (const seed of voteForCircles(contour, radius, LEAST_VOTES)) {
      const circle = fitCircle(contour, seed);
      if (!circle || circle.coverage < LEAST_COVERAGE || circle.visible < LEAST_VISIBLE) continue;
      if (circle.radius < 0.9 * SMALLEST_RADIUS_PX || crowding(circle) > 1) continue;
      if (looksLikeRedCell(circle, green, nuclear, cellLevel, width, height)) circles.push(circle);
    }
  }
  return withoutDoubles(circles);
}

/** The magnitude that three edges in a hundred exceed. */
function strongEdge(magnitudes: Float32Array): number {
  return percentileOf(
    brightnessHistogram(magnitudes, (i) => (magnitudes[i] as number) > 0),
    0.97,
  );
}

function findNuclei(red: Float32Array, green: Float32Array, lit: (i: number) => boolean): Uint8Array {
  const darkRed = NUCLEAR_RED * percentileOf(brightnessHistogram(red, lit), 0.92);
  const darkGreen = NUCLEAR_GREEN * percentileOf(brightnessHistogram(green, lit), 0.92);
  const nuclear = new Uint8Array(red.length);
  for (let i = 0; i < nuclear.length; i++) {
    if ((red[i] as number) < darkRed && (green[i] as number) < darkGreen) nuclear[i] = 1;
  }
  return nuclear;
}

/** Samples rings inside the circle: hardly any nucleus, and near the rim mostly darker than background. */
function looksLikeRedCell(
  circle: FittedCircle,
  green: Float32Array,
  nuclear: Uint8Array,
  cellLevel: number,
  width: number,
  height: number,
): boolean {
  let area = 0;
  let nucleus = 0;
  let rim = 0;
  let bright = 0;
  for (let tenth = 1; tenth < 10; tenth++) {
    const share = tenth / 10;
    for (let k = 0; k < 24; k++) {
      const x = Math.round(circle.x + share * circle.radius * Math.cos((k * Math.PI) / 12));
      const y = Math.round(circle.y + share * circle.radius * Math.sin((k * Math.PI) / 12));
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      area += share;
      nucleus += share * (nuclear[y * width + x] as number);
      if (tenth !== 7 && tenth !== 8) continue;
      rim++;
      if ((green[y * width + x] as number) > cellLevel) bright++;
    }
  }
  return nucleus <= 0.12 * area && bright <= 0.3 * rim;
}

/**
 * How much contour lies inside a circle, as a share of its length. One cell has its rim and perhaps
 * its pale centre; a large circle that chance laid over many cells has far more.
 */
function contourCrowding(contour: ContourPixels): (circle: FittedCircle) => number {
  const { width, height, indexAt } = contour;
  const stride = width + 1;
  const sums = new Int32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0, row = 0; x < width; x++) {
      if (indexAt[y * width + x]) row++;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] as number) + row;
    }
  }
  const at = (x: number, y: number) => sums[y * stride + x] as number;
  return (circle) => {
    const reach = 0.6 * circle.radius;
    const x0 = Math.max(0, Math.round(circle.x - reach));
    const y0 = Math.max(0, Math.round(circle.y - reach));
    const x1 = Math.min(width, Math.max(x0, Math.round(circle.x + reach)));
    const y1 = Math.min(height, Math.max(y0, Math.round(circle.y + reach)));
    const visible = Math.max(0.3, ((x1 - x0) * (y1 - y0)) / (4 * reach * reach));
    const pixels = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
    return pixels / (2 * Math.PI * circle.radius * visible);
  };
}

function withoutDoubles(circles: readonly FittedCircle[]): FittedCircle[] {
  const support = (circle: FittedCircle) => circle.coverage * Math.min(1, circle.visible + 0.2);
  const kept: FittedCircle[] = [];
  for (const circle of [...circles].sort((a, b) => support(b) - support(a))) {
    const double = kept.some(
      (other) =>
        Math.hypot(circle.x - other.x, circle.y - other.y) < 0.55 * Math.max(circle.radius, other.radius),
    );
    if (!double) kept.push(circle);
  }
  return kept;
}
