import type { Cell, CellClass } from '../models/domain/cell.js';
import type { SmearError } from '../models/domain/errors.js';
import type { Box, Point } from '../models/domain/geometry.js';
import type { RgbaTile } from '../models/domain/tile.js';
import type { CellStore } from './cells/cell-store.js';
import type { CellTally } from './cells/tally.js';
import type { Counting } from './count/counting.js';
import type { NearestCells } from './neighbours/nearest-cells.js';
import type { Keeping } from './keep/keeping.js';
import type { Review } from './review/review.js';
import type { ReviewKeys } from './review/review-keys.js';
import type { Selection } from './review/selection.js';
import type { ExportFormat } from './formats/export-cells.js';
import type { GeoJsonImport } from './formats/geojson-import.js';
import type { SlideReader } from './slide/slide-reader.js';
import type { MissedCell } from './missed-cell.js';
import type { Teaching } from './teach/teaching.js';
import type { MeasuredLength, SlideTools } from './slide-tools.js';

/** What is drawn over the slide: outlines with names, heat maps of the reconstruction error, both or nothing. */
export type OverlayMode = 'labels' | 'heatmap' | 'both' | 'none';
/** From the file, set by a person, or found from what the slide shows. */
export type ResolutionSource = 'metadata' | 'given' | 'estimated';

/** How large a level-0 pixel is, and who says so. */
export interface Resolution {
  readonly micronsPerPixel: number;
  readonly source: ResolutionSource;
}

/** Where a running analysis stands; `remainingMs` is absent until it can be told. */
export interface AnalysisProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly remainingMs?: number;
}

/** What the models made of one cell's picture, in the frame of the cell's box. */
export interface Reconstruction {
  readonly cellId: string;
  /** Level-0 frame that all three pictures cover. */
  readonly box: Box;
  readonly crop: RgbaTile;
  readonly rebuilt: RgbaTile;
  /** Squared RGB difference per pixel (0 to 1), lightly smoothed; `crop.width * crop.height` values, row-major. */
  readonly error: Float32Array;
}

/** A pack whose models describe cells. */
export interface NamedPack {
  /** Name and version. */
  readonly pack: string;
  /** SHA-256 of the pack's manifest. */
  readonly packHash: string;
  /** In the order of the cells' probabilities. */
  readonly classes: readonly CellClass[];
}

/** The models that are open, and what computes them. */
export interface SessionInfo extends NamedPack {
  /** `webgpu`, `webgl`, `wasm` or `cpu`. */
  readonly backend: string;
  /** What names the cells: `forest` or `linear`. */
  readonly head?: string;
  /** Cells whose novelty lies above it are called unknown; absent where the pack cannot tell. */
  readonly noveltyThreshold?: number;
  /** Typical reconstruction error of cells like those the models were trained on. */
  readonly reconstruction: { readonly mean: number; readonly std: number };
}

/** Where a session stands; `done` and `failed` last until something else is asked for. */
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

/** What a session tells its listeners. */
export interface SessionEventMap {
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
  readonly state: SessionState;
  /** Absent until the models are open. */
  readonly info?: SessionInfo;
  /**
   * What cells can be called, and what each of their probabilities is of: the classes of the open models, while none
   * are open those that the kept work came with, empty where there is neither.
   */
  readonly classes: readonly CellClass[];
  /** Absent while no slide is open. */
  readonly slide?: SlideReader;
  readonly resolution?: Resolution;
  /**
   * Whether red cells are seen on the slide at its resolution, as on every blood smear. Looked at after the first run
   * that found cells; `change` tells. Absent until then, where the picture is too small to tell or could not be read.
   */
  readonly showsRedCells?: boolean;
  /** All cells found so far, above and below the threshold. */
  readonly cells: CellStore;
  /** How many there are of each kind, at once. */
  readonly tally: CellTally;
  /** What a person does with the cells: corrections, confirmations, undo and redo. */
  readonly review: Review;
  /** Adapts the names to what this laboratory has confirmed. */
  readonly teaching: Teaching;
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
   * Forces what computes (`webgpu`, `webgl`, `wasm`, `cpu`), or lets it be elected again (`undefined`).
   * Stops the running analysis and opens the models anew; the cells stay.
   */
  setBackend(backend: string | undefined): Promise<void>;
  /** Overrides what the file says or what was estimated; µm per level-0 pixel. */
  setResolution(micronsPerPixel: number): void;
  analyzeView(): Promise<void>;
  analyzeRegion(region: Box): Promise<void>;
  analyzeSlide(): Promise<void>;
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
  /** Stops the running analysis; what was found stays. */
  cancel(): void;
  /** Takes all cells away; one step, which can be undone. */
  clear(): void;
  /** Tells the open slide's pixels from those of another of its size; absent without a slide, or where nobody can say. */
  fingerprint(): Promise<string | undefined>;
  /** Crop, rebuilt picture and error map; made on demand. */
  reconstruct(cells: readonly Cell[], options?: { signal?: AbortSignal }): Promise<Reconstruction[]>;
  /** Brings the cell into view and chooses it. */
  goTo(id: string): void;
  /** Brings a part of the slide (level-0 pixels) into view. */
  goToRegion(region: Box): void;
  /**
   * The cells at or above the threshold and all that a person has said something about, as the GeoJSON that QuPath
   * opens and `importGeoJson` reads back. Written in slices, so that the page answers meanwhile.
   */
  exportGeoJson(options?: { embedding?: boolean; signal?: AbortSignal }): Promise<Blob>;
  /**
   * The shown cells as a table with QuPath's columns (`csv`), as COCO instances (`coco`), or as DICOM Microscopy Bulk
   * Simple Annotations (`dicom`; `export-failed` where no cell is shown). Abort rejects with the signal's reason.
   */
  exportAs(format: ExportFormat, options?: { signal?: AbortSignal }): Promise<Blob>;
  /**
   * Brings in the cells of a GeoJSON file (ours, QuPath's, TissUUmaps', DSA's; gzipped or not) as one step, which can
   * be undone: cells whose id is there are replaced. A running analysis is stopped, and keeps what it has found.
   * Fails with `import-unreadable`, `import-too-large` or `import-wrong-slide`; then, and when aborted before
   * all cells are there, nothing has changed; once something else was done to the cells it is too late for that.
   */
  importGeoJson(file: Blob, options?: { signal?: AbortSignal }): Promise<GeoJsonImport>;
  /** May be called twice. */
  dispose(): Promise<void>;
}
