import { RED_CELL_UM } from './calibration.js';
import { chooseFields, type FieldSet } from './calibration-fields.js';
import { findCommonRadius, isEvidence } from './common-radius.js';
import { findRedCells } from './red-cell-circles.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Fields are looked at no finer than this: wide enough to hold several red cells. */
const FINE_UM_PER_PX = 0.14;
/** A smaller picture may show one leukocyte and nothing beside it. */
const LEAST_SIDE_UM = 25;
/** Red cells of people and most mammals, and some error of the resolution. */
const SIZE_FACTOR = 1.5;

/**
 * Whether red cells of their usual size are seen, as on every blood smear: `false` on sections of tissue
 * and on what is no specimen at all; `undefined` where the picture is too small to tell. Looks at up to six fields.
 * Abort rejects with the signal's reason; read errors of the slide pass through.
 */
export async function showsRedCells(
  slide: SlideReader,
  micronsPerPixel: number,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<boolean | undefined> {
  if (Math.min(slide.width, slide.height) * micronsPerPixel < LEAST_SIDE_UM) return undefined;
  const set = await fieldsAt(slide, FINE_UM_PER_PX / micronsPerPixel, signal);
  if (!set) return undefined;
  const circles = [];
  for (const region of set.fields) {
    const tile = await slide.read({ region, ...set.sizePx(region) }, signal ? { signal } : {});
    circles.push(...findRedCells(tile));
  }
  const common = findCommonRadius(circles);
  if (!common || !isEvidence(common)) return false;
  const diameter = 2 * common.radius * set.downsample * micronsPerPixel;
  return diameter < RED_CELL_UM * SIZE_FACTOR && diameter > RED_CELL_UM / SIZE_FACTOR;
}

/** The finest fields that are no finer than asked, or the coarsest that there are. */
async function fieldsAt(
  slide: SlideReader,
  downsample: number,
  signal: AbortSignal | undefined,
): Promise<FieldSet | undefined> {
  let last: FieldSet | undefined;
  for await (const set of chooseFields(slide, signal)) {
    last = set;
    if (set.downsample >= downsample) break;
  }
  return last;
}
