/** From the file, set by a person, or found from what the slide shows. */
export type ResolutionSource = 'metadata' | 'given' | 'estimated';

/** How large a level-0 pixel is, and who says so. */
export interface Resolution {
  readonly micronsPerPixel: number;
  readonly source: ResolutionSource;
  /** What the file says, where that cannot be. */
  readonly contradicted?: number;
}

/** Whether a person, or a file in a person's name, may set it: beyond these no microscope looks at a smear. */
export function isPossibleResolution(micronsPerPixel: unknown): micronsPerPixel is number {
  return typeof micronsPerPixel === 'number' && micronsPerPixel >= 0.01 && micronsPerPixel <= 5;
}

/** For slides that show nothing by which to tell: an oil-immersion objective, the usual one for smears. */
export const FALLBACK_MICRONS_PER_PIXEL = 0.1;
