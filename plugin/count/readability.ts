import type { RgbaTile } from '../../models/domain/tile.js';
import type { Light } from '../stain/background-light.js';

/** Resolution at which fields are measured, µm per pixel; what follows holds there alone. */
export const READABILITY_MICRONS_PER_PIXEL = 0.25;

/** What a field's pixels say of how well its cells can be read. */
export interface FieldMeasures {
  /**
   * Variance of the Laplacian over the variance of the brightness: falls as the field goes out of focus, and
   * bears any stain and light. Absent where there is nothing to focus on.
   */
  readonly sharpness?: number;
  /** Share of the field that is not glass, 0 to 1. */
  readonly covered: number;
}

/** Why a field cannot be read well. */
export type ReadingTrouble = 'thick' | 'thin' | 'blurred';

/**
 * Real fields in focus (single cells and whole fields of four laboratories) have 0.025 and more, the median
 * 0.06 to 0.23; the same blurred by 0.4 µm, twice what an oil-immersion objective cannot resolve, 0.007 to
 * 0.025. Drawn fields have 0.2 in focus, 0.05 where they are soft and 0.003 blurred by 0.4 µm.
 */
const SHARP_FROM = 0.02;
/**
 * Fields in one layer are covered to 0.24 to 0.80; three layers on each other, drawn or real, to 0.88 and more;
 * the feathered edge of a drawn smear, where cells lie far apart, to less than 0.2.
 */
const COVERED_AT_LEAST = 0.18;
const COVERED_AT_MOST = 0.85;
/** Optical density (base 10, green) from which a pixel is no glass; red cells have 0.1 to 0.3. */
const GLASS_BELOW = 0.06;
/** Grey levels squared: below it there is only the camera's noise. */
const LEAST_VARIANCE = 12;

/**
 * Measures one field, read at `READABILITY_MICRONS_PER_PIXEL`; `glass` is the light through empty glass.
 * Focus as the variance of the Laplacian (Pech-Pacheco et al. 2000, ICPR 15:314–317), over the contrast.
 */
export function measureField({ width, height, data }: RgbaTile, glass: Light): FieldMeasures {
  const grey = new Float32Array(width * height);
  let covered = 0;
  for (let i = 0; i < grey.length; i++) {
    const green = data[i * 4 + 1] as number;
    grey[i] = 0.299 * (data[i * 4] as number) + 0.587 * green + 0.114 * (data[i * 4 + 2] as number);
    if (Math.log10(Math.max(1, glass[1]) / Math.max(1, green)) >= GLASS_BELOW) covered++;
  }
  const sharpness = sharpnessOf(grey, width, height);
  return { covered: covered / Math.max(1, grey.length), ...(sharpness === undefined ? {} : { sharpness }) };
}

/** What stands in the way of reading a field; nothing where it reads well. */
export function readingTroubles({ sharpness, covered }: FieldMeasures): readonly ReadingTrouble[] {
  const troubles: ReadingTrouble[] = [];
  if (covered > COVERED_AT_MOST) troubles.push('thick');
  if (covered < COVERED_AT_LEAST) troubles.push('thin');
  if (sharpness !== undefined && sharpness < SHARP_FROM) troubles.push('blurred');
  return troubles;
}

function sharpnessOf(grey: Float32Array, width: number, height: number): number | undefined {
  const brightness = new Spread();
  const laplacian = new Spread();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const value = grey[at] as number;
      brightness.add(value);
      laplacian.add(
        (grey[at - 1] as number) +
          (grey[at + 1] as number) +
          (grey[at - width] as number) +
          (grey[at + width] as number) -
          4 * value,
      );
    }
  }
  return brightness.variance < LEAST_VARIANCE ? undefined : laplacian.variance / brightness.variance;
}

class Spread {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get variance(): number {
    return this.#count === 0 ? 0 : this.#squares / this.#count - (this.#sum / this.#count) ** 2;
  }
}
