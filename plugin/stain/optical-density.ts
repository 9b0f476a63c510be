import type { RgbaTile } from '../../models/domain/tile.js';
import type { Light } from './background-light.js';

/** Optical density, natural logarithm, of red, green and blue. */
export type Density = readonly [red: number, green: number, blue: number];

/** Gives the density of the pixel whose bytes begin at this place of the data. */
export type DensityReader = (data: RgbaTile['data'], at: number) => Density;

/** The density of each byte of red, green and blue under glass that `gains` bring to the grey `glass`, as training does. */
export function densityTables(
  gains: Light,
  glass: number,
): readonly [red: Float64Array, green: Float64Array, blue: Float64Array] {
  const tableOf = (gain: number): Float64Array =>
    Float64Array.from(
      { length: 256 },
      (_, byte) => -Math.log((Math.min(255, byte * gain) + 1) / (glass + 1)),
    );
  return [tableOf(gains[0]), tableOf(gains[1]), tableOf(gains[2])];
}

/** Reads a pixel's density from these tables. */
export function densityUnder(gains: Light, glass: number): DensityReader {
  const [reds, greens, blues] = densityTables(gains, glass);
  return (data, at) => [
    reds[data[at] as number] as number,
    greens[data[at + 1] as number] as number,
    blues[data[at + 2] as number] as number,
  ];
}

/** The median of each channel, as numpy has it. */
export function medianDensity(densities: readonly Density[]): Density {
  const of = (channel: 0 | 1 | 2): number => median(densities.map((density) => density[channel]));
  return [of(0), of(1), of(2)];
}

/** The median density of bytes of which there are so many each; as numpy has it. */
export function medianOfBytes(counts: Uint32Array, table: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  // The darkest byte has the highest density: ranks are counted from the brightest.
  const densityAt = (rank: number): number => {
    let seen = 0;
    for (let byte = 255; byte >= 0; byte--) {
      seen += counts[byte] as number;
      if (seen > rank) return table[byte] as number;
    }
    return NaN;
  };
  const middle = (total - 1) / 2;
  return (densityAt(Math.floor(middle)) + densityAt(Math.ceil(middle))) / 2;
}

/** NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}

/** The same of numbers of which none is NaN, in a fraction of the time that sorting takes; leaves them in another order. */
export function medianOfNumbers(values: Float64Array): number {
  if (values.length === 0) return NaN;
  const middle = values.length >> 1;
  moveToRank(values, middle);
  const upper = values[middle] as number;
  if (values.length % 2 === 1) return upper;
  let lower = values[0] as number;
  for (let at = 1; at < middle; at++) lower = Math.max(lower, values[at] as number);
  return (lower + upper) / 2;
}

/** Brings the value of this rank to its place, none that is larger before it and none that is smaller behind it (Hoare). */
function moveToRank(values: Float64Array, rank: number): void {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = middleOfThree(
      values[low] as number,
      values[(low + high) >> 1] as number,
      values[high] as number,
    );
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const moved = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = moved;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
}

function middleOfThree(one: number, two: number, three: number): number {
  return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
}
