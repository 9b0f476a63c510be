import type { Cell } from './cell.js';

/** Rings behind one another; ring `i` is `coordinates` (x, y, x, y, …) from `ends[i - 1]` to `ends[i]`. */
export interface PackedRings {
  readonly coordinates: Float32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Several rings for each cell: those of cell `i` are rings `groups[i - 1]` up to `groups[i]`. */
export interface GroupedRings extends PackedRings {
  readonly groups: Uint32Array<ArrayBuffer>;
}

/** The cells of one tile as parallel arrays, in tile pixels: a few large buffers cross threads cheaply. */
export interface TileFindings {
  readonly count: number;
  /** minX, minY, maxX, maxY of each cell. */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** Detection probability of each cell. */
  readonly scores: Float32Array<ArrayBuffer>;
  readonly outlines: PackedRings;
  /** The parts of each nucleus; none where it is not known. */
  readonly nuclei: GroupedRings;
  /** What the models read in the tile itself; absent where they look at each cell again (`CellReadings`). */
  readonly readings?: CellReadings;
}

/** Square RGB pictures of cells, `count × widthPx × widthPx × 3` bytes, at the resolution that the pack asks for. */
export interface CellCrops {
  readonly count: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** What the models make of cells, as parallel arrays in the cells' order. */
export interface CellReadings {
  /** One per class of the pack, cell after cell. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** How little each cell is like those that the models know; absent where the pack cannot say. */
  readonly novelties?: Float32Array<ArrayBuffer>;
  /** The chance that each name is wrong; absent where the pack cannot say. */
  readonly doubts?: Float32Array<ArrayBuffer>;
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** Mean squared error of each rebuilt feature. */
  readonly errors: Float32Array<ArrayBuffer>;
  /** Doubt, or novelty where there is no doubt, above which a cell is unknown, where it is not the pack's own limit. */
  readonly unknownAbove?: number;
}

/** Where a cell lies, as one tile shows it. Level-0 pixels. */
export type FoundOutline = Pick<Cell, 'box' | 'outline' | 'nuclei' | 'score'>;

/** A cell as one tile shows it, before it is known whether it is a new one. Level-0 pixels. */
export type FoundCell = Omit<Cell, 'id'>;
