import { boxHeight, boxWidth, type Box } from '../models/domain/geometry.js';
import { foundCells } from './cells/found-cells.js';
import { planTiles } from './scheduling/tile-grid.js';
import type { Resolution } from './session.js';
import { estimateResolution } from './slide/calibration.js';
import type { SlideReader } from './slide/slide-reader.js';
import type { Analyst } from './worker/analyst.js';

export interface ResolutionQuery {
  /** What a person says; outranks everything. µm per level-0 pixel. */
  readonly given?: number;
  readonly signal?: AbortSignal;
}

/** For slides that show nothing by which to tell: an oil-immersion objective, the usual one for smears. */
export const FALLBACK_MICRONS_PER_PIXEL = 0.1;

/** From a 100× objective with a fine camera to a 20× one, each a step that the models bear easily. */
const SCALES = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.56];
/** Diameters of nucleated blood cells; outside them a finding counts for less and less. */
const PLAUSIBLE_UM = { min: 9, max: 20 };
const LEAST_EVIDENCE = 0.5;

/**
 * The resolution of level 0: given, then the file's, then from the size of the red cells, then the scale
 * at which the models find the most convincing cells. `undefined` where nothing tells.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read` and `Analyst.analyse`.
 */
export async function findResolution(
  analyst: Analyst,
  slide: SlideReader,
  { given, signal }: ResolutionQuery = {},
): Promise<Resolution | undefined> {
  if (given !== undefined) return { micronsPerPixel: given, source: 'given' };
  if (slide.micronsPerPixel !== undefined) {
    return { micronsPerPixel: slide.micronsPerPixel, source: 'metadata' };
  }
  const fromRedCells = await estimateResolution(slide, { signal });
  const micronsPerPixel = fromRedCells?.micronsPerPixel ?? (await tryScales(analyst, slide, signal));
  return micronsPerPixel === undefined ? undefined : { micronsPerPixel, source: 'estimated' };
}

/** The scale at which the middle of the slide looks most like blood to the models. */
async function tryScales(
  analyst: Analyst,
  slide: SlideReader,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let best: number | undefined;
  let most = LEAST_EVIDENCE;
  for (const micronsPerPixel of SCALES) {
    const evidence = await evidenceAt(analyst, slide, micronsPerPixel, signal);
    if (evidence > most) [best, most] = [micronsPerPixel, evidence];
  }
  return best;
}

/** Sum over the cells found of how sure they are and how plausible their size is. */
async function evidenceAt(
  analyst: Analyst,
  slide: SlideReader,
  micronsPerPixel: number,
  signal?: AbortSignal,
): Promise<number> {
  const { classes, tileSizes, micronsPerPixel: modelMicronsPerPixel } = analyst.info;
  const plan = planTiles({
    region: { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height },
    slide,
    micronsPerPixel,
    modelMicronsPerPixel,
    tileSizes,
  });
  const tile = plan.tiles[0];
  if (!tile) return 0;
  const pixels = await slide.read(tile, { signal });
  const findings = await analyst.analyse(pixels, { threshold: 0.3, signal });
  return foundCells(findings, tile, classes).reduce(
    (sum, cell) => sum + cell.score * plausibility(cell.box, micronsPerPixel),
    0,
  );
}

function plausibility(box: Box, micronsPerPixel: number): number {
  const diameter = ((boxWidth(box) + boxHeight(box)) / 2) * micronsPerPixel;
  const off = diameter < PLAUSIBLE_UM.min ? PLAUSIBLE_UM.min / diameter : diameter / PLAUSIBLE_UM.max;
  return off <= 1 ? 1 : 1 / off ** 4;
}
