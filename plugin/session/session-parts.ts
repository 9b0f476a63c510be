import type { FoundCell } from '../../models/domain/findings.js';
import type { FinishedTiles } from '../analysis/analysis-run.js';
import type { AnalysisProgress } from '../analysis/progress.js';
import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { SmearError } from '../../models/domain/errors.js';
import type { Box, Point } from '../../models/domain/geometry.js';
import type { CellChangeSet, CellStore } from '../cells/cell-store.js';
import type { OverlayMode, SessionState, SmearSession } from './session.js';
import type { KeptSession, SessionKeeper } from '../keep/keeping.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { AdaptablePipeline } from '../adapt/adaptation.js';
import type { ToolSurface } from '../tools/tool-surface.js';
import type { WorkingStateOptions } from './working-state.js';

/** What one analysed part of the slide brings. */
export interface SessionTileResult extends CellChangeSet {
  readonly progress: AnalysisProgress;
  /** Ids of the added cells that a border of the part cuts. */
  readonly cut?: readonly string[];
  readonly failed?: SmearError;
}

/** The models, as far as a session needs them. */
export interface SessionPipeline {
  readonly info: ModelInfo;
  analyze(
    slide: SlideReader,
    region: Box,
    options: {
      signal: AbortSignal;
      threshold: number;
      micronsPerPixel: number;
      existing: CellStore;
      /** Models that do not know of it start over. */
      continues?: FinishedTiles;
    },
  ): AsyncIterable<SessionTileResult>;
  findResolution(slide: SlideReader, query: { signal: AbortSignal }): Promise<Resolution | undefined>;
  reconstruct(
    slide: SlideReader,
    cells: readonly Cell[],
    options: { micronsPerPixel?: number; signal?: AbortSignal },
  ): Promise<Reconstruction[]>;
  /** The cell at a point (level-0 pixels) that was missed; left out, nothing is ever found so. */
  findAt?(
    slide: SlideReader,
    point: Point,
    options: { micronsPerPixel?: number; signal: AbortSignal },
  ): Promise<FoundCell | undefined>;
  /** Refitting and naming; left out, these models cannot be adapted. */
  refit?: AdaptablePipeline['refit'];
  name?: AdaptablePipeline['name'];
  use?: AdaptablePipeline['use'];
  dispose(): Promise<void>;
}

/** How far the opening of the models has come. */
export type OpeningState = Extract<SessionState, { kind: 'loading' | 'electing' }>;

/** Opens the models; abort rejects with the signal's reason. */
export type OpenPipeline = (opening: {
  readonly backend: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (state: OpeningState) => void;
}) => Promise<SessionPipeline>;

/** The viewer and what is drawn over it, as far as a session needs them. */
export interface SessionView {
  /** Level-0 box around what is on view; `undefined` while nothing is open. */
  readonly region: Box | undefined;
  drawRegion(signal?: AbortSignal): Promise<Box | undefined>;
  /** Absent where a reader cannot work on the slide itself. */
  readonly tools?: ToolSurface;
  /** Calls back with what is on view (level-0 pixels) whenever it has come to rest; absent where that cannot be told. */
  onRest?(listener: (view: Box | undefined) => void): void;
  /** Brings the cell into view. */
  show(cell: Cell): void;
  /** Fits the view to the region, level-0 pixels. */
  showRegion(region: Box): void;
  /** Redraws; `heat` also forgets the heat maps. */
  refresh(change: { mode: OverlayMode; selected: string | undefined; heat: boolean }): void;
  dispose(): void;
}

/** What a session is put together from, and how it starts. */
export interface SessionParts extends WorkingStateOptions {
  readonly openPipeline: OpenPipeline;
  readonly createView: (session: SmearSession) => SessionView;
  /** What keeps the work from one visit to the next; nothing does where it is left out. */
  readonly createKeeper?: (session: KeptSession) => SessionKeeper;
  /** Identifies a slide by its pixels. */
  readonly fingerprint?: (slide: SlideReader) => Promise<string | undefined>;
  readonly backend?: string;
  /** The clock of corrections; the computer's own by default. */
  readonly now?: () => Date;
}

/** Where neither models nor kept work name any. Always the same, so that nothing is built anew over it. */
export const NO_CLASSES: readonly CellClass[] = [];
