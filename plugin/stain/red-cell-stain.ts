import type { RgbaTile } from '../../models/domain/tile.js';
import type { WhiteBalance } from '../../models/pack/pack-manifest.js';
import { countByte, isPartFailure, type Light } from './background-light.js';
import { chooseFields, type FieldSet } from '../red-cells/calibration-fields.js';
import { findCommonRadius, isEvidence, type CommonRadius } from '../red-cells/common-radius.js';
import type { FittedCircle } from '../red-cells/fit-circle.js';
import { densityTables, medianOfBytes, medianOfNumbers, type Density } from './optical-density.js';
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
  const [reds, greens, blues] = densityTables(gains, glass);
  // One number for each pixel that is stained, and where its bytes stand: an object for each would be megabytes of garbage.
  const most = tiles.reduce((sum, tile) => sum + samplesOf(tile), 0);
  const shares = new Float64Array(most);
  const bytes = new Uint8Array(3 * most);
  let [stained, seen] = [0, 0];
  for (const { width, height, data } of tiles) {
    const step = stepOf({ width, height });
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        const at = (y * width + x) * 4;
        if (data[at + 3] === 0) continue;
        seen++;
        const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
        const [red, green, blue] = [reds[r] as number, greens[g] as number, blues[b] as number];
        if (green <= redCells.stained || Math.max(red, green, blue) >= redCells.darkest) continue;
        shares[stained] = red / green;
        bytes[3 * stained] = r;
        bytes[3 * stained + 1] = g;
        bytes[3 * stained + 2] = b;
        stained++;
      }
    }
  }
  if (seen === 0 || stained < redCells.leastStained * seen) return undefined;
  const middle = medianOfNumbers(shares.slice(0, stained));
  const [ofRed, ofGreen, ofBlue] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  for (let pixel = 0; pixel < stained; pixel++) {
    if ((shares[pixel] as number) > middle) continue;
    countByte(ofRed, bytes[3 * pixel] as number);
    countByte(ofGreen, bytes[3 * pixel + 1] as number);
    countByte(ofBlue, bytes[3 * pixel + 2] as number);
  }
  const density: Density = [
    medianOfBytes(ofRed, reds),
    medianOfBytes(ofGreen, greens),
    medianOfBytes(ofBlue, blues),
  ];
  return isNucleus(density, redCells) ? undefined : density;
}

/** Pixels between two that are looked at, along each side. */
function stepOf({ width, height }: Pick<RgbaTile, 'width' | 'height'>): number {
  return Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)));
}

function samplesOf(tile: RgbaTile): number {
  return Math.ceil(tile.width / stepOf(tile)) * Math.ceil(tile.height / stepOf(tile));
}

/** Absorbs as much red as nuclei do and is denser than the strongest stain that powers can mend: thin and blue, red cells may be. */
function isNucleus(found: Density, { density: usual, largestPower, mostRed }: RedCellRule): boolean {
  return found[0] > mostRed * found[1] && geometricMean(found) > largestPower * geometricMean(usual);
}

function geometricMean(density: Density): number {
  return Math.cbrt(density.reduce((product, value) => product * Math.max(value, 0), 1));
}
