import type OpenSeadragon from 'openseadragon';
import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { fetchError } from '../slide/bytes/http-errors.js';
import { LARGEST_PICTURE_PIXELS } from '../slide/image-decoder.js';
import { readerOf } from './reader-tile-source.js';
import { resampleArea } from '../slide/resample.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { downloadTile, isCrossOrigin, TileDownloadError } from './tile-job.js';
import { pixelsOf, TaintedCanvasError, type TileConverter } from './tile-pixels.js';
import { tileSourceLevels, type SourceLevel } from './tile-source-levels.js';
import { createTiledReader } from '../slide/tiled-reader.js';

/** What the viewer itself does not say; all optional. */
export interface TileSourceReaderOptions {
  /** Which of the viewer's images to read; by default the lowest. */
  readonly tiledImage?: OpenSeadragon.TiledImage;
  /** The OpenSeadragon namespace; only version 6 with data types of its own needs it. */
  readonly openSeadragon?: typeof OpenSeadragon;
  /** Shown to people; by default the last part of the source's address. */
  readonly name?: string;
  /** µm per pixel; by default `micronsPerPixel` of the tile source, where a host has put it there. */
  readonly micronsPerPixel?: number;
}

/**
 * A reader over the image that a viewer (OpenSeadragon 4 to 6) has open: Deep Zoom, IIIF, plain pictures,
 * custom sources with their own `downloadTileStart`. Tiles are downloaded anew, independent of what is drawn.
 * A source made by `createReaderTileSource` gives back a reader over the same slide.
 *
 * Dispose of the reader; the viewer is left as it is. Throws `invalid-argument` where nothing is open, `slide-unsupported` where
 * its tiles are very small or its size cannot be.
 * Reads reject with `slide-forbidden` (names the header that the server must send), `tile-failed`, `network`
 * or `slide-unsupported` (a data type that nobody can convert).
 */
export function createTileSourceReader(
  viewer: OpenSeadragon.Viewer,
  options: TileSourceReaderOptions = {},
): SlideReader {
  const tiledImage =
    options.tiledImage ?? (viewer.world.getItemAt(0) as OpenSeadragon.TiledImage | undefined);
  if (!tiledImage) throw new SmearError('invalid-argument', 'The viewer has no image open.');
  const { source } = tiledImage;
  const own = readerOf(source);
  if (own) return borrowed(own, options.name ?? namedBy(source) ?? own.name);
  const levels = tileSourceLevels(source);
  if (!levels) throw new SmearError('slide-unsupported', 'The image in the viewer has no readable levels.');
  const name = options.name ?? nameOf(source);
  const micronsPerPixel = options.micronsPerPixel ?? resolutionOf(source);
  const convert = converterOf(options.openSeadragon, tiledImage);
  let hasGivenPixels = false;
  const pixelsAt = async ({ sourceLevel: level }: SourceLevel, x: number, y: number, signal: AbortSignal) => {
    const { data, type } = await downloadTile({ source, tiledImage, level, x, y }, signal);
    const pixels = await pixelsOf(data, type, convert);
    hasGivenPixels = true;
    return pixels;
  };
  /** Whether the server lets this page read another tile, and so does not forbid the slide. */
  const givesOthers = async (level: SourceLevel, x: number, y: number, signal: AbortSignal) => {
    if (hasGivenPixels) return true;
    const other = otherTile(levels, level, x, y);
    if (!other || !source.tileExists(other.level.sourceLevel, other.x, other.y)) return false;
    return pixelsAt(other.level, other.x, other.y, signal).then(
      () => true,
      () => false,
    );
  };
  return createTiledReader({
    name,
    levels,
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    async loadTile(index, x, y, signal) {
      const level = levels[index] as SourceLevel;
      const size = contentSize(level, x, y);
      if (size.width * size.height > LARGEST_PICTURE_PIXELS)
        throw new Error(`it claims ${size.width} × ${size.height} pixels`);
      if (!source.tileExists(level.sourceLevel, x, y)) return blank(size.width, size.height);
      try {
        return withoutOverlap(await pixelsAt(level, x, y, signal), size, x, y, source.tileOverlap || 0);
      } catch (error) {
        signal.throwIfAborted();
        throw await explain(error, source, { level: level.sourceLevel, x, y }, () =>
          givesOthers(level, x, y, signal),
        );
      }
    },
  });
}

/** The same slide, but disposing of this reader leaves it to its owner. */
function borrowed(reader: SlideReader, name: string): SlideReader {
  let disposed = false;
  return {
    name,
    width: reader.width,
    height: reader.height,
    levels: reader.levels,
    ...(reader.micronsPerPixel === undefined ? {} : { micronsPerPixel: reader.micronsPerPixel }),
    ...(reader.dicom === undefined ? {} : { dicom: reader.dicom }),
    async read(request, options) {
      if (disposed) throw new SmearError('disposed', `“${reader.name}” has been closed.`);
      return reader.read(request, options);
    },
    dispose() {
      disposed = true;
    },
  };
}

/** The first tile of the coarsest level or, where it is this one, the last of the finest; none where there is no other. */
function otherTile(levels: readonly SourceLevel[], level: SourceLevel, x: number, y: number) {
  const [finest, coarsest] = [levels[0] as SourceLevel, levels.at(-1) as SourceLevel];
  const last = {
    level: finest,
    x: Math.ceil(finest.width / finest.tileWidth) - 1,
    y: Math.ceil(finest.height / finest.tileHeight) - 1,
  };
  return [{ level: coarsest, x: 0, y: 0 }, last].find(
    (tile) => tile.level !== level || tile.x !== x || tile.y !== y,
  );
}

/** Pixels of the level that a tile covers, without overlap. */
function contentSize(level: SourceLevel, x: number, y: number) {
  return {
    width: Math.min(level.tileWidth, level.width - x * level.tileWidth),
    height: Math.min(level.tileHeight, level.height - y * level.tileHeight),
  };
}

function withoutOverlap(
  tile: RgbaTile,
  size: { readonly width: number; readonly height: number },
  x: number,
  y: number,
  overlap: number,
): RgbaTile {
  const left = x === 0 ? 0 : overlap;
  const top = y === 0 ? 0 : overlap;
  // As OpenSeadragon draws them: what lies beyond the level's edge (TIFF pads its tiles) is cut off, and a tile
  // that lacks pixels (a server may round a level's edge) is stretched.
  const scaleX = Math.min(1, tile.width / (left + size.width));
  const scaleY = Math.min(1, tile.height / (top + size.height));
  const region = {
    minX: left * scaleX,
    minY: top * scaleY,
    maxX: (left + size.width) * scaleX,
    maxY: (top + size.height) * scaleY,
  };
  return resampleArea(tile, region, size.width, size.height);
}

async function explain(
  error: unknown,
  source: OpenSeadragon.TileSource,
  { level, x, y }: { readonly level: number; readonly x: number; readonly y: number },
  givesOthers: () => Promise<boolean>,
): Promise<unknown> {
  const policy = 'In OpenSeadragon set crossOriginPolicy: "Anonymous".';
  if (error instanceof TaintedCanvasError) {
    const url = String(source.getTileUrl(level, x, y));
    return new SmearError(
      'slide-forbidden',
      `The image at ${url} can be displayed, but its pixels cannot be read. Its server must send “Access-Control-Allow-Origin: ${globalThis.origin}” (or “*”). ${policy}`,
      { cause: error },
    );
  }
  if (!(error instanceof TileDownloadError) || !isCrossOrigin(error.url)) return error;
  // Where a server's errors lack the header that its tiles carry, a missing tile looks like a forbidden slide.
  if (await givesOthers()) return error;
  const answer = await fetch(error.url).catch((cause: unknown) => fetchError(error.url, cause, fetch));
  if (!(answer instanceof SmearError) || answer.code !== 'slide-forbidden') return error;
  return new SmearError('slide-forbidden', `${answer.message} ${policy}`, { cause: error });
}

function converterOf(
  openSeadragon: typeof OpenSeadragon | undefined,
  tiledImage: OpenSeadragon.TiledImage,
): TileConverter | undefined {
  const library = openSeadragon as
    | {
        converter?: {
          convert(tile: unknown, data: unknown, from: string, ...to: string[]): PromiseLike<unknown>;
        };
      }
    | undefined;
  const converter = library?.converter;
  if (!converter) return undefined;
  return async (data, type) =>
    converter.convert({ tiledImage }, data, type, 'context2d', 'image', 'imageBitmap');
}

function resolutionOf(source: OpenSeadragon.TileSource): number | undefined {
  const { micronsPerPixel } = source as { micronsPerPixel?: unknown };
  return typeof micronsPerPixel === 'number' && micronsPerPixel > 0 ? micronsPerPixel : undefined;
}

/** What the host calls it: of one file there may be several pictures. */
function namedBy(source: OpenSeadragon.TileSource): string | undefined {
  const { name } = source as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function nameOf(source: OpenSeadragon.TileSource): string {
  const { name, displayName, url, tilesUrl, _id } = source as unknown as Record<string, unknown>;
  for (const candidate of [name, displayName, url, tilesUrl, _id]) {
    if (typeof candidate !== 'string' || candidate === '') continue;
    const last = (candidate.split(/[?#]/, 1)[0] ?? '').split('/').findLast((part) => part !== '');
    // The tiles of a Deep Zoom picture lie in a folder that is named after it.
    const shown = candidate.split(/[?#]/, 1)[0]?.endsWith('/') ? last?.replace(/_files$/, '') : last;
    if (shown) return shown;
  }
  return 'slide';
}

function blank(width: number, height: number): RgbaTile {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}
