import type { ByteSource } from '../bytes/byte-source.js';
import { COMPRESSION, type TiffDirectory } from './tiff-directory.js';
import { damagedTiff } from './tiff-file.js';
import type { TiffPicture } from './tiff-pictures.js';
import { tilesOf } from './tiff-support.js';

/** Where each tile or strip lies in the file; a length of 0 is one that was left out. */
export interface TileTable {
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
}

/** What a compressed tile may have beyond its pixels: headers, and data that do not compress. */
const ENCODED_SLACK = 1024 * 1024;

/**
 * The table of a picture, whole. A length of 0 with an offset, or a missing table of lengths, is filled in from what
 * follows, as libtiff does. Rejects with `slide-unreadable` where a tile lies outside the file.
 */
export async function loadTileTable(
  bytes: ByteSource,
  { fields, directory }: TiffPicture,
): Promise<TileTable> {
  const planes = directory.planarConfiguration === 2 ? directory.samplesPerPixel : 1;
  const tiles = tilesOf(directory) * planes;
  const [offsetTag, lengthTag] = directory.tiled ? [324, 325] : [273, 279];
  if (fields.count(offsetTag) < tiles) throw damagedTiff(bytes);
  const offsets = await fields.numbers(offsetTag, tiles);
  const given = await fields.numbers(lengthTag, tiles);
  const lengths = new Float64Array(tiles);
  lengths.set(given);
  fillIn(lengths, offsets, directory, bytes.size);
  for (let i = 0; i < tiles; i++) {
    const [offset, length] = [offsets[i] as number, lengths[i] as number];
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.size)) throw damagedTiff(bytes);
  }
  return { offsets, lengths };
}

/** Bytes of one decoded tile, or of one plane of it. */
export function decodedBytes({
  tileWidth,
  tileHeight,
  samplesPerPixel,
  planarConfiguration,
}: TiffDirectory): number {
  return tileWidth * tileHeight * (planarConfiguration === 2 ? 1 : samplesPerPixel);
}

/** More than an encoded tile can take. */
export function mostEncodedBytes(directory: TiffDirectory): number {
  return 4 * decodedBytes(directory) + ENCODED_SLACK;
}

function fillIn(lengths: Float64Array, offsets: Float64Array, directory: TiffDirectory, size: number): void {
  if (lengths.every((length, i) => length > 0 || offsets[i] === 0)) return;
  const most =
    directory.compression === COMPRESSION.NONE ? decodedBytes(directory) : mostEncodedBytes(directory);
  const ascending = offsets.filter((offset) => offset > 0).sort();
  const next = new Map<number, number>();
  ascending.forEach((offset, i) => next.set(offset, ascending[i + 1] ?? size));
  for (let i = 0; i < lengths.length; i++) {
    const offset = offsets[i] as number;
    if (lengths[i] !== 0 || offset === 0) continue;
    lengths[i] = Math.max(0, Math.min((next.get(offset) ?? size) - offset, most));
  }
}
