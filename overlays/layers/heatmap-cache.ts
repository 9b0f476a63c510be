import type { Cell } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';
import { LruCache } from '../../models/domain/lru-cache.js';
import type { Reconstruction } from '../../models/domain/reconstruction.js';
import { paintError } from './error-scale.js';

export interface HeatImage {
  readonly box: Box;
  readonly picture: CanvasImageSource;
}

export interface HeatmapSource {
  (cells: readonly Cell[], signal: AbortSignal): Promise<readonly Reconstruction[]>;
}

/** A map, or that there is none, and what it was made of. */
interface Known {
  readonly embedding: Float32Array;
  readonly box: Box;
  readonly image: HeatImage | undefined;
}

const BATCH = 6;
const KEPT = 400;
/** The nucleus stays in sight under the map, and the plain cell where it has nothing to say. */
const MIN_ALPHA = 0.15;
const MAX_ALPHA = 0.6;

/**
 * Heat maps of the cells on view: asked for in small batches, one batch at a time, and kept up to a bound
 * (least recently shown goes first). A cell is asked for again when its embedding or box is another; one whose map could
 * not be made is not asked for again before that, or `clear`.
 */
export class HeatmapCache {
  readonly #source: HeatmapSource;
  readonly #onReady: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #known = new LruCache<string, Known>({ max: KEPT });
  #wanted: readonly Cell[] = [];
  #running?: AbortController;

  constructor(source: HeatmapSource, onReady: () => void, onError: (error: unknown) => void) {
    this.#source = source;
    this.#onReady = onReady;
    this.#onError = onError;
  }

  get(id: string): HeatImage | undefined {
    return this.#known.get(id)?.image;
  }

  /** Replaces what is wanted, most wanted first; what has gone out of view is no longer asked for. */
  want(cells: readonly Cell[]): void {
    // Cells beyond what can be kept would push out the maps of others, which would then be asked for again.
    this.#wanted = cells.slice(0, KEPT).filter(({ id, embedding, box }) => {
      const known = this.#known.peek(id);
      return known?.embedding !== embedding || known.box !== box;
    });
    if (!this.#running) void this.#fill();
  }

  /** Forgets everything and stops what is under way. */
  clear(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#wanted = [];
    this.#known.clear();
  }

  async #fill(): Promise<void> {
    const run = new AbortController();
    this.#running = run;
    try {
      while (this.#wanted.length > 0) {
        const batch = this.#wanted.slice(0, BATCH);
        this.#wanted = this.#wanted.slice(BATCH);
        for (const { id, embedding, box } of batch) {
          // The old map stays until the new one is there.
          this.#known.set(id, { embedding, box, image: this.#known.peek(id)?.image });
        }
        try {
          const maps = await this.#source(batch, run.signal);
          if (run.signal.aborted) return;
          this.#dropOld(batch);
          for (const map of maps) this.#keep(map);
        } catch (error) {
          if (run.signal.aborted) return;
          this.#dropOld(batch);
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

  /** What was shown meanwhile is no map of these cells any more. */
  #dropOld(batch: readonly Cell[]): void {
    for (const { id } of batch) {
      const known = this.#known.peek(id);
      if (known) this.#known.set(id, { ...known, image: undefined });
    }
  }

  #keep(map: Reconstruction): void {
    const { width, height } = map.crop;
    const picture = document.createElement('canvas');
    picture.width = width;
    picture.height = height;
    picture
      .getContext('2d')
      ?.putImageData(new ImageData(paintError(map.error, MIN_ALPHA, MAX_ALPHA), width, height), 0, 0);
    const known = this.#known.peek(map.cellId);
    if (known) this.#known.set(map.cellId, { ...known, image: { box: map.box, picture } });
  }
}
