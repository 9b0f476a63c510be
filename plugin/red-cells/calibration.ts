import { boxArea, fullExtent } from '../../models/domain/geometry.js';
import { findCommonRadius, isEvidence, type CommonRadius } from './common-radius.js';
import { chooseFields, FIELD_PX, isSeenWhole, sizeAt } from './calibration-fields.js';
import type { FittedCircle } from './fit-circle.js';
import { findRedCells } from './red-cell-circles.js';
import type { SlideReader } from '../slide/slide-reader.js';

export interface ResolutionEstimate {
  /** µm per level-0 pixel. */
  readonly micronsPerPixel: number;
  readonly evidence: {
    /** Red cells that agree on it. */
    readonly redCells: number;
    /** Relative standard deviation of their diameters. */
    readonly spread: number;
  };
}

/**
 * Diameter of a red cell on its steepest contour. A cell is 7.5 µm across to the outside of its blurred
 * edge, which is how people box it; fitted to the boxes of BCCD's training images.
 */
export const RED_CELL_UM = 6.7;

/** Red cells cover a visible part of a smear; the granules of one leukocyte do not. */
const LEAST_AREA = 0.025;
/** From here on no further field is looked at. */
const PLENTY_CELLS = 12;
const PLENTY_SHARE = 0.5;

/** A picture of one field is looked at so coarsely first: its red cells are as easily seen, and six times as fast. */
const GLANCE_PX = 160;
/** On that glance circles this large are red cells; smaller ones are worth a closer look. */
const PLAIN_RADIUS_PX = 7;
/** A guess is rarely further off than this factor. */
const GUESS_ERROR = 1.4;

export interface CalibrationOptions {
  readonly signal?: AbortSignal;
  /** A quick guess at a picture's µm per pixel: where red cells of that size would have been seen, none are sought closer. */
  readonly guess?: () => Promise<number>;
}

interface Finding extends CommonRadius {
  /** Level-0 pixels per pixel of the circles. */
  readonly downsample: number;
}

/**
 * µm per level-0 pixel, judged by the red cells, which measure about 7.5 µm in people (and 6 to 8 µm in
 * most mammals); `undefined` where too few are seen to say. Works from about 0.04 to 0.7 µm per pixel.
 *
 * A picture of one field is looked at as a whole, coarsely, and closer where that does not tell; of a slide up to six
 * fields are, at full resolution and then coarser, until enough red cells agree. Deterministic. Abort rejects with
 * the signal's reason; read errors of the slide pass through.
 */
export async function estimateResolution(
  slide: SlideReader,
  options: CalibrationOptions = {},
): Promise<ResolutionEstimate | undefined> {
  const { signal } = options;
  signal?.throwIfAborted();
  const best = isSeenWhole(slide) ? await lookAtPicture(slide, options) : await lookAtFields(slide, signal);
  if (!best) return undefined;
  return {
    micronsPerPixel: RED_CELL_UM / (2 * best.radius * best.downsample),
    evidence: { redCells: best.cells, spread: best.spread },
  };
}

async function lookAtPicture(
  slide: SlideReader,
  { signal, guess }: CalibrationOptions,
): Promise<Finding | undefined> {
  const region = fullExtent(slide);
  const longest = Math.max(slide.width, slide.height);
  const lookAt = async (sidePx: number, largestRadiusPx?: number): Promise<Finding | undefined> => {
    const downsample = Math.max(1, longest / sidePx);
    const tile = await slide.read({ region, ...sizeAt(region, downsample) }, signal ? { signal } : {});
    return evidenceOf(findRedCells(tile, largestRadiusPx), boxArea(region), downsample);
  };
  const glance = await lookAt(GLANCE_PX);
  if ((glance && glance.radius >= PLAIN_RADIUS_PX) || longest <= GLANCE_PX) return glance;
  const guessed = guess && RED_CELL_UM / 2 / (await guess()) / (longest / GLANCE_PX);
  if (!glance && guessed !== undefined && guessed > GUESS_ERROR * PLAIN_RADIUS_PX) return undefined;
  // Larger ones would have been seen at a glance.
  const scale = Math.min(FIELD_PX, longest) / GLANCE_PX;
  const closer = await lookAt(FIELD_PX, PLAIN_RADIUS_PX * scale);
  return glance && closer ? stronger(glance, closer) : (closer ?? glance);
}

async function lookAtFields(slide: SlideReader, signal?: AbortSignal): Promise<Finding | undefined> {
  let best: Finding | undefined;
  for await (const { fields, downsample, sizePx } of chooseFields(slide, signal)) {
    const circles: FittedCircle[] = [];
    let area = 0;
    let found: Finding | undefined;
    for (const region of fields) {
      const tile = await slide.read({ region, ...sizePx(region) }, signal ? { signal } : {});
      circles.push(...findRedCells(tile));
      area += boxArea(region);
      found = evidenceOf(circles, area, downsample);
      if (found && found.cells >= PLENTY_CELLS && found.share >= PLENTY_SHARE) return found;
    }
    if (found) best = best ? stronger(best, found) : found;
  }
  return best;
}

/** What the circles agree on, where that is evidence; `area` is that of what was looked at, level-0 pixels. */
function evidenceOf(circles: readonly FittedCircle[], area: number, downsample: number): Finding | undefined {
  const common = findCommonRadius(circles);
  if (!common || !isEvidence(common)) return undefined;
  if (common.cells * Math.PI * (common.radius * downsample) ** 2 < LEAST_AREA * area) return undefined;
  return { ...common, downsample };
}

/** The first where both are equally strong. */
function stronger(a: Finding, b: Finding): Finding {
  return b.cells * b.share > a.cells * a.share ? b : a;
}
