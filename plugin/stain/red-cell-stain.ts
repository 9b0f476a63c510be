import type { RgbaTile } from '../../models/domain/tile.js';
import type { WhiteBalance } from '../../models/pack/pack-manifest.js';
import { isPartFailure, type Light } from './background-light.js';
import { chooseFields, type FieldSet } from '../red-cells/calibration-fields.js';
import { findCommonRadius, isEvidence, type CommonRadius } from '../red-cells/common-radius.js';
import type { FittedCircle } from '../red-cells/fit-circle.js';
import { densityUnder, median, medianDensity, type Density } from './optical-density.js';
import { findRedCells } from '../red-cells/red-cell-circles.js';
import type { SlideReader } from '../slide/slide-reader.js';

export type RedCellRule = NonNullable<WhiteBalance['redCells']>;

/** Fields are read at half the slide's resolution where it has so much: wide enough not to hold one leukocyte alone. */
const COARSEST_DOWNSAMPLE = 2;
/** Pixels of a field that are looked at. */
const SAMPLES = 50_000;
/** With so many no further field is read. */
const PLENTY_CELLS = 12;

/**
 * The optical density of the slide's red cells under glass that `gains` bring to the rule's grey; `undefined`
 * where none are recognised by their shape: a leukocyte alone on its picture must not be taken for them. Looks at
 * the picture as a whole, of a slide at up to six of its fields; fields that cannot be read are passed over.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read`.
 */
export async function readRedCellDensity(
  slide: SlideReader,
  gains: Light,
  balance: WhiteBalance & { readonly redCells: RedCellRule },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Density | undefined> {
  const readable = <Part>(part: Promise<Part>) =>
    part.catch((error: unknown) => {
      if (!isPartFailure(error)) throw error;
      return undefined;
    });
  const set = await readable(widestFields(slide, signal));
  const tiles: RgbaTile[] = [];
  const circles: FittedCircle[] = [];
  let redCells: CommonRadius | undefined;
  for (const region of set?.fields ?? []) {
    const size = (set as FieldSet).sizePx(region);
    const tile = await readable(slide.read({ region, ...size }, signal ? { signal } : {}));
    if (!tile) continue;
    tiles.push(tile);
    circles.push(...findRedCells(tile));
    redCells = findCommonRadius(circles);
    if (redCells && isEvidence(redCells) && redCells.cells >= PLENTY_CELLS) break;
  }
  if (!redCells || !isEvidence(redCells)) return undefined;
  return redCellDensity(tiles, gains, balance);
}

async function widestFields(slide: SlideReader, signal?: AbortSignal): Promise<FieldSet | undefined> {
  let widest: FieldSet | undefined;
  for await (const set of chooseFields(slide, signal)) {
    if (widest && set.downsample > COARSEST_DOWNSAMPLE) break;
    widest = set;
  }
  return widest;
}

/**
 * The same of pixels at hand, whatever their shapes: of all that is stained, the half that absorbs least red
 * beside its green, since haemoglobin absorbs green and nuclei absorb red; the median of each channel, as
 * numpy has it.
 */
export function redCellDensity(
  tiles: readonly RgbaTile[],
  gains: Light,
  { glass, redCells }: WhiteBalance & { readonly redCells: RedCellRule },
): Density | undefined {
  const densityAt = densityUnder(gains, glass);
  const stained: { readonly density: Density; readonly share: number }[] = [];
  let seen = 0;
  for (const { width, height, data } of tiles) {
    const step = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        const at = (y * width + x) * 4;
        if (data[at + 3] === 0) continue;
        seen++;
        const density = densityAt(data, at);
        const [red, green] = density;
        if (green <= redCells.stained || Math.max(...density) >= redCells.darkest) continue;
        stained.push({ density, share: red / green });
      }
    }
  }
  if (seen === 0 || stained.length < redCells.leastStained * seen) return undefined;
  const middle = median(stained.map(({ share }) => share));
  const reddest = stained.filter(({ share }) => share <= middle);
  const density = medianDensity(reddest.map((pixel) => pixel.density));
  return isNucleus(density, redCells) ? undefined : density;
}

/** Absorbs as much red as nuclei do and is denser than the strongest stain that powers can mend: thin and blue, red cells may be. */
function isNucleus(found: Density, { density: usual, largestPower, mostRed }: RedCellRule): boolean {
  return found[0] > mostRed * found[1] && geometricMean(found) > largestPower * geometricMean(usual);
}

function geometricMean(density: Density): number {
  return Math.cbrt(density.reduce((product, value) => product * Math.max(value, 0), 1));
}
