import type { Box } from '../../models/domain/geometry.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { overviewRequest } from '../stain/background-light.js';
import { areaOf, largestRectangle, type SquareGrid } from './largest-rectangles.js';

export interface MonolayerOptions {
  /** Of level 0; 0.25 where it is not known. A factor of two makes no difference. */
  readonly micronsPerPixel?: number | undefined;
  readonly signal?: AbortSignal;
  /** How much of the slide has been looked at, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Side of the squares that are judged: some two hundred red cells in one layer. */
const SQUARE_UM = 128;
/** Resolution at which they are read, µm per pixel. */
const PIXEL_UM = 1;
/** Squares on each side of what is read at once. */
const READ_SQUARES = 8;
/** Optical density (base 10, green) from which a pixel is no glass; red cells have 0.1 to 0.2. */
const STAINED = 0.06;
/** Between red cells that lie side by side, light comes through: this share of all pixels is brighter than stained. */
const GLASS_PERCENTILE = 0.95;
/**
 * Red cells side by side, drawn or of real fields, cover 0.46 to 0.63; two layers 0.8, three 0.94. Where less is
 * covered, cells lie far apart, are flattened, and leukocytes are torn.
 */
const COVERED_AT_LEAST = 0.25;
const COVERED_AT_MOST = 0.72;
/** Where cells lie on each other they absorb twice as much as alone; nuclei and the rims of thick cells do so, too. */
const STACKED_FROM = 1.8;
const STACKED_AT_MOST = 0.15;
/** Of a square and its neighbours in one layer: with so few it stands alone; with so many it is one, a leukocyte more or less. */
const ALONE_BELOW = 4 / 9;
const FILLED_FROM = 7 / 9;
/** Squares on the short side of an area. */
const LEAST_SIDE = 2;
const MOST_AREAS = 6;
/** Against the largest. */
const LEAST_SHARE = 0.1;
/** An overview's pixels that are at most so many grey levels darker than its brightest show empty glass. */
const EMPTY_WITHIN = 6;
const OVERVIEW_PX = 1024;

/**
 * The rectangles, level-0 pixels, in which red cells lie side by side, neither on each other nor far apart: where a
 * laboratory counts. The largest first, at most six; none where the slide has no such place or is smaller than
 * 256 × 256 µm. Reads the slide once at about 1 µm per pixel, less what shows empty glass. Abort rejects with the
 * signal's reason; further codes as in `SlideReader.read`.
 */
export async function findMonolayer(
  slide: SlideReader,
  options: MonolayerOptions = {},
): Promise<readonly Box[]> {
  const { columns, rows, side } = gridOf(slide, options.micronsPerPixel);
  if (Math.min(columns, rows) < LEAST_SIDE) return [];
  const squares = await readSquares(slide, { columns, rows, side }, options);
  const free = smoothed({ columns, rows, free: inOneLayer(squares) });
  return rectangles({ columns, rows, free }).map(({ left, top, right, bottom }) => ({
    minX: left * side,
    minY: top * side,
    maxX: right * side,
    maxY: bottom * side,
  }));
}

/** Whether the slide is large enough for an area. */
export function hasRoomForMonolayer(
  slide: Pick<SlideReader, 'width' | 'height'>,
  micronsPerPixel?: number,
): boolean {
  const { columns, rows } = gridOf(slide, micronsPerPixel);
  return Math.min(columns, rows) >= LEAST_SIDE;
}

function gridOf(
  { width, height }: Pick<SlideReader, 'width' | 'height'>,
  micronsPerPixel = FALLBACK_MICRONS_PER_PIXEL,
) {
  const side = SQUARE_UM / micronsPerPixel;
  return { side, columns: Math.floor(width / side), rows: Math.floor(height / side) };
}

/** How many pixels of each grey level a square has in green; absent where it was not read. */
type Square = Uint32Array | undefined;

async function readSquares(
  slide: SlideReader,
  { columns, rows, side }: { readonly columns: number; readonly rows: number; readonly side: number },
  { signal, onProgress }: MonolayerOptions,
): Promise<Square[]> {
  const isEmpty = await emptyGlass(slide, signal);
  const squares: Square[] = Array.from({ length: columns * rows });
  const pixels = Math.round(SQUARE_UM / PIXEL_UM);
  for (let top = 0; top < rows; top += READ_SQUARES) {
    for (let left = 0; left < columns; left += READ_SQUARES) {
      signal?.throwIfAborted();
      const [right, bottom] = [Math.min(columns, left + READ_SQUARES), Math.min(rows, top + READ_SQUARES)];
      const region = { minX: left * side, minY: top * side, maxX: right * side, maxY: bottom * side };
      if (isEmpty(region)) continue;
      const size = { width: (right - left) * pixels, height: (bottom - top) * pixels };
      const tile = await slide.read({ region, ...size }, { signal });
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          squares[row * columns + column] = greenOf(
            tile,
            (column - left) * pixels,
            (row - top) * pixels,
            pixels,
          );
        }
      }
    }
    onProgress?.(Math.min(1, (top + READ_SQUARES) / rows));
  }
  return squares;
}

/** Tells of a region whether the overview shows nothing but empty glass there. */
async function emptyGlass(
  slide: SlideReader,
  signal: AbortSignal | undefined,
): Promise<(region: Box) => boolean> {
  const request = overviewRequest(slide, OVERVIEW_PX);
  const { width, height, data } = await slide.read(request, { signal });
  const scale = width / slide.width;
  let brightest = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 0) brightest = Math.max(brightest, data[at + 1] as number);
  }
  return ({ minX, minY, maxX, maxY }) => {
    for (let y = Math.floor(minY * scale); y < Math.min(height, Math.ceil(maxY * scale)); y++) {
      for (let x = Math.floor(minX * scale); x < Math.min(width, Math.ceil(maxX * scale)); x++) {
        const at = (y * width + x) * 4;
        if (data[at + 3] !== 0 && (data[at + 1] as number) < brightest - EMPTY_WITHIN) return false;
      }
    }
    return true;
  };
}

function greenOf({ width, data }: RgbaTile, left: number, top: number, side: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = top; y < top + side; y++) {
    for (let at = (y * width + left) * 4, end = at + side * 4; at < end; at += 4) {
      if (data[at + 3] === 0) continue;
      const green = data[at + 1] as number;
      counts[green] = (counts[green] as number) + 1;
    }
  }
  return counts;
}

/** 1 for each square in which cells lie in one layer. */
function inOneLayer(squares: readonly Square[]): Uint8Array {
  const glass = levelBelow(summed(squares), GLASS_PERCENTILE);
  const darkness = (level: number): number => Math.log10(Math.max(1, glass) / Math.max(1, level));
  const stained = Array.from({ length: 256 }, (_, level) => darkness(level) >= STAINED);
  const covered = squares.map((square) => square && shareOf(square, (level) => stained[level] === true));
  const isCovered = covered.map(
    (share) => share !== undefined && share >= COVERED_AT_LEAST && share <= COVERED_AT_MOST,
  );
  const cells = summed(squares.filter((_, index) => isCovered[index])).map((count, level) =>
    stained[level] ? count : 0,
  );
  const alone = darkness(levelBelow(cells, 0.5));
  const isStacked = Array.from({ length: 256 }, (_, level) => darkness(level) > STACKED_FROM * alone);
  return Uint8Array.from(squares, (square, index) => {
    if (!square || !isCovered[index]) return 0;
    const stacked = shareOf(square, (level) => isStacked[level] === true) / (covered[index] as number);
    return stacked <= STACKED_AT_MOST ? 1 : 0;
  });
}

function summed(squares: readonly Square[]): Float64Array {
  const sums = new Float64Array(256);
  for (const square of squares)
    square?.forEach((count, level) => (sums[level] = (sums[level] as number) + count));
  return sums;
}

/** The grey level that this share of the pixels does not pass. */
function levelBelow(counts: Float64Array, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  return Math.max(
    0,
    counts.findIndex((count) => (seen += count) >= share * all),
  );
}

function shareOf(counts: Uint32Array, isMeant: (level: number) => boolean): number {
  let [meant, all] = [0, 0];
  counts.forEach((count, level) => {
    all += count;
    if (isMeant(level)) meant += count;
  });
  return all === 0 ? 0 : meant / all;
}

/** Without squares that stand alone, and with those that are surrounded. */
function smoothed({ columns, rows, free }: SquareGrid): Uint8Array {
  return Uint8Array.from(free, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    let [like, all] = [0, 0];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        like += free[y * columns + x] as number;
        all++;
      }
    }
    return like >= (free[index] === 1 ? ALONE_BELOW : FILLED_FROM) * all ? 1 : 0;
  });
}

function rectangles({ columns, rows, free }: SquareGrid) {
  const left = free.slice();
  const found = [];
  for (let next; found.length < MOST_AREAS; found.push(next)) {
    next = largestRectangle({ columns, rows, free: left }, LEAST_SIDE);
    if (!next || (found[0] && areaOf(next) < LEAST_SHARE * areaOf(found[0]))) break;
    for (let row = next.top; row < next.bottom; row++)
      left.fill(0, row * columns + next.left, row * columns + next.right);
  }
  return found;
}
