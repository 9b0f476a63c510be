import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { randomUuid } from '../../models/domain/uuid.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** OpenSeadragon copies options, so the reader rides on a function, which is copied by reference. */
const READER = Symbol('smearlens.reader');

/** The job that OpenSeadragon 4 to 6 hand to a tile source. */
interface TileJob {
  readonly src: string;
  readonly userData: { abort?: AbortController };
  finish(data: unknown, request: null, type?: string): void;
  fail?(message: string, request: null): void;
}

/** What `viewer.open` and `tileSources` take for a source of one's own. */
export interface ReaderTileSource {
  readonly width: number;
  readonly height: number;
  readonly tileSize: number;
  readonly tileOverlap: number;
  readonly minLevel: number;
  readonly maxLevel: number;
  readonly name: string;
  readonly micronsPerPixel?: number;
  readonly getTileUrl: (level: number, x: number, y: number) => string;
  readonly hasTransparency: () => boolean;
  readonly downloadTileStart: (job: TileJob) => void;
  readonly downloadTileAbort: (job: TileJob) => void;
}

const TILE_SIZE = 256;

/**
 * Tile-source options that show a slide in OpenSeadragon 4, 5 or 6, whatever its reader reads from.
 * The reader is borrowed: dispose of it after the viewer has closed the image. A tile that cannot be read
 * is reported to the viewer as failed.
 */
export function createReaderTileSource(reader: SlideReader): ReaderTileSource {
  const { width, height, name, micronsPerPixel } = reader;
  const maxLevel = Math.ceil(Math.log2(Math.max(width, height, 1)));
  const id = randomUuid();
  const downloadTileStart = (job: TileJob): void => {
    const [place = '', levelOfPlace] = job.src.split('/').reverse();
    const [level, x, y] = [levelOfPlace ?? NaN, ...place.split('_')].map(Number);
    const abort = new AbortController();
    job.userData.abort = abort;
    const scale = 2 ** (maxLevel - (level ?? maxLevel));
    readTile(reader, scale, x ?? 0, y ?? 0, abort.signal)
      // Versions 4 and 5 draw whatever has a size and take a third argument for an error message.
      .then((context) =>
        job.fail ? job.finish(context, null, 'context2d') : job.finish(context.canvas, null),
      )
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        if (job.fail) job.fail(message, null);
        else job.finish(null, null, message);
      });
  };
  return {
    width,
    height,
    tileSize: TILE_SIZE,
    tileOverlap: 0,
    // Coarser levels than one tile are never needed.
    minLevel: Math.min(maxLevel, Math.log2(TILE_SIZE)),
    maxLevel,
    name,
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    getTileUrl: (level, x, y) => `smearlens:${id}/${level}/${x}_${y}`,
    hasTransparency: () => false,
    downloadTileStart: Object.assign(downloadTileStart, { [READER]: reader }),
    downloadTileAbort: (job) => job.userData.abort?.abort(),
  };
}

/** The reader behind a tile source that `createReaderTileSource` made, also after OpenSeadragon copied it. */
export function readerOf(tileSource: object): SlideReader | undefined {
  const start = 'downloadTileStart' in tileSource ? tileSource.downloadTileStart : undefined;
  return typeof start === 'function' && READER in start ? (start[READER] as SlideReader) : undefined;
}

async function readTile(
  reader: SlideReader,
  scale: number,
  x: number,
  y: number,
  signal: AbortSignal,
): Promise<CanvasRenderingContext2D> {
  const side = TILE_SIZE * scale;
  const region = {
    minX: x * side,
    minY: y * side,
    maxX: Math.min(reader.width, (x + 1) * side),
    maxY: Math.min(reader.height, (y + 1) * side),
  };
  const tile = await reader.read(
    {
      region,
      width: Math.max(1, Math.ceil((region.maxX - region.minX) / scale)),
      height: Math.max(1, Math.ceil((region.maxY - region.minY) / scale)),
    },
    { signal },
  );
  return drawn(tile);
}

function drawn(tile: RgbaTile): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = tile.width;
  canvas.height = tile.height;
  const context = canvas.getContext('2d');
  if (!context)
    throw new SmearError(
      'tile-failed',
      'This browser provides no 2D canvas context, so the slide cannot be displayed.',
    );
  context.putImageData(new ImageData(tile.data, tile.width, tile.height), 0, 0);
  return context;
}
