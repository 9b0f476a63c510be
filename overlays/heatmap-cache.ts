import type { Cell } from '../models/domain/cell.js';
import type { Box } from '../models/domain/geometry.js';
import { paintError } from './error-scale.js';

/** What a heat map is made from: squared RGB difference over a level-0 box. */
export interface ErrorMap {
  readonly cellId: string;
  readonly box: Box;
  readonly crop: { readonly width: number; readonly height: number };
  readonly error: Float32Array;
}

export interface HeatImage {
  readonly box: Box;
  readonly picture: CanvasImageSource;
}

export interface HeatmapSource {
  (cells: readonly Cell[], signal: AbortSignal): Promise<readonly ErrorMap[]>;
}

const BATCH = 6;
const KEPT = 400;
/** The plain cell stays in sight where the map has nothing to say. */
const MIN_ALPHA = 0.45;

/**
 * Heat maps of the cells on view: asked for in small batches, one batch at a time, and kept up to a bound
 * (least recently shown goes first). A cell whose map could not be made is not asked for again until `clear`.
 */
export class HeatmapCache {
  readonly #source: HeatmapSource;
  readonly #onReady: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #images = new Map<string, HeatImage | null>();
  #wanted: readonly Cell[] = [];
  #running?: AbortController;

  constructor(source: HeatmapSource, onReady: () => void, onError: (error: unknown) => void) {
    this.#source = source;
    this.#onReady = onReady;
    this.#onError = onError;
  }

  get(id: string): HeatImage | undefined {
    const image = this.#images.get(id);
    if (!image) return undefined;
    this.#images.delete(id);
    this.#images.set(id, image);
    return image;
  }

  /** Replaces what is wanted, most wanted first; what has gone out of view is no longer asked for. */
  want(cells: readonly Cell[]): void {
    // Cells beyond what can be kept would push out the maps of others, which would then be asked for again.
    this.#wanted = cells.slice(0, KEPT).filter((cell) => !this.#images.has(cell.id));
    if (!this.#running) void this.#fill();
  }

  /** Forgets everything and stops what is under way. */
  clear(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#wanted = [];
    this.#images.clear();
  }

  async #fill(): Promise<void> {
    const run = new AbortController();
    this.#running = run;
    try {
      while (this.#wanted.length > 0) {
        const batch = this.#wanted.slice(0, BATCH);
        this.#wanted = this.#wanted.slice(BATCH);
        for (const cell of batch) this.#images.set(cell.id, null);
        try {
          const maps = await this.#source(batch, run.signal);
          if (run.signal.aborted) return;
          for (const map of maps) this.#keep(map);
        } catch (error) {
          if (run.signal.aborted) return;
          this.#onError(error);
          // One report is enough: the next cells would most likely fail for the same reason.
          this.#wanted = [];
        }
        this.#onReady();
      }
    } finally {
      if (this.#running === run) this.#running = undefined;
    }
  }

  #keep(map: ErrorMap): void {
    const { width, height } = map.crop;
    const picture = document.createElement('canvas');
    picture.width = width;
    picture.height = height;
    picture
      .getContext('2d')
      ?.putImageData(new ImageData(paintError(map.error, MIN_ALPHA), width, height), 0, 0);
    this.#images.delete(map.cellId);
    this.#images.set(map.cellId, { box: map.box, picture });
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= KEPT) break;
      this.#images.delete(oldest);
    }
  }
}
