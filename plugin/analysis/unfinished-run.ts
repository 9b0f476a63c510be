import type { Box } from '../../models/domain/geometry.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import type { FinishedTiles } from './analysis-run.js';
import type { AnalysisProgress } from './progress.js';

/** What a run was started with. It can be continued only where all of this is still so. */
export interface RunPlan {
  readonly id: string;
  /** Level-0 pixels. */
  readonly region: Box;
  /** Of the models. */
  readonly packHash: string;
  readonly threshold: number;
  /** Of level 0. */
  readonly micronsPerPixel: number;
  /** Tiles. */
  readonly total: number;
}

/** A cell that a tile claimed, and whether the tile's border cut it. */
export type ClaimedCell = readonly [id: string, isCut: boolean];

/** A run that has not come to its end: what it needs to be continued after its last finished tile. */
export class UnfinishedRun implements FinishedTiles {
  readonly plan: RunPlan;
  /** In the order in which they were claimed; a cell that was claimed again stands here again. */
  readonly claimed: ClaimedCell[];
  #done: number;
  #failed: number;
  #changes: number;

  constructor(
    plan: RunPlan,
    { done = 0, failed = 0, changes = 0, claimed = [] }: Partial<FinishedPart> = {},
  ) {
    this.plan = plan;
    this.claimed = [...claimed];
    this.#done = done;
    this.#failed = failed;
    this.#changes = changes;
  }

  get total(): number {
    return this.plan.total;
  }

  /** Tiles that are done, those that failed among them. */
  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** How many of them changed a cell. */
  get changes(): number {
    return this.#changes;
  }

  /** Notes what the next tile brought. */
  take({ added, removed, cut = [], progress }: RunResult): void {
    const isCut = new Set(cut);
    for (const { id } of added) this.claimed.push([id, isCut.has(id)]);
    if (added.length > 0 || removed.length > 0) this.#changes++;
    this.#done = progress.done;
    this.#failed = progress.failed;
  }
}

/** How far a run is. */
export interface FinishedPart {
  readonly done: number;
  readonly failed: number;
  readonly changes: number;
  readonly claimed: readonly ClaimedCell[];
}

interface RunResult extends CellChangeSet {
  readonly cut?: readonly string[];
  readonly progress: AnalysisProgress;
}
