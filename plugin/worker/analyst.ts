import type { RgbaTile } from '../../models/domain/tile.js';
import type { WhiteBalance } from '../../models/pack-manifest.js';
import type { SessionInfo } from '../session.js';
import type { CellRows, Naming } from '../teach/name-rows.js';
import type { TaughtAnswer, TaughtRows } from '../teach/teach-rows.js';

/** What the opened models are and how they want their tiles. */
export interface AnalystInfo extends SessionInfo {
  /** Resolution that tiles must have, µm per tile pixel. */
  readonly micronsPerPixel: number;
  /** Sides of the tiles that the models have room for, pixels. */
  readonly tileSizes: readonly number[];
  /** Side of the rebuilt picture of a cell, pixels. */
  readonly imageSize: number;
  /** How slides are balanced before the models see them; absent where they stay as they are. */
  readonly whiteBalance?: WhiteBalance;
  /** The election of the back end, to be handed in at the next start so that it need not be held again. */
  readonly verdict?: string;
}

/** Rings behind one another; ring `i` is `coordinates` (x, y, x, y, …) from `ends[i - 1]` to `ends[i]`. */
export interface PackedRings {
  readonly coordinates: Float32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Several rings for each cell: those of cell `i` are rings `groups[i - 1]` up to `groups[i]`. */
export interface GroupedRings extends PackedRings {
  readonly groups: Uint32Array<ArrayBuffer>;
}

/** The cells of one tile as parallel arrays, in tile pixels; a few large buffers cross threads cheaply. */
export interface TileFindings {
  readonly count: number;
  /** minX, minY, maxX, maxY of each cell. */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** Detection probability of each cell. */
  readonly scores: Float32Array<ArrayBuffer>;
  readonly outlines: PackedRings;
  /** The parts of each nucleus; none where it is not known. */
  readonly nuclei: GroupedRings;
  /** One per class of the pack, cell after cell. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** How little each cell is like those that the models know; absent where the pack cannot say. */
  readonly novelties?: Float32Array<ArrayBuffer>;
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** Mean squared error of each rebuilt feature. */
  readonly errors: Float32Array<ArrayBuffer>;
  /** Above it a cell is called unknown, where a taught classifier says otherwise than the pack. */
  readonly noveltyThreshold?: number;
}

export interface AnalystOptions {
  readonly signal?: AbortSignal;
}

/** How far the teaching has come. */
export interface TeachingProgress {
  readonly kind: 'teaching';
  readonly done: number;
  readonly total: number;
}

export interface TeachingOptions extends AnalystOptions {
  readonly onProgress?: (progress: TeachingProgress) => void;
}

/** The models at work, in this thread or behind a worker. Abort rejects with the signal's reason. */
export interface Analyst {
  readonly info: AnalystInfo;
  /**
   * The cells whose detection probability reaches `threshold`. The tile stays the caller's.
   * Rejects with `backend-lost` where the device is gone.
   */
  analyse(tile: RgbaTile, options: AnalystOptions & { threshold: number }): Promise<TileFindings>;
  /** The square pictures that the models make of embeddings (50 numbers each, one after another). */
  rebuild(embeddings: Float32Array, options?: AnalystOptions): Promise<RgbaTile[]>;
  /**
   * Teaches a classifier with the confirmed rows and names all of them with it; what is in force stays. Rejects
   * with `invalid-argument` where too few are confirmed. Abort stops the work between two trees.
   */
  teach(rows: TaughtRows, options?: TeachingOptions): Promise<TaughtAnswer>;
  /**
   * Names cells by a taught classifier, or by the pack alone (`undefined`); what is in force stays.
   * Rejects with `lesson-unreadable` or `lesson-other-models` where the text is no classifier for these models.
   */
  name(rows: CellRows, taught: string | undefined, options?: TeachingOptions): Promise<Naming>;
  /** Puts a taught classifier in force for all that follows, or the pack alone. Rejects as `name` does. */
  use(taught: string | undefined): Promise<void>;
  /** Tensors alive now; the same before and after a run. */
  tensorCount(): Promise<number>;
  /** Ends everything; may be called twice. */
  dispose(): Promise<void>;
}

/** Which models to open, and on what. */
export interface OpenRequest {
  /** Address of the pack's folder, with a closing slash. */
  readonly packUrl: string;
  /** Address of the folder that holds tfjs's wasm files, with a closing slash. */
  readonly wasmUrl: string;
  /** Forces a back end instead of electing one. */
  readonly backend?: string;
  /** What names the cells, `forest` or `linear`; the forest by default. */
  readonly head?: string;
  /** `AnalystInfo.verdict` of an earlier start. */
  readonly verdict?: string;
}

/** How far the opening has come. */
export type OpeningProgress =
  | { readonly kind: 'loading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'electing' };

export interface OpeningOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OpeningProgress) => void;
}

export type OpenAnalyst = (request: OpenRequest, options: OpeningOptions) => Promise<Analyst>;
