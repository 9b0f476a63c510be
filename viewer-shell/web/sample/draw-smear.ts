import { BLUR_REACH } from './blur.js';
import { DensityBand, type Stained } from './density-band.js';
import { exposeBand } from './optics.js';
import { everythingOn, planSmear, type SmearOptions } from './smear-plan.js';
import { describeSmear, type SmearTruth } from './smear-truth.js';

export type { SmearOptions, SmearTruth };

/** A drawn smear and what is on it. */
export interface DrawnSmear {
  readonly width: number;
  readonly height: number;
  /** Interleaved 8-bit sRGB, row-major, `width * height * 3` bytes. */
  readonly pixels: Uint8Array;
  readonly truth: SmearTruth;
}

const BAND_ROWS = 256;

/**
 * A stained blood smear as a microscope's camera would see it, with the place, kind and contour of every
 * white cell. The same options give the same bytes. About half a second for each megapixel.
 */
export function drawSmear(options: SmearOptions): DrawnSmear {
  const { width, height, seed } = options;
  const micronsPerPixel = options.micronsPerPixel ?? 0.125;
  const plan = planSmear(options);
  const things = everythingOn(plan);
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const band = paintBand(width, Math.max(0, from - BLUR_REACH), Math.min(height, to + BLUR_REACH), things);
    exposeBand(band, plan.fields, seed * 131 + 7, micronsPerPixel, { from, to }, pixels);
  }
  return { width, height, pixels, truth: describeSmear(options, plan) };
}

function paintBand(width: number, top: number, bottom: number, things: readonly Stained[]): DensityBand {
  const band = new DensityBand(width, top, bottom - top);
  for (const thing of things) {
    if (thing.y + thing.reach >= top && thing.y - thing.reach < bottom) thing.paint(band);
  }
  band.settleRedCells();
  return band;
}
