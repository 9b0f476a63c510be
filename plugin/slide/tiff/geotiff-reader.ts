import type { GeoTIFF, GeoTIFFImage, getDecoder as GetDecoderFunction } from 'geotiff';
import { SmearError } from '../../../models/domain/errors.js';
import type { RgbaTile } from '../../../models/domain/tile.js';
import { blobBytes, type ByteSource } from '../bytes/byte-source.js';
import { readPictures, type TiffPicture } from './geotiff-directories.js';
import { openHttpBytes } from '../bytes/http-bytes.js';
import type { ImageDecoder } from '../image-decoder.js';
import { completeJpeg } from './jpeg-stream.js';
import type { SlideReader } from '../slide-reader.js';
import { createTiledReader, type TiledLevel } from '../tiled-reader.js';
import { COMPRESSION, PHOTOMETRIC, unsupportedReason, type TiffDirectory } from './tiff-directory.js';
import { pyramidLevels } from './tiff-levels.js';
import { tiffResolution } from './tiff-resolution.js';

export interface OpenGeoTiffOptions {
  /** Decodes JPEG and WebP tiles, so that they give the same pixels as flat pictures. */
  readonly decode: ImageDecoder;
  readonly fetch?: typeof fetch;
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/**
 * A reader over a TIFF (also BigTIFF, SVS, OME-TIFF) at an address with range requests, or in a Blob.
 * Levels come from the chain of directories or from SubIFDs. The caller disposes of the reader.
 *
 * Rejects with `slide-unsupported` (says what the file holds and what to do), `slide-unreadable` (no TIFF, or
 * cut short), `slide-not-found`, `slide-forbidden`, `slide-no-range`, `network`, or the signal's reason.
 */
export async function openGeoTiff(
  source: string | URL | Blob,
  options: OpenGeoTiffOptions,
): Promise<SlideReader> {
  if (source instanceof Blob) {
    return openGeoTiffBytes(
      blobBytes(source, options.name ?? ('name' in source ? String(source.name) : 'slide')),
      options,
    );
  }
  const url = String(source);
  const bytes = await openHttpBytes(url, {
    name: options.name ?? url.slice(url.lastIndexOf('/') + 1),
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return openGeoTiffBytes(bytes, options);
}

/** `openGeoTiff` over any bytes, which the reader closes with itself; where opening fails the caller does. */
export async function openGeoTiffBytes(bytes: ByteSource, options: OpenGeoTiffOptions): Promise<SlideReader> {
  const { GeoTIFF, GeoTIFFImage, getDecoder } = await import('geotiff');
  const source = sliceSource(bytes, options.signal);
  let pictures: readonly TiffPicture[];
  try {
    const tiff: GeoTIFF = await GeoTIFF.fromSource(source);
    pictures = await readPictures(
      tiff,
      (directory) => new GeoTIFFImage(directory, tiff.littleEndian, false, tiff.source),
    );
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof SmearError) throw cause;
    throw damaged(bytes, cause);
  }
  const first = pictures[0];
  if (!first || first.directory.width < 1 || first.directory.height < 1) throw damaged(bytes, undefined);
  const reason = unsupportedReason(first.directory);
  if (reason) throw new SmearError('slide-unsupported', `“${bytes.name}” ${reason}.`);
  const chosen = pyramidLevels(pictures.map((picture) => picture.directory)).flatMap(
    (i) => pictures[i] ?? [],
  );
  const tables = await Promise.all(chosen.map((picture) => loadTable(bytes, picture))).catch(
    (cause: unknown) => {
      options.signal?.throwIfAborted();
      throw cause instanceof SmearError ? cause : damaged(bytes, cause);
    },
  );
  source.opened();
  const [base, ...coarser] = chosen.map(({ directory }) => levelOf(directory, first.directory));
  const micronsPerPixel = tiffResolution(first.directory);
  const decoders = chosen.map(({ image, directory }) => blockDecoder(image, directory, getDecoder));
  return createTiledReader({
    name: bytes.name,
    levels: [base as TiledLevel, ...coarser],
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    async loadTile(level, column, row, signal) {
      const { directory } = chosen[level] as TiffPicture;
      const { compression } = directory;
      const index = row * Math.ceil(directory.width / directory.tileWidth) + column;
      const table = tables[level] as TileTable;
      if (!table.lengths[index]) return blankTile(directory);
      if (compression !== COMPRESSION.JPEG && compression !== COMPRESSION.WEBP) {
        return (decoders[level] as ReturnType<typeof blockDecoder>)(column, row, signal);
      }
      const encoded = await encodedTile(bytes, table, index, signal);
      if (compression === COMPRESSION.WEBP) return options.decode(encoded, 'image/webp');
      const rgb = directory.photometric === PHOTOMETRIC.RGB;
      return options.decode(completeJpeg(encoded, directory.jpegTables, rgb), 'image/jpeg');
    },
    dispose: () => bytes.close(),
  });
}

/** What geotiff asks of a source. Opening ends with the caller's signal; an open slide outlives it. */
function sliceSource(bytes: ByteSource, openSignal: AbortSignal | undefined) {
  let opening = openSignal;
  const fetchSlice = async ({ offset, length }: { offset: number; length: number }, signal?: AbortSignal) => {
    const read = await bytes.read(offset, length, signal ?? opening);
    return { offset, length, data: read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength) };
  };
  return {
    opened() {
      opening = undefined;
    },
    fetchSlice,
    async fetch(slices: { offset: number; length: number }[], signal?: AbortSignal): Promise<ArrayBuffer[]> {
      return Promise.all(slices.map(async (slice) => (await fetchSlice(slice, signal)).data));
    },
    get fileSize() {
      return bytes.size;
    },
    async close() {
      bytes.close();
    },
  };
}

function levelOf(directory: TiffDirectory, base: TiffDirectory): TiledLevel {
  const { width, height, tileWidth, tileHeight } = directory;
  return { width, height, tileWidth, tileHeight, downsample: base.width / width };
}

/** Where each tile or strip lies in the file. */
interface TileTable {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

/**
 * Loaded whole when the slide is opened: geotiff remembers a failed look-up of a single entry for ever,
 * so one broken connection would lose that tile for good.
 */
async function loadTable(bytes: ByteSource, { image, directory }: TiffPicture): Promise<TileTable> {
  const { fileDirectory } = image;
  const [offsets, lengths] = await Promise.all(
    directory.tiled
      ? [fileDirectory.loadValue('TileOffsets'), fileDirectory.loadValue('TileByteCounts')]
      : [fileDirectory.loadValue('StripOffsets'), fileDirectory.loadValue('StripByteCounts')],
  );
  const table = { offsets: Array.from(offsets ?? [], Number), lengths: Array.from(lengths ?? [], Number) };
  const columns = Math.ceil(directory.width / directory.tileWidth);
  const tiles = columns * Math.ceil(directory.height / directory.tileHeight);
  const complete =
    table.offsets.length >= tiles &&
    table.lengths.length >= tiles &&
    table.offsets.every((offset, k) => offset + (table.lengths[k] ?? 0) <= bytes.size);
  if (!complete) throw damaged(bytes, undefined);
  return table;
}

async function encodedTile(
  bytes: ByteSource,
  table: TileTable,
  index: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = table.lengths[index] ?? 0;
  const encoded = await bytes.read(table.offsets[index] ?? 0, length, signal);
  if (encoded.length < length) throw damaged(bytes, undefined);
  return encoded;
}

function damaged(bytes: ByteSource, cause: unknown): SmearError {
  return new SmearError(
    'slide-unreadable',
    `“${bytes.name}” starts like a TIFF but ends too early or is damaged. Download or export it again.`,
    { cause },
  );
}

/** What a sparse TIFF leaves out is white. */
function blankTile(directory: TiffDirectory): RgbaTile {
  const { tileWidth, tileHeight } = directory;
  const data = new Uint8ClampedArray(tileWidth * tileHeight * 4).fill(255);
  return { width: tileWidth, height: tileHeight, data };
}

type GetDecoder = typeof GetDecoderFunction;

/** Tiles and strips that geotiff's own decoders read (none, LZW, deflate, PackBits, zstd), as RGBA. */
function blockDecoder(image: GeoTIFFImage, directory: TiffDirectory, getDecoder: GetDecoder) {
  const { compression, samplesPerPixel, tileWidth, tileHeight, planarConfiguration } = directory;
  let decoder: ReturnType<GetDecoder> | undefined;
  return async (column: number, row: number, signal: AbortSignal): Promise<RgbaTile> => {
    decoder ??= parametersOf(image, directory).then((parameters) => getDecoder(compression, parameters));
    const ready = await decoder;
    const planes = planarConfiguration === 2 ? [0, 1, 2] : [0];
    const blocks = await Promise.all(
      planes.map(
        async (plane) => new Uint8Array((await image.getTileOrStrip(column, row, plane, ready, signal)).data),
      ),
    );
    signal.throwIfAborted();
    const height = directory.tiled ? tileHeight : Math.min(tileHeight, directory.height - row * tileHeight);
    const data = new Uint8ClampedArray(tileWidth * height * 4);
    const step = planarConfiguration === 2 ? 1 : samplesPerPixel;
    if ((blocks[0]?.length ?? 0) < tileWidth * height * step) throw new Error('its data are incomplete');
    for (let i = 0, from = 0; i < data.length; i += 4, from += step) {
      for (let c = 0; c < 3; c++) {
        data[i + c] = (planarConfiguration === 2 ? blocks[c]?.[from] : blocks[0]?.[from + c]) ?? 0;
      }
      data[i + 3] = 255;
    }
    return { width: tileWidth, height, data };
  };
}

async function parametersOf(image: GeoTIFFImage, directory: TiffDirectory) {
  return {
    tileWidth: directory.tileWidth,
    tileHeight: directory.tileHeight,
    planarConfiguration: directory.planarConfiguration,
    bitsPerSample: [...directory.bitsPerSample],
    predictor: Number((await image.fileDirectory.loadValue('Predictor')) ?? 1),
  };
}
