import type { SmearError } from '../../models/domain/errors.js';
import type { FoundCell } from '../../models/domain/findings.js';
import type { Box } from '../../models/domain/geometry.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import type { AnalysisProgress } from './progress.js';

/** How one run goes; all optional. */
export interface AnalyzeOptions {
  /** Stops the run: the iteration rejects with the signal's reason; what was yielded stays good. */
  readonly signal?: AbortSignal;
  /** Least detection probability, 0.01 to 1; 0.5 by default. */
  readonly threshold?: number;
  /** Of level 0; by default the slide's own, else what `findResolution` finds. */
  readonly micronsPerPixel?: number;
  /**
   * Cells known from earlier runs, not changed here: those found again keep their id, those of the
   * region that are not found again are reported as removed.
   */
  readonly existing?: CellStore;
  /** What an interrupted run over the same region has done; its cells are part of `existing`. */
  readonly continues?: FinishedTiles;
  /** The id of a new cell; a random UUID by default. Two cells of a slide must not get the same one. */
  readonly newId?: (cell: FoundCell) => string;
}

/** The first tiles of a run that was interrupted. */
export interface FinishedTiles {
  /** Of the whole run. A run that now has another number of tiles starts over. */
  readonly total: number;
  readonly done: number;
  /** Of those done. */
  readonly failed: number;
  /** Cells that they claimed, and whether a tile's border cut them (`TileResult.cut`). */
  readonly claimed: Iterable<readonly [id: string, isCut: boolean]>;
}

/** One of several parts of a run, which may be done at different places. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** How one shard of a run goes; all optional. */
export interface ShardOptions extends Omit<AnalyzeOptions, 'existing' | 'newId' | 'continues'> {
  /** So many of its tiles were done before, and are not done again. */
  readonly from?: number;
}

/** What one tile of a shard showed, before it is known which of it other tiles have, too. Level-0 pixels. */
export interface ShardTile {
  /** Position of the tile in the whole run, from 0. */
  readonly index: number;
  /** Tiles of the whole run. */
  readonly total: number;
  /** The part of the slide that the tile shows. */
  readonly region: Box;
  readonly core: Box;
  readonly found: readonly FoundCell[];
  /** Of this shard. */
  readonly progress: AnalysisProgress;
  readonly failed?: SmearError;
}

/** What one tile brought. Apply `added` and `removed` to a store in the order in which they come. */
export interface TileResult extends CellChangeSet {
  /** Position of the tile in this run, from 0. */
  readonly index: number;
  readonly total: number;
  /** The part of the region that is now done. */
  readonly core: Box;
  /** Ids of the added cells that a border of the tile cuts; another tile may show them whole. */
  readonly cut: readonly string[];
  readonly progress: AnalysisProgress;
  /** Why this tile brought nothing; the run goes on. */
  readonly failed?: SmearError;
}
