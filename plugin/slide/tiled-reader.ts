import { SmearError } from '../../models/domain/errors.js';
import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import { checkRequest } from './check-request.js';
import { resampleArea } from './resample.js';
import { SharedCache } from './shared-cache.js';
import type { Level, SlideReader } from './slide-reader.js';

/** A level that is stored in tiles; the last row and column may be cut short. */
export interface TiledLevel extends Level {
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface TiledReaderOptions {
  readonly name: string;
  /** Finest first; the first one's size is the slide's. */
  readonly levels: readonly [TiledLevel, ...TiledLevel[]];
  readonly micronsPerPixel?: number;
  /**
   * The pixels of one tile, at least as many as lie inside its level. Abort rejects with the signal's reason;
   * other errors are reported as `tile-failed` unless they are a `SmearError`.
   */
  readonly loadTile: (level: number, column: number, row: number, signal: AbortSignal) => Promise<RgbaTile>;
  /** Whether a tile was left out of the file and is white; it is not loaded then. None is where this is absent. */
  readonly isBlank?: (level: number, column: number, row: number) => boolean;
  readonly dispose?: () => void;
  /** How many bytes of decoded tiles are kept; 128 MB by default. */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 128 * 1024 * 1024;
/** A request that covers more pixels of its level than this is put together from smaller ones. */
const MOSAIC_PIXELS = 24 * 1024 * 1024;

/** Pixels a side: where positions are floats of 32 bits, beyond this one is not told apart from the next. */
const LONGEST_SIDE = 2 ** 24;
/** Tiles that a part of a level may need: as many as there are where each is as small as TIFF allows, 16 pixels a side. */
const MOST_TILES = 4096;
/** The side of that part, pixels of the level. */
const PART = 1024;

/**
 * A slide over tiles that something else fetches and decodes. Tiles are kept up to a limit, and one that
 * several reads need at once is loaded once. Throws `slide-unsupported` where a slide cannot be as large as it claims, and
 * where its tiles are so small that a read would ask for very many.
 */
export function createTiledReader(options: TiledReaderOptions): SlideReader {
  const { name, levels, micronsPerPixel, loadTile } = options;
  checkSizes(name, levels);
  const { width, height } = levels[0];
  const cache = new SharedCache<string, RgbaTile>({
    maxBytes: options.cacheBytes ?? CACHE_BYTES,
    sizeOf: (tile) => tile.data.byteLength,
  });
  let disposed = false;
  const closed = () => new SmearError('disposed', `“${name}” has been closed.`);

  async function tileAt(level: number, column: number, row: number, signal?: AbortSignal): Promise<RgbaTile> {
    const load = (shared: AbortSignal) =>
      loadTile(level, column, row, shared).catch((cause: unknown) => {
        if (shared.aborted) throw shared.reason;
        if (cause instanceof SmearError) throw cause;
        const where = `tile ${column}, ${row} of level ${level}`;
        throw new SmearError('tile-failed', `“${name}”: ${where} cannot be read (${reasonOf(cause)}).`, {
          cause,
        });
      });
    return cache.get(`${level}/${column}/${row}`, load, signal);
  }

  async function read(request: TileRequest, signal?: AbortSignal): Promise<RgbaTile> {
    const index = levelFor(request, levels);
    const level = levels[index] ?? levels[0];
    const region = onLevel(request.region, level, width, height);
    const isBlank = (column: number, row: number): boolean => options.isBlank?.(index, column, row) ?? false;
    if (options.isBlank && areAll(isBlank, region, level)) return white(request.width, request.height);
    if (boxWidth(region) * boxHeight(region) > MOSAIC_PIXELS && request.width * request.height > 1) {
      return readInHalves(request, (part) => read(part, signal));
    }
    const { tileWidth, tileHeight } = level;
    // One pixel more on each side, because interpolation looks at the neighbours.
    const minX = Math.max(0, Math.floor(region.minX) - 1);
    const minY = Math.max(0, Math.floor(region.minY) - 1);
    const maxX = Math.min(level.width, Math.ceil(region.maxX) + 1);
    const maxY = Math.min(level.height, Math.ceil(region.maxY) + 1);
    const mosaic: RgbaTile = {
      width: maxX - minX,
      height: maxY - minY,
      data: new Uint8ClampedArray((maxX - minX) * (maxY - minY) * 4),
    };
    const pending: Promise<void>[] = [];
    for (let row = Math.floor(minY / tileHeight); row * tileHeight < maxY; row++) {
      for (let column = Math.floor(minX / tileWidth); column * tileWidth < maxX; column++) {
        const place = { x: column * tileWidth - minX, y: row * tileHeight - minY, tileWidth, tileHeight };
        pending.push(
          isBlank(column, row)
            ? Promise.resolve(fillWhite(place, mosaic))
            : tileAt(index, column, row, signal).then((tile) => paste(tile, place, mosaic)),
        );
      }
    }
    await Promise.all(pending);
    if (disposed) throw closed();
    const inMosaic = {
      minX: region.minX - minX,
      minY: region.minY - minY,
      maxX: region.maxX - minX,
      maxY: region.maxY - minY,
    };
    return resampleArea(mosaic, inMosaic, request.width, request.height);
  }

  return {
    name,
    width,
    height,
    levels: levels.map((level) => ({
      width: level.width,
      height: level.height,
      downsample: level.downsample,
    })),
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    async read(request, readOptions) {
      readOptions?.signal?.throwIfAborted();
      if (disposed) throw closed();
      checkRequest(request, this);
      return read(request, readOptions?.signal);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      cache.clear(closed());
      options.dispose?.();
    },
  };
}

function checkSizes(name: string, levels: readonly TiledLevel[]): void {
  for (const { width, height, tileWidth, tileHeight } of levels) {
    if (!(Math.min(width, height) >= 1 && Math.max(width, height) <= LONGEST_SIDE)) {
      const message = `“${name}” claims ${width} × ${height} pixels, more than can be read (${LONGEST_SIDE} a side). It is damaged, or no slide.`;
      throw new SmearError('slide-unsupported', message);
    }
    const tilesAlong = (size: number, tile: number): number => Math.ceil(Math.min(PART, size) / tile);
    if (tilesAlong(width, tileWidth) * tilesAlong(height, tileHeight) <= MOST_TILES) continue;
    throw new SmearError(
      'slide-unsupported',
      `“${name}” is stored in tiles of ${tileWidth} × ${tileHeight} pixels, so that very many would have to be read for each part of it. Save it anew with tiles of 256 pixels (for example with “vips tiffsave --tile --pyramid --tile-width 256 --tile-height 256”).`,
    );
  }
}

/** The coarsest level that is still at least as fine as the request, level 0 where none is. */
function levelFor(request: TileRequest, levels: readonly Level[]): number {
  const wanted = Math.min(
    boxWidth(request.region) / request.width,
    boxHeight(request.region) / request.height,
  );
  // Pyramids round their sizes, so a level of 2.0004 serves a request of 2.
  const index = levels.findLastIndex((level) => level.downsample <= wanted * 1.005);
  return Math.max(0, index);
}

/**
 * From level-0 pixels to the level's own. Its size is rounded, so that its last pixel and the slide's edge are not at
 * quite the same place: what reaches the edge of the one reaches the edge of the other.
 */
function onLevel(region: Box, level: Level, width: number, height: number): Box {
  const [minX, maxX] = along(region.minX, region.maxX, width, level.width, level.downsample);
  const [minY, maxY] = along(region.minY, region.maxY, height, level.height, level.downsample);
  return { minX, minY, maxX, maxY };
}

function along(from: number, to: number, whole: number, size: number, scale: number): [number, number] {
  const start = Math.max(0, from / scale);
  const end = to >= whole ? size : to / scale;
  if (end <= size && start < end) return [start, end];
  // What lies wholly behind a size that was rounded down is its last pixels.
  return [Math.max(0, Math.min(start, size - (to - from) / scale)), size];
}

/** Whether it is so for every tile that shows in the region, level pixels, or is the neighbour of its rim. */
function areAll(
  is: (column: number, row: number) => boolean,
  { minX, minY, maxX, maxY }: Box,
  { tileWidth, tileHeight, width, height }: TiledLevel,
): boolean {
  const [right, bottom] = [Math.min(width, Math.ceil(maxX) + 1), Math.min(height, Math.ceil(maxY) + 1)];
  for (let row = Math.floor(Math.max(0, minY - 1) / tileHeight); row * tileHeight < bottom; row++) {
    for (let column = Math.floor(Math.max(0, minX - 1) / tileWidth); column * tileWidth < right; column++) {
      if (!is(column, row)) return false;
    }
  }
  return true;
}

function white(width: number, height: number): RgbaTile {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}

/** Where a tile stands in a picture that is put together of tiles. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

function fillWhite({ x, y, tileWidth, tileHeight }: Place, { width, height, data }: RgbaTile): void {
  const [fromX, toX] = [Math.max(0, x), Math.min(width, x + tileWidth)];
  for (let row = Math.max(0, y); row < Math.min(height, y + tileHeight); row++)
    data.fill(255, (row * width + fromX) * 4, (row * width + toX) * 4);
}

function paste(tile: RgbaTile, place: Place, mosaic: RgbaTile): void {
  const fromX = Math.max(0, -place.x);
  const toX = Math.min(tile.width, place.tileWidth, mosaic.width - place.x);
  const fromY = Math.max(0, -place.y);
  const toY = Math.min(tile.height, place.tileHeight, mosaic.height - place.y);
  if (toX <= fromX) return;
  for (let y = fromY; y < toY; y++) {
    const start = (y * tile.width + fromX) * 4;
    const target = ((place.y + y) * mosaic.width + place.x + fromX) * 4;
    mosaic.data.set(tile.data.subarray(start, start + (toX - fromX) * 4), target);
  }
}

/** Both halves of a request along its longer side; cut between result pixels, so the result is the same. */
async function readInHalves(
  request: TileRequest,
  read: (part: TileRequest) => Promise<RgbaTile>,
): Promise<RgbaTile> {
  const { region, width, height } = request;
  const across = width >= height;
  const first = Math.floor((across ? width : height) / 2);
  const cutX = across ? region.minX + (boxWidth(region) * first) / width : region.maxX;
  const cutY = across ? region.maxY : region.minY + (boxHeight(region) * first) / height;
  const a = await read({
    region: { ...region, maxX: cutX, maxY: cutY },
    width: across ? first : width,
    height: across ? height : first,
  });
  const b = await read({
    region: across ? { ...region, minX: cutX } : { ...region, minY: cutY },
    width: across ? width - first : width,
    height: across ? height : height - first,
  });
  const whole: RgbaTile = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  paste(a, { x: 0, y: 0, tileWidth: a.width, tileHeight: a.height }, whole);
  paste(b, { x: across ? first : 0, y: across ? 0 : first, tileWidth: b.width, tileHeight: b.height }, whole);
  return whole;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
