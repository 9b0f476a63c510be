import type { RgbaTile } from '../../models/domain/tile.js';
import type { Light } from './background-light.js';

/** Optical density, natural logarithm, of red, green and blue. */
export type Density = readonly [red: number, green: number, blue: number];

/** Gives the density of the pixel whose bytes begin at this place of the data. */
export type DensityReader = (data: RgbaTile['data'], at: number) => Density;

/** Reads densities under glass that `gains` bring to the grey `glass`, as training does. */
export function densityUnder(gains: Light, glass: number): DensityReader {
  const tableOf = (gain: number): Float64Array =>
    Float64Array.from(
      { length: 256 },
      (_, byte) => -Math.log((Math.min(255, byte * gain) + 1) / (glass + 1)),
    );
  const [reds, greens, blues] = [tableOf(gains[0]), tableOf(gains[1]), tableOf(gains[2])];
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

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
