import type { RgbaTile } from '../../models/domain/tile.js';
import type { WhiteBalance } from '../../models/pack/pack-manifest.js';
import { isPartFailure, overviewRequest, type Light } from './background-light.js';
import { isSeenWhole } from '../red-cells/calibration-fields.js';
import { densityUnder, medianDensity, type Density } from './optical-density.js';
import type { SlideReader } from '../slide/slide-reader.js';

export type NucleusRule = NonNullable<WhiteBalance['nuclei']>;

// What these four say stands in `models/training/balance.py`, too; a test compares them.

/** Longest side of the picture that is looked at: specks and letters melt into their ground, lobes do not. */
export const NUCLEUS_PICTURE_PX = 128;
/** A nucleus has so many lobes at most… */
export const MOST_LOBES = 5;
/** …and they are so much of all that is as dark. */
export const LEAST_SHARE_IN_LOBES = 0.8;
/** Of a histogram of densities. */
export const DENSITY_STEP = 0.01;
const BINS = 256;

/**
 * The optical density of the nucleus of a cell that fills its picture, under glass that `gains` bring to the
 * rule's grey; `undefined` for a slide, for a picture of many dark things and for one of none. For pictures
 * that are cut around a cell and show no red cells to balance by.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read`.
 */
export async function readNucleusDensity(
  slide: SlideReader,
  gains: Light,
  balance: WhiteBalance & { readonly nuclei: NucleusRule },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Density | undefined> {
  if (!isSeenWhole(slide)) return undefined;
  const request = overviewRequest(slide, NUCLEUS_PICTURE_PX);
  try {
    return nucleusDensity(await slide.read(request, signal ? { signal } : {}), gains, balance);
  } catch (error) {
    if (!isPartFailure(error)) throw error;
    return undefined;
  }
}

/** The same of pixels at hand: of all that is stained the darker class of Otsu's two; the median of each channel. */
export function nucleusDensity(
  { width, height, data }: RgbaTile,
  gains: Light,
  { glass, nuclei }: WhiteBalance & { readonly nuclei: NucleusRule },
): Density | undefined {
  const densityAt = densityUnder(gains, glass);
  const stained = new Map<number, Density>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (data[4 * pixel + 3] === 0) continue;
    const density = densityAt(data, 4 * pixel);
    if (density[1] > nuclei.stained) stained.set(pixel, density);
  }
  const threshold = otsuThreshold([...stained.values()].map(binOf));
  const dark = new Set(
    [...stained].filter(([, density]) => binOf(density) > threshold).map(([pixel]) => pixel),
  );
  if (dark.size === 0 || dark.size < nuclei.leastShare * width * height) return undefined;
  const lobes = connectedParts(dark, width).toSorted((a, b) => b - a);
  const inLobes = lobes.slice(0, MOST_LOBES).reduce((sum, pixels) => sum + pixels, 0);
  if (inLobes < LEAST_SHARE_IN_LOBES * dark.size) return undefined;
  return medianDensity([...dark].map((pixel) => stained.get(pixel) as Density));
}

function binOf(density: Density): number {
  const mean = (density[0] + density[1] + density[2]) / 3;
  return Math.min(BINS - 1, Math.max(0, Math.floor(mean / DENSITY_STEP)));
}

/** The last bin of the lower class where two classes differ most (Otsu, 1979). */
function otsuThreshold(bins: readonly number[]): number {
  const counts = new Float64Array(BINS);
  for (const bin of bins) counts[bin] = (counts[bin] as number) + 1;
  const total = bins.reduce((sum, bin) => sum + bin, 0);
  let [below, sumBelow, most, threshold] = [0, 0, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    below += counts[bin] as number;
    sumBelow += bin * (counts[bin] as number);
    const above = bins.length - below;
    if (below === 0 || above === 0) continue;
    const apart = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (apart > most) [most, threshold] = [apart, bin];
  }
  return threshold;
}

/** How many pixels each part has whose pixels touch by a side. */
function connectedParts(pixels: ReadonlySet<number>, width: number): number[] {
  const left = new Set(pixels);
  const sizes: number[] = [];
  for (const seed of pixels) {
    if (!left.delete(seed)) continue;
    const open = [seed];
    let size = 0;
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      size++;
      const column = pixel % width;
      const beside = [pixel - width, pixel + width];
      if (column > 0) beside.push(pixel - 1);
      if (column < width - 1) beside.push(pixel + 1);
      for (const next of beside) if (left.delete(next)) open.push(next);
    }
    sizes.push(size);
  }
  return sizes;
}
