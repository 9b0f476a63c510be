import { SmearError } from '../../../models/domain/errors.js';
import { blobBytes, type ByteSource } from '../bytes/byte-source.js';
import { openHttpBytes } from '../bytes/http-bytes.js';
import type { ImageDecoder } from '../image-decoder.js';
import { SeveralPagesError } from '../several-pages.js';
import type { SlideReader } from '../slide-reader.js';
import { createTiledReader, type TiledLevel } from '../tiled-reader.js';
import { createTurnedReader } from '../turned-reader.js';
import { decodeTile } from './tile-decoder.js';
import { loadTileTable, mostEncodedBytes, type TileTable } from './tile-table.js';
import { isReduced, type TiffDirectory } from './tiff-directory.js';
import { damagedTiff, openTiffFile } from './tiff-file.js';
import { isComparable, levelCandidates, mainPictures, type LevelCandidate } from './tiff-levels.js';
import { readPictures, type TiffPicture } from './tiff-pictures.js';
import { tiffResolution } from './tiff-resolution.js';
import { unsupportedReason } from './tiff-support.js';
import { showsSame } from './same-picture.js';

export interface OpenTiffOptions {
  /** Decodes JPEG and WebP tiles, so that they give the same pixels as flat pictures. */
  readonly decode: ImageDecoder;
  readonly fetch?: typeof fetch;
  readonly name?: string;
  /** Which picture of a file that holds several of about one size, from 1, in the file's order. */
  readonly page?: number;
  readonly signal?: AbortSignal;
}

/**
 * A reader over a TIFF (also BigTIFF, SVS, OME-TIFF) at an address with range requests, or in a Blob.
 * The slide is the largest picture that is no label, macro picture or reduced copy; its levels are in the chain of
 * directories or in SubIFDs. The caller disposes of the reader.
 *
 * Rejects with `slide-unsupported` (says what the file holds and what to do), `slide-unreadable` (no TIFF, or
 * cut short), `slide-several-pages` (`SeveralPagesError`: says which `page` may be), `slide-not-found`,
 * `slide-forbidden`, `slide-no-range`, `network`, or the signal's reason.
 */
export async function openTiff(source: string | URL | Blob, options: OpenTiffOptions): Promise<SlideReader> {
  if (source instanceof Blob) {
    return openTiffBytes(
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
  return openTiffBytes(bytes, options);
}

/** `openTiff` over any bytes, which the reader closes with itself; where opening fails the caller does. */
export async function openTiffBytes(bytes: ByteSource, options: OpenTiffOptions): Promise<SlideReader> {
  const { signal, decode } = options;
  const pictures = await readPictures(await openTiffFile(bytes, signal), signal);
  const base = chooseBase(bytes, pictures, options.page);
  const reader = (levels: readonly LevelCandidate[]) => openLevels(bytes, levels, decode, signal);
  const finest: LevelCandidate = { picture: base, downsample: 1, said: true };
  const levels = [finest];
  const others: TiffPicture[] = [];
  for (const candidate of levelCandidates(pictures, base)) {
    const isLevel = candidate.said || (await showsSame(reader, levels.at(-1) ?? finest, candidate, signal));
    if (isLevel) levels.push(candidate);
    else others.push(candidate.picture);
  }
  if (options.page === undefined) requireOnePage(bytes, pictures, levels, others);
  const slide = await reader(levels);
  const micronsPerPixel = tiffResolution(base.directory, pictures[0]?.directory);
  return createTurnedReader(
    {
      ...slide,
      ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
      dispose() {
        slide.dispose();
        bytes.close();
      },
    },
    base.directory.orientation,
  );
}

function chooseBase(bytes: ByteSource, pictures: readonly TiffPicture[], page?: number): TiffPicture {
  const [largest] = mainPictures(pictures);
  const base = page === undefined ? largest : pagesOf(pictures)[page - 1];
  if (!base) {
    if (page === undefined) throw damagedTiff(bytes);
    const pages = pagesOf(pictures).length;
    const message = `“${bytes.name}” holds ${pages === 1 ? 'one picture' : `${pages} pictures`}; there is no page ${page}.`;
    throw new SmearError('invalid-argument', message);
  }
  const { width, height, tileWidth, tileHeight } = base.directory;
  if (!(width >= 1 && height >= 1 && tileWidth >= 1 && tileHeight >= 1)) throw damagedTiff(bytes);
  const reason = unsupportedReason(base.directory);
  if (reason) throw new SmearError('slide-unsupported', `“${bytes.name}” ${reason}.`);
  return base;
}

/** The pictures that could be pages, in file order. */
function pagesOf(pictures: readonly TiffPicture[]): TiffPicture[] {
  const candidates = new Set(mainPictures(pictures));
  const [largest] = candidates;
  return pictures.filter(
    (picture) =>
      largest &&
      candidates.has(picture) &&
      (picture === largest || !picture.parent) &&
      isComparable(picture.directory, largest.directory),
  );
}

/** Throws a `SeveralPagesError` where another picture of the file could as well be meant. */
function requireOnePage(
  bytes: ByteSource,
  pictures: readonly TiffPicture[],
  levels: readonly LevelCandidate[],
  others: readonly TiffPicture[],
): void {
  const used = new Set(levels.map(({ picture }) => picture));
  const base = levels[0]?.picture;
  const pages = pagesOf(pictures).filter(
    (picture) =>
      picture === base ||
      (!used.has(picture) && isOwnPicture(picture, base, others) && !unsupportedReason(picture.directory)),
  );
  if (pages.length < 2) return;
  const numbers = pages.map((picture) => pagesOf(pictures).indexOf(picture) + 1);
  throw new SeveralPagesError(bytes.name, numbers);
}

/** A part of another picture, or what Aperio calls a thumbnail, is none. */
function isOwnPicture(
  picture: TiffPicture,
  base: TiffPicture | undefined,
  others: readonly TiffPicture[],
): boolean {
  if (picture.parent || isReduced(picture.directory)) return false;
  return others.includes(picture) || !/^aperio/i.test(base?.directory.description ?? '');
}

/** A reader over some of the file's pictures as levels, which leaves the bytes open. */
async function openLevels(
  bytes: ByteSource,
  chosen: readonly LevelCandidate[],
  decode: ImageDecoder,
  signal?: AbortSignal,
): Promise<SlideReader> {
  signal?.throwIfAborted();
  const tables = await Promise.all(chosen.map(({ picture }) => loadTileTable(bytes, picture)));
  const base = chosen[0]?.picture.directory as TiffDirectory;
  const [first, ...coarser] = chosen.map((level) => tiledLevel(level, base));
  const planesOf = ({ planarConfiguration, samplesPerPixel }: TiffDirectory): number[] =>
    planarConfiguration === 2 ? [...Array(samplesPerPixel).keys()] : [0];
  /** Where the planes of a tile stand in the table. */
  const entriesOf = (level: number, column: number, row: number): number[] => {
    const { directory } = (chosen[level] as LevelCandidate).picture;
    const columns = Math.ceil(directory.width / directory.tileWidth);
    const perPlane = columns * Math.ceil(directory.height / directory.tileHeight);
    return planesOf(directory).map((plane) => plane * perPlane + row * columns + column);
  };
  return createTiledReader({
    name: bytes.name,
    levels: [first as TiledLevel, ...coarser],
    // What a sparse TIFF leaves out is white.
    isBlank: (level, column, row) =>
      entriesOf(level, column, row).every((entry) => !(tables[level] as TileTable).lengths[entry]),
    async loadTile(level, column, row, tileSignal) {
      const { directory } = (chosen[level] as LevelCandidate).picture;
      const table = tables[level] as TileTable;
      const { tileWidth, tileHeight, width, height } = directory;
      const inside = {
        width: Math.min(tileWidth, width - column * tileWidth),
        height: Math.min(tileHeight, height - row * tileHeight),
      };
      const encoded = await Promise.all(
        entriesOf(level, column, row).map((entry) => encodedTile(bytes, table, entry, directory, tileSignal)),
      );
      tileSignal.throwIfAborted();
      return decodeTile(encoded, directory, inside, decode);
    },
  });
}

/** The level's own pixels without the padding behind them. */
function tiledLevel({ picture, downsample }: LevelCandidate, base: TiffDirectory): TiledLevel {
  const { width, height, tileWidth, tileHeight } = picture.directory;
  return {
    width: Math.min(width, Math.ceil(base.width / downsample)),
    height: Math.min(height, Math.ceil(base.height / downsample)),
    tileWidth,
    tileHeight,
    downsample,
  };
}

async function encodedTile(
  bytes: ByteSource,
  table: TileTable,
  index: number,
  directory: TiffDirectory,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = table.lengths[index] ?? 0;
  if (length > mostEncodedBytes(directory)) throw new Error('it takes more bytes than its pixels can');
  const encoded = await bytes.read(table.offsets[index] ?? 0, length, signal);
  if (encoded.length < length) throw damagedTiff(bytes);
  return encoded;
}
