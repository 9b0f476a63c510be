import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, boxHeight, boxWidth } from '../../models/domain/geometry.js';
import { resolutionByLook } from './field-width.js';
import type { FirstLook, FirstLooks } from './first-looks.js';
import { foundOutlines } from './found-cells.js';
import { planTiles, type Tile } from './tile-grid.js';
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

/** What is looked at, and with what. */
interface Subject {
  readonly inference: InferenceClient;
  readonly balancer: ColourBalancer;
  readonly slide: SlideReader;
  readonly signal?: AbortSignal;
}

/** How much the middle of a slide looks like blood, taken at some resolution. */
interface Judgement {
  readonly micronsPerPixel: number;
  /** Mean over the cells found of how sure they are times how usual their size is, 0 to 1. */
  readonly evidence: number;
  readonly seen?: { readonly tile: Tile; readonly look: FirstLook };
}

/** From a 100× objective with a fine camera to a 20× one, each a step that the models bear easily. */
const SCALES = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.56];
/** Diameter of a usual leukocyte, and the factor by which most lie off it. */
const USUAL_CELL = { micrometres: 13, factor: 1.4 };
/** Most pictures of smears are made with oil immersion; at coarser scales parts of cells pass for cells. */
const USUAL_SCALE = { micronsPerPixel: FALLBACK_MICRONS_PER_PIXEL, factor: 2 };
const LEAST_EVIDENCE = 0.3;
/** Detection probability. */
const LOOK_THRESHOLD = 0.3;
/** So many red cells outweigh what a file says. */
const SURE_RED_CELLS = 6;
/** Red cells of people, and those of most mammals, lie within this factor. */
const MOST_OFF = 1.6;
/** Of pictures on which blood cells can be told apart, µm per pixel. */
const USUAL_RANGE = { least: 0.02, most: 1.3 };
const UNKNOWN_SCALE = 1;

/**
 * The resolution of level 0: given, then the file's where the red cells bear it out, then from the size of the red cells,
 * then, of a picture of one field or cell, from its look where the models find cells at it, else the scale at which
 * they find the most convincing ones. `undefined` where none of them gives one.
 * `firstLooks` keeps the look that bears a resolution out, for the analysis at it.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read` and `InferenceClient.ask`.
 */
export async function findResolution(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  { given, signal }: ResolutionQuery = {},
  firstLooks?: FirstLooks,
): Promise<Resolution | undefined> {
  if (given !== undefined) return { micronsPerPixel: given, source: 'given' };
  const said = slide.micronsPerPixel;
  let look: Promise<number> | undefined;
  const byLook = isSeenWhole(slide) ? () => (look ??= resolutionByLook(slide, { signal })) : undefined;
  const fromRedCells = await redCellsOf(slide, said, { signal, guess: byLook });
  if (said !== undefined && isCredible(said, fromRedCells))
    return { micronsPerPixel: said, source: 'metadata' };
  const subject = { inference, balancer, slide, signal };
  const judged = fromRedCells ?? (await borneOut(subject, await byLook?.())) ?? (await tryScales(subject));
  if (judged === undefined) return undefined;
  const { micronsPerPixel } = judged;
  if ('seen' in judged && judged.seen) firstLooks?.keep(slide, judged.seen.tile, judged.seen.look);
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

/** The guess where the models find cells of a plausible size at it: the look of a picture that was painted over misleads. */
async function borneOut(subject: Subject, guess: number | undefined): Promise<Judgement | undefined> {
  if (guess === undefined) return undefined;
  const judgement = await judge(subject, guess);
  return judgement.evidence < LEAST_EVIDENCE ? undefined : judgement;
}

/** The scale at which the middle of the slide looks most like blood to the models. */
async function tryScales(subject: Subject): Promise<Judgement | undefined> {
  let best: Judgement | undefined;
  let most = 0;
  for (const micronsPerPixel of SCALES) {
    const judgement = await judge(subject, micronsPerPixel);
    if (judgement.evidence < LEAST_EVIDENCE) continue;
    const { factor, micronsPerPixel: usual } = USUAL_SCALE;
    const weighed = judgement.evidence * closeness(micronsPerPixel / usual, factor);
    if (weighed > most) [best, most] = [judgement, weighed];
  }
  return best;
}

async function judge(
  { inference, balancer, slide, signal }: Subject,
  micronsPerPixel: number,
): Promise<Judgement> {
  const { tileSizes, micronsPerPixel: modelMicronsPerPixel } = inference.info;
  const region = fullExtent(slide);
  const [tile] = planTiles({ region, slide, micronsPerPixel, modelMicronsPerPixel, tileSizes }).tiles;
  if (!tile) return { micronsPerPixel, evidence: 0 };
  const { width, height } = tile;
  const pixels = await balancer.read(slide, { region: tile.region, width, height }, { signal });
  const findings = await inference.ask('analyse', { tile: pixels, threshold: LOOK_THRESHOLD }, { signal });
  const shown = foundOutlines(findings, tile);
  const { micrometres, factor } = USUAL_CELL;
  const total = shown.reduce((sum, { box, score }) => {
    const diameter = ((boxWidth(box) + boxHeight(box)) / 2) * micronsPerPixel;
    return sum + score * closeness(diameter / micrometres, factor);
  }, 0);
  const evidence = total / Math.max(1, shown.length);
  // Cells that were named already are named again: what names them may change in between.
  if (findings.readings) return { micronsPerPixel, evidence };
  return { micronsPerPixel, evidence, seen: { tile, look: { pixels, shown, threshold: LOOK_THRESHOLD } } };
}

/** 1 where the ratio is 1, falling as a bell curve of its logarithm. */
function closeness(ratio: number, factor: number): number {
  return Math.exp(-0.5 * (Math.log(ratio) / Math.log(factor)) ** 2);
}
