/** From the file, set by a person, or found from what the slide shows. */
export type ResolutionSource = 'metadata' | 'given' | 'estimated';

/** How large a level-0 pixel is, and who says so. */
export interface Resolution {
  readonly micronsPerPixel: number;
  readonly source: ResolutionSource;
  /** What the file says, where the red cells show that it cannot be. */
  readonly contradicted?: number;
}

/** For slides that show nothing by which to tell: an oil-immersion objective, the usual one for smears. */
export const FALLBACK_MICRONS_PER_PIXEL = 0.1;
