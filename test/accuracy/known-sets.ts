/** What is known of a set beyond its own annotations. */
export interface KnownSet {
  /** The part that is measured where none is named. */
  readonly split: string;
  readonly micronsPerPixel: number;
  /** Whether that is measured on the red cells, and so a truth for the estimate, or only about right. */
  readonly measured?: boolean;
}

/** In the order in which they are reported. */
export const KNOWN_SETS: Readonly<Record<string, KnownSet>> = {
  bccd: { split: 'test', micronsPerPixel: 0.074, measured: true },
  bcdd: { split: 'test', micronsPerPixel: 0.154, measured: true },
  'warty-pig': { split: 'test', micronsPerPixel: 0.5 },
  acevedo: { split: 'val', micronsPerPixel: 0.09 },
  jtsc: { split: 'test', micronsPerPixel: 0.17 },
  matek: { split: 'test', micronsPerPixel: 0.07 },
  deepbionet: { split: 'test', micronsPerPixel: 0.1 },
  raabin: { split: 'val', micronsPerPixel: 0.1 },
  lmu: { split: 'val', micronsPerPixel: 0.072 },
  jhu: { split: 'test', micronsPerPixel: 0.099 },
};
