import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, boxHeight, boxWidth } from '../../models/domain/geometry.js';
import { resolutionByLook } from './field-width.js';
import { foundOutlines } from './found-cells.js';
import { planTiles } from './tile-grid.js';
import {
  estimateResolution,
  type CalibrationOptions,
  type ResolutionEstimate,
} from '../red-cells/calibration.js';
import { isSeenWhole } from '../red-cells/calibration-fields.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { ColourBalancer } from '../stain/colour-balance.js';
import type { InferenceClient } from '../worker/inference-client.js';

/** What may be given to `findResolution`. */
export interface ResolutionQuery {
  /** As set by a person; takes precedence over everything. µm per level-0 pixel. */
  readonly given?: number;
  readonly signal?: AbortSignal;
}

/** From a 100× objective with a fine camera to a 20× one, each a step that the models bear easily. */
const SCALES = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.56];
/** Diameter of a usual leukocyte, and the factor by which most lie off it. */
const USUAL_CELL = { micrometres: 13, factor: 1.4 };
/** Most pictures of smears are made with oil immersion; at coarser scales parts of cells pass for cells. */
const USUAL_SCALE = { micronsPerPixel: FALLBACK_MICRONS_PER_PIXEL, factor: 2 };
const LEAST_EVIDENCE = 0.3;
/** So many red cells outweigh what a file says. */
const SURE_RED_CELLS = 6;
/** Red cells of people, and those of most mammals, lie within this factor. */
const MOST_OFF = 1.6;
/** Of pictures on which blood cells can be told apart, µm per pixel. */
const USUAL_RANGE = { least: 0.02, most: 1.3 };
const UNKNOWN_SCALE = 1;

/**
 * The resolution of level 0: given, then the file's where the red cells bear it out, then from the size of the red cells,
 * then, of a picture of one field or cell, from its look, and of a slide the scale at which the models find the most
 * convincing cells. `undefined` where none of them gives one.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read` and `InferenceClient.ask`.
 */
export async function findResolution(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  { given, signal }: ResolutionQuery = {},
): Promise<Resolution | undefined> {
  if (given !== undefined) return { micronsPerPixel: given, source: 'given' };
  const said = slide.micronsPerPixel;
  let look: Promise<number> | undefined;
  const byLook = isSeenWhole(slide) ? () => (look ??= resolutionByLook(slide, { signal })) : undefined;
  const fromRedCells = await redCellsOf(slide, said, { signal, guess: byLook });
  if (said !== undefined && isCredible(said, fromRedCells))
    return { micronsPerPixel: said, source: 'metadata' };
  const micronsPerPixel =
    fromRedCells?.micronsPerPixel ??
    (byLook ? await byLook() : await tryScales(inference, balancer, slide, signal));
  if (micronsPerPixel === undefined) return undefined;
  const contradicted = said === undefined ? {} : { contradicted: said };
  return { micronsPerPixel, source: 'estimated', ...contradicted };
}

/** What the red cells say; nothing where a part of a slide that says its resolution cannot be read, for the run reports that part. */
async function redCellsOf(
  slide: SlideReader,
  said: number | undefined,
  options: CalibrationOptions,
): Promise<ResolutionEstimate | undefined> {
  try {
    return await estimateResolution(slide, options);
  } catch (error) {
    if (said !== undefined && error instanceof SmearError && error.code === 'tile-failed') return undefined;
    throw error;
  }
}

/**
 * Whether what the file says can be true: no red cell is half or twice as large as it should be, and where none is
 * seen the number is one of a microscope at work on smears. Off by 2.54 or 10 it is where inches and centimetres, or
 * micrometres and a tenth of them, were mixed up; exactly 1 is what programs write that know nothing.
 */
function isCredible(said: number, fromRedCells: ResolutionEstimate | undefined): boolean {
  if (fromRedCells && fromRedCells.evidence.redCells >= SURE_RED_CELLS) {
    return Math.abs(Math.log(said / fromRedCells.micronsPerPixel)) < Math.log(MOST_OFF);
  }
  return said >= USUAL_RANGE.least && said <= USUAL_RANGE.most && said !== UNKNOWN_SCALE;
}

/** The scale at which the middle of the slide looks most like blood to the models. */
async function tryScales(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let best: number | undefined;
  let most = 0;
  for (const micronsPerPixel of SCALES) {
    const evidence = await evidenceAt(inference, balancer, slide, micronsPerPixel, signal);
    if (evidence < LEAST_EVIDENCE) continue;
    const { factor, micronsPerPixel: usual } = USUAL_SCALE;
    const weighed = evidence * closeness(micronsPerPixel / usual, factor);
    if (weighed > most) [best, most] = [micronsPerPixel, weighed];
  }
  return best;
}

/** Mean over the cells found of how sure they are times how usual their size is, 0 to 1. */
async function evidenceAt(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  micronsPerPixel: number,
  signal?: AbortSignal,
): Promise<number> {
  const { tileSizes, micronsPerPixel: modelMicronsPerPixel } = inference.info;
  const region = fullExtent(slide);
  const [tile] = planTiles({ region, slide, micronsPerPixel, modelMicronsPerPixel, tileSizes }).tiles;
  if (!tile) return 0;
  const { width, height } = tile;
  const pixels = await balancer.read(slide, { region: tile.region, width, height }, { signal });
  const findings = await inference.ask('analyse', { tile: pixels, threshold: 0.3 }, { signal });
  const cells = foundOutlines(findings, tile);
  const { micrometres, factor } = USUAL_CELL;
  const total = cells.reduce((sum, { box, score }) => {
    const diameter = ((boxWidth(box) + boxHeight(box)) / 2) * micronsPerPixel;
    return sum + score * closeness(diameter / micrometres, factor);
  }, 0);
  return total / Math.max(1, cells.length);
}

/** 1 where the ratio is 1, falling as a bell curve of its logarithm. */
function closeness(ratio: number, factor: number): number {
  return Math.exp(-0.5 * (Math.log(ratio) / Math.log(factor)) ** 2);
}
