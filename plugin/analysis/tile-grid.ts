import { fullExtent, type Box } from '../../models/domain/geometry.js';
import { boxCentre, growBox, intersectBoxes } from '../../models/domain/geometry.js';
import { SmearError } from '../../models/domain/errors.js';
import type { TileRequest } from '../../models/domain/tile.js';

/** Neighbouring tiles share this much, so that a cell on a seam lies whole in at least one of them. */
export const TILE_OVERLAP_UM = 25;

/** A glass slide of 25 × 75 mm takes far fewer; more would be as many objects in memory. */
const MOST_TILES = 2 ** 20;

/** One step of an analysis. All boxes in level-0 pixels. */
export interface Tile extends TileRequest {
  /** What to read; lies inside the slide and reaches beyond the core by half the overlap. */
  readonly region: Box;
  /** Size of the tile in pixels of the model. */
  readonly width: number;
  readonly height: number;
  /** The part of the analysed region that this tile answers for; cores never overlap. */
  readonly core: Box;
  /** The part of the slide that it can answer for; holds the core, and is the same whatever region was asked for. */
  readonly reach: Box;
}

export interface TilePlan {
  /** Nearest to the middle of the region first, row by row where equally near. */
  readonly tiles: readonly Tile[];
  /** The region that is analysed: the asked one, clipped to the slide. */
  readonly region: Box;
}

export interface TileGridOptions {
  /** Level-0 pixels. */
  readonly region: Box;
  readonly slide: { readonly width: number; readonly height: number };
  /** Of level 0. */
  readonly micronsPerPixel: number;
  /** Of the model. */
  readonly modelMicronsPerPixel: number;
  /** Sizes in model pixels for which the model has room; the smallest that holds everything is taken. */
  readonly tileSizes: readonly number[];
}

interface Span {
  readonly min: number;
  readonly max: number;
  readonly pixels: number;
  readonly reachMin: number;
  readonly reachMax: number;
}

/**
 * The tiles that cover a region. Their cores partition it exactly; their pixels lie on one grid that
 * starts at the slide's corner, so the same place looks the same whatever region it is analysed in. Where
 * a region is longer than one tile, the tiles too lie where they always do, so that regions share them.
 * Throws `invalid-argument` where the region misses the slide or a number makes no sense.
 */
export function planTiles(options: TileGridOptions): TilePlan {
  const { slide, micronsPerPixel, modelMicronsPerPixel } = options;
  requirePositive('resolution of the slide', micronsPerPixel);
  requirePositive('resolution of the model', modelMicronsPerPixel);
  const bounds = fullExtent(slide);
  const region = intersectBoxes(options.region, bounds);
  if (!region) {
    throw new SmearError(
      'invalid-argument',
      `The region to analyse lies outside the slide, which is ${slide.width} by ${slide.height} pixels. Choose a region on the slide.`,
    );
  }
  const scale = modelMicronsPerPixel / micronsPerPixel;
  const overlap = Math.ceil(TILE_OVERLAP_UM / modelMicronsPerPixel);
  const outer = intersectBoxes(growBox(region, (overlap / 2) * scale), bounds) ?? region;
  const size = chooseSize(options.tileSizes, overlap, outer, scale);
  const columns = planAxis([region.minX, region.maxX], [outer.minX, outer.maxX], slide.width, {
    scale,
    size,
    overlap,
  });
  const rows = planAxis([region.minY, region.maxY], [outer.minY, outer.maxY], slide.height, {
    scale,
    size,
    overlap,
  });
  if (!(rows.length * columns.length <= MOST_TILES)) {
    throw new SmearError(
      'invalid-argument',
      `The region to analyse is ${millimetres(outer.maxX - outer.minX, micronsPerPixel)} × ${millimetres(outer.maxY - outer.minY, micronsPerPixel)} mm, more than a glass slide holds. Check the resolution, or choose a smaller region.`,
    );
  }
  const tiles = rows.flatMap((row) =>
    columns.flatMap((column) => {
      const reach = { minX: column.reachMin, minY: row.reachMin, maxX: column.reachMax, maxY: row.reachMax };
      const core = intersectBoxes(reach, region);
      if (!core) return [];
      const shown = { minX: column.min, minY: row.min, maxX: column.max, maxY: row.max };
      return [{ region: shown, width: column.pixels, height: row.pixels, core, reach }];
    }),
  );
  return { tiles: centreFirst(tiles, region), region };
}

const millimetres = (pixels: number, micronsPerPixel: number): string =>
  ((pixels * micronsPerPixel) / 1000).toFixed(0);

function chooseSize(sizes: readonly number[], overlap: number, outer: Box, scale: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  const largest = ascending.at(-1);
  if (largest === undefined || largest <= 2 * overlap) {
    throw new SmearError(
      'pack-incompatible',
      `The model's tiles of ${largest ?? 0} pixels are too small to overlap by ${TILE_OVERLAP_UM} µm. Use another model pack.`,
    );
  }
  const needed = Math.max(
    pixelsBetween(outer.minX, outer.maxX, scale),
    pixelsBetween(outer.minY, outer.maxY, scale),
  );
  return ascending.find((size) => size >= needed) ?? largest;
}

/** Whole model pixels from the grid line at or before `min` up to `max`. */
function pixelsBetween(min: number, max: number, scale: number): number {
  return Math.max(1, Math.round(max / scale - Math.floor(min / scale)));
}

type Range = readonly [min: number, max: number];

interface AxisGrid {
  /** Level-0 pixels per model pixel. */
  readonly scale: number;
  /** Of a tile, model pixels. */
  readonly size: number;
  /** Least overlap of neighbours, model pixels. */
  readonly overlap: number;
}

/** One span around a range that fits into one tile, else those of the slide's own grid that the range touches. */
function planAxis(range: Range, outer: Range, slideLength: number, grid: AxisGrid): Span[] {
  const { scale, size } = grid;
  const first = Math.floor(outer[0] / scale);
  const length = pixelsBetween(outer[0], outer[1], scale);
  if (length <= size) {
    const [reachMin, reachMax] = range;
    return [{ min: first * scale, max: outer[1], pixels: Math.min(size, length), reachMin, reachMax }];
  }
  return slideSpans(slideLength, grid).filter(
    ({ reachMin, reachMax }) => reachMax > range[0] && reachMin < range[1],
  );
}

/** The spans that cover the whole slide. The last one ends where the slide does, and overlaps its neighbour by more. */
function slideSpans(slideLength: number, { scale, size, overlap }: AxisGrid): Span[] {
  const length = pixelsBetween(0, slideLength, scale);
  const step = size - overlap;
  const count = Math.max(1, Math.ceil((length - overlap) / step));
  const spans = Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    const start = isLast ? Math.max(0, length - size) : index * step;
    const pixels = Math.min(size, length);
    return { min: start * scale, max: isLast ? slideLength : (start + pixels) * scale, pixels };
  });
  const seams = spans.slice(1).map((span, index) => (span.min + (spans[index]?.max ?? 0)) / 2);
  return spans.map((span, index) => ({
    ...span,
    reachMin: seams[index - 1] ?? 0,
    reachMax: seams[index] ?? slideLength,
  }));
}

function centreFirst(tiles: Tile[], region: Box): Tile[] {
  const middle = boxCentre(region);
  const distance = new Map(
    tiles.map((tile) => {
      const centre = boxCentre(tile.core);
      return [tile, Math.hypot(centre.x - middle.x, centre.y - middle.y)];
    }),
  );
  return tiles.sort((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0));
}

function requirePositive(what: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new SmearError(
    'invalid-argument',
    `The ${what} must be a positive number of micrometres per pixel, not ${value}.`,
  );
}
