import type { AnalysisProgress } from '../analysis/progress.js';
import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { SmearError } from '../../models/domain/errors.js';
import type { Box, Point } from '../../models/domain/geometry.js';
import type { OverlayMode } from '../../overlays/cell-overlay.js';
import type { CellStore } from '../cells/cell-store.js';
import type { CellTally } from '../cells/tally.js';
import type { MonolayerOptions } from '../count/monolayer.js';
import type { Counting } from '../count/counting.js';
import type { NearestCells } from '../neighbours/nearest-cells.js';
import type { Kinds } from '../kinds/kinds.js';
import type { Keeping } from '../keep/keeping.js';
import type { Review } from '../review/review.js';
import type { ReviewKeys } from '../review/review-keys.js';
import type { Selection } from '../review/selection.js';
import type { BeforeEventMap } from './before-events.js';
import type { ExportFormat } from '../formats/export-cells.js';
import type { GeoJsonImport } from '../formats/geojson-import.js';
import type { AnalysisService } from '../service/analysis-service.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { MissedCell } from '../tools/missed-cell.js';
import type { Adaptation } from '../adapt/adaptation.js';
import type { MeasuredLength } from '../tools/measure-length.js';
import type { SlideTools } from '../tools/slide-tools.js';

export type { OverlayMode };

/** What a session is doing; `done` and `failed` last until the next request. */
export type SessionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'electing' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'analysing'; readonly region: Box; readonly progress: AnalysisProgress }
  | {
      readonly kind: 'done';
      readonly region: Box;
      readonly progress: AnalysisProgress;
      readonly cancelled: boolean;
    }
  | { readonly kind: 'failed'; readonly error: SmearError };

/**
 * An analysis of several tiles that has not come to its end. It is kept with the work on the slide, and can be continued
 * with the same models at the same resolution.
 */
export interface UnfinishedAnalysis {
  /** Level-0 pixels. */
  readonly region: Box;
  /** Tiles. */
  readonly done: number;
  readonly total: number;
  /** It is running now. */
  readonly isAtWork: boolean;
}

/** The events of a session: what has happened, and what is about to and can be prevented. */
export interface SessionEventMap extends BeforeEventMap {
  /** State, progress, resolution, threshold, overlay mode or selection changed. */
  change: CustomEvent<void>;
  /** A tile or the session failed; nothing already found is lost. */
  error: CustomEvent<SmearError>;
}

/**
 * One viewer with its slide, models and cells. Everything the panel does goes through here,
 * so a host that wants its own interface needs no element of ours.
 */
export interface SmearSession extends EventTarget {
  addEventListener<Name extends keyof SessionEventMap>(
    name: Name,
    listener: (event: SessionEventMap[Name]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  addEventListener(...listening: Parameters<EventTarget['addEventListener']>): void;
  removeEventListener<Name extends keyof SessionEventMap>(
    name: Name,
    listener: (event: SessionEventMap[Name]) => void,
    options?: EventListenerOptions | boolean,
  ): void;
  removeEventListener(...listening: Parameters<EventTarget['removeEventListener']>): void;
  readonly state: SessionState;
  /** Absent until the models are open. */
  readonly info?: ModelInfo;
  /** Where the host serves worker, WebAssembly and models, if it said so. */
  readonly assetUrl?: string | URL;
  /**
   * What cells can be called, and what each of their probabilities is of: the classes of the open models, while none
   * are open those that the kept work came with, empty where there is neither.
   */
  readonly classes: readonly CellClass[];
  /** What cells are called and how each kind is counted: the models' classes, ICSH's, and the laboratory's own. */
  readonly kinds: Kinds;
  /** Absent while no slide is open. */
  readonly slide?: SlideReader;
  readonly resolution?: Resolution;
  /**
   * Whether red cells are seen on the slide at its resolution, as on every blood smear. Looked at after the first run
   * that found cells, followed by `change`. Absent until then, and where the picture is too small or could not be read.
   */
  readonly showsRedCells?: boolean;
  /** All cells found so far, above and below the threshold. */
  readonly cells: CellStore;
  /** How many there are of each kind, at once. */
  readonly tally: CellTally;
  /** What a person does with the cells: corrections, confirmations, undo and redo. */
  readonly review: Review;
  /** Adapts the names to what this laboratory has confirmed. */
  readonly adaptation: Adaptation;
  /** @deprecated Use `adaptation`. */
  readonly teaching: Adaptation;
  /** The same by key, for the cells chosen; and which key names which class. */
  readonly keys: ReviewKeys;
  /** The differential: which cells are counted, where, and what that gives. */
  readonly counting: Counting;
  /** The cells chosen together; `selected` is the one that is looked at. */
  readonly selection: Selection;
  /** Which cells are most like one. */
  readonly nearest: NearestCells;
  /** What a person does on the slide itself: add, draw, adjust, choose, measure. */
  readonly tools: SlideTools;
  /** How the work is kept in the browser; absent where the host has turned that off. */
  readonly keeping?: Keeping;
  /** Detection probability below which cells are not shown, counted or exported. */
  threshold: number;
  overlay: OverlayMode;
  /** Id of the chosen cell. */
  selected: string | undefined;

  /**
   * Loads the models now rather than with the first thing that needs them; resolves when they are open. A second call
   * shares the first one's work, and tries again after a failure. Rejects as `createPipeline` does.
   */
  load(): Promise<unknown>;
  /**
   * Forces what computes (`webgpu`, `webgl`, `wasm`, `cpu`), or has it elected again (`undefined`).
   * Stops the running analysis and opens the models anew; the cells stay.
   */
  setBackend(backend: string | undefined): Promise<void>;
  /** Overrides what the file says or what was estimated; µm per level-0 pixel. */
  setResolution(micronsPerPixel: number): void;
  /** Resolves when done or cancelled. Rejects as the models do, and with `refused`. */
  analyzeView(): Promise<void>;
  analyzeRegion(region: Box): Promise<void>;
  analyzeSlide(): Promise<void>;
  /** The counting areas, one after the other, until one is paused or cancelled or something else is analysed. */
  analyzeAreas(): Promise<void>;
  /**
   * Where red cells lie side by side, neither on each other nor far apart: rectangles in level-0 pixels, the largest first; none
   * on a slide without. Reads the slide once at about 1 µm per pixel. Abort rejects with the signal's reason; further codes as in
   * `SlideReader.read`, and `invalid-argument` where no slide is open.
   */
  findMonolayer(options?: Omit<MonolayerOptions, 'micronsPerPixel'>): Promise<readonly Box[]>;
  /** What analyses slides on other machines, where the host names one. */
  readonly service?: AnalysisService;
  /**
   * Has the whole slide analysed by the host's service and shows what it finds as it comes; a run like the others, which
   * `cancel` ends. Rejects as `AnalysisService.analyze`, with `refused`, and with `invalid-argument` where there is no service.
   */
  analyzeByService(): Promise<void>;
  /**
   * Lets the reader drag a rectangle on the slide; resolves with it, or undefined if given up. Rejects with
   * `invalid-argument` for one that lies wholly beside the slide.
   */
  drawRegion(options?: { signal?: AbortSignal }): Promise<Box | undefined>;
  /** Adds the cell that the models find at a point (level-0 pixels), and chooses it; one that is there is chosen. */
  addCellAt(point: Point, options?: { signal?: AbortSignal }): Promise<MissedCell>;
  /** Lets the reader draw a cell; resolves with its id, or undefined if given up. */
  drawCell(): Promise<string | undefined>;
  /** Lets the reader pull a cell's outline by handles; whether it was changed. */
  adjustOutline(id: string): Promise<boolean>;
  /** Lets the reader draw around cells, which are then the chosen ones; how many that are. */
  lasso(): Promise<number>;
  /** A ruler until the reader ends it; the last length measured. */
  measure(): Promise<MeasuredLength | undefined>;
  /**
   * Analyses every view on which the reader rests, unless it is a wide overview; off at first. Views that were left are
   * dropped, and what was looked at before costs nothing.
   */
  analyzesAsPanned?: boolean;
  /** An analysis that can be paused and resumed; absent where there is none. */
  readonly unfinished?: UnfinishedAnalysis;
  /** Stops the running analysis; `resume` continues one that is in `unfinished`. */
  pause(): void;
  /**
   * Continues the unfinished analysis of this slide after its last finished tile, also after the page was reloaded. Rejects
   * as `analyzeSlide` does, and with `invalid-argument` where there is none.
   */
  resume(): Promise<void>;
  /** Ends the running or the unfinished analysis for good; what was found stays. */
  cancel(): void;
  /** Removes all cells; one step, which can be undone. */
  clear(): void;
  /** What identifies the open slide by its pixels; absent without a slide, or where these cannot be read any more. */
  fingerprint(): Promise<string | undefined>;
  /** Crop, rebuilt picture and error map; made on demand. */
  reconstruct(cells: readonly Cell[], options?: { signal?: AbortSignal }): Promise<Reconstruction[]>;
  /** Brings the cell into view and chooses it. */
  goTo(id: string): void;
  /** Brings a part of the slide (level-0 pixels) into view. */
  goToRegion(region: Box): void;
  /**
   * The cells at or above the threshold and all that a person has reviewed, as the GeoJSON that QuPath
   * opens and `importGeoJson` reads back. Written in slices, so that the page answers meanwhile. Fails with `refused`.
   */
  exportGeoJson(options?: { embedding?: boolean; signal?: AbortSignal }): Promise<Blob>;
  /**
   * The shown cells as a table with QuPath's columns (`csv`), as COCO instances (`coco`), or as DICOM Microscopy Bulk
   * Simple Annotations (`dicom`; `export-failed` where no cell is shown). Fails with `refused`. Abort rejects with the signal's reason.
   */
  exportAs(format: ExportFormat, options?: { signal?: AbortSignal }): Promise<Blob>;
  /**
   * Brings in the cells of a GeoJSON file (ours, QuPath's, TissUUmaps', DSA's; gzipped or not) as one step, which can
   * be undone: cells whose id is there are replaced. A running analysis is stopped, and keeps what it has found.
   * Fails with `refused`, `import-unreadable`, `import-too-large` or `import-wrong-slide`; then, and when aborted before
   * all cells are there, nothing has changed; once something else was done to the cells it is too late for that.
   */
  importGeoJson(file: Blob, options?: { signal?: AbortSignal }): Promise<GeoJsonImport>;
  /** May be called twice. */
  dispose(): Promise<void>;
}
