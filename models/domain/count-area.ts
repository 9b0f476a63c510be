import type { Box, Point } from './geometry.js';

/** A part of the slide that was chosen for the count. Plain data: it may be stored. */
export interface CountArea {
  readonly id: string;
  /** What the reader calls it. */
  readonly name: string;
  /** Level-0 pixels. */
  readonly box: Box;
}

/** What is drawn of a count on the slide: its areas and the way through them; level-0 pixels. */
export interface CountMarks {
  readonly areas: readonly { readonly name: string; readonly box: Box }[];
  /** Flat `[x0, y0, …]`, one for each area that was entered; none while the path is not shown. */
  readonly path: readonly Float64Array[];
  /** Centre of the cell at which the count stopped. */
  readonly end?: Point;
}
