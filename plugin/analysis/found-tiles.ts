import { LruCache } from '../../models/domain/lru-cache.js';
import type { Tile } from './tile-grid.js';
import type { TileCells } from './find-cells.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Cells, and tiles, that are kept of each slide: some 100 MB at most. */
const MOST_CELLS = 30_000;

/** How a tile was looked at. */
export interface Look {
  readonly threshold: number;
  /** Of level 0. */
  readonly micronsPerPixel: number;
}

type Kept = LruCache<string, TileCells>;

/**
 * What tiles were found to hold, for as long as the models and what names the cells stay the same: who pans back, or
 * runs once more, waits for nothing. The least recently used are forgotten first, and a slide with its reader.
 */
export class FoundTiles {
  #slides = new WeakMap<SlideReader, Kept>();

  /** What is known of the tile, else what `find` finds; a failure is not kept. */
  async get(slide: SlideReader, tile: Tile, look: Look, find: () => Promise<TileCells>): Promise<TileCells> {
    const kept = this.#of(slide);
    const key = keyOf(tile, look);
    const known = kept.get(key);
    if (known) return known;
    const found = await find();
    // Where all was forgotten meanwhile, this goes with it.
    kept.set(key, found);
    return found;
  }

  /** The cells are named otherwise from now on. */
  forget(): void {
    this.#slides = new WeakMap();
  }

  #of(slide: SlideReader): Kept {
    const known = this.#slides.get(slide);
    if (known) return known;
    const kept: Kept = new LruCache({ max: MOST_CELLS, sizeOf: ({ shown }) => 1 + shown.length });
    this.#slides.set(slide, kept);
    return kept;
  }
}

function keyOf({ region, reach, width, height }: Tile, { threshold, micronsPerPixel }: Look): string {
  const corners = ({ minX, minY, maxX, maxY }: Tile['region']) => [minX, minY, maxX, maxY];
  return [...corners(region), ...corners(reach), width, height, threshold, micronsPerPixel].join();
}
