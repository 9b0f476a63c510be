import { boxArea, type Box } from '../../models/domain/geometry.js';
import { findCommonRadius, isEvidence, type CommonRadius } from './common-radius.js';
import { chooseFields } from './calibration-fields.js';
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
/** From here on coarser levels are not asked any more. */
const PLENTY_CELLS = 12;
const PLENTY_SHARE = 0.5;

/**
 * µm per level-0 pixel, judged by the red cells, which measure about 7.5 µm in people (and 6 to 8 µm in
 * most mammals); `undefined` where too few are seen to say. Works from about 0.04 to 0.7 µm per pixel.
 *
 * Looks at up to six fields of the slide at full resolution, then at coarser ones until enough red cells
 * agree. Deterministic. Abort rejects with the signal's reason; read errors of the slide pass through.
 */
export async function estimateResolution(
  slide: SlideReader,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ResolutionEstimate | undefined> {
  let best: (CommonRadius & { readonly downsample: number }) | undefined;
  for await (const { fields, downsample, sizePx } of chooseFields(slide, options.signal)) {
    const circles = [];
    const areaPx = fields.reduce((sum, field) => sum + boxArea(field), 0) / downsample ** 2;
    for (const region of fields)
      circles.push(...(await redCellsIn(slide, region, sizePx(region), options.signal)));
    const common = findCommonRadius(circles);
    if (!common || !isEvidence(common)) continue;
    if (common.cells * Math.PI * common.radius ** 2 < LEAST_AREA * areaPx) continue;
    if (!best || common.cells * common.share > best.cells * best.share) best = { ...common, downsample };
    if (common.cells >= PLENTY_CELLS && common.share >= PLENTY_SHARE) break;
  }
  if (!best) return undefined;
  return {
    micronsPerPixel: RED_CELL_UM / (2 * best.radius * best.downsample),
    evidence: { redCells: best.cells, spread: best.spread },
  };
}

async function redCellsIn(
  slide: SlideReader,
  region: Box,
  size: { readonly width: number; readonly height: number },
  signal?: AbortSignal,
) {
  return findRedCells(await slide.read({ region, ...size }, signal ? { signal } : {}));
}
