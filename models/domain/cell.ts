import type { Polygon } from './rings/polygon.js';
import type { Box } from './geometry.js';

/** A kind of cell, as the model pack names it. */
export interface CellClass {
  /** Full name; QuPath's colon derives finer kinds (`Neutrophil: Band`). */
  readonly name: string;
  /** Short code drawn on the slide (`N`, `E`, `NRBC`, `?`). */
  readonly code: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
}

/** What a person said of a cell. A cell without it is as the models left it: suggested, and seen by nobody. */
export interface CellReview {
  /** What the model called the cell; absent where a person added it. */
  readonly suggested?: CellClass;
  /** A person stands by the label. */
  readonly confirmed: boolean;
  /** A person says that this is no cell to count: it stays, is neither shown nor counted, and can come back. */
  readonly rejected?: boolean;
  /** A person drew the outline. */
  readonly outlined?: boolean;
  /** What a person noted of the cell. */
  readonly comment?: string;
  /** When it was last said, ISO 8601 with the offset from UTC. */
  readonly at: string;
  /** Who said it, in their own words. */
  readonly by?: string;
}

/**
 * One nucleated cell. Frame: level-0 pixels.
 * Holds no pixels: a crop and the rebuilt image are made on demand.
 */
export interface Cell {
  /** UUID, kept when a later run finds the same outline. */
  readonly id: string;
  readonly box: Box;
  readonly outline: Polygon;
  /** The separate parts of the nucleus, the largest first; none where it is not known. */
  readonly nuclei: readonly Polygon[];
  /** Detection probability, 0 to 1. */
  readonly score: number;
  /** What the cell is called now: the person's word where there is one, else the model's. */
  readonly label: CellClass;
  /**
   * One probability per class of the pack, in the pack's order; that of a coarse class holds its finer ones.
   * Empty for a cell that no model has seen, as the embedding.
   */
  readonly probabilities: Float32Array;
  /** 50 numbers in (−1, 1). */
  readonly embedding: Float32Array;
  /** Mean squared error of the rebuilt RoI feature on its [−1, 1] scale. */
  readonly reconstructionError: number;
  /** How little the cell is like those that the models know, about 0 for these; absent where the pack cannot say. */
  readonly novelty?: number;
  /** The chance, 0 to 1, that the models' name for the cell is wrong; absent where the pack cannot say. */
  readonly doubt?: number;
  /** Absent until a person has said something about the cell. */
  readonly review?: CellReview;
}
