import type { RgbaTile } from '../../../models/domain/tile.js';
import type { ImageDecoder } from '../image-decoder.js';
import { readImageHeader } from '../image-header.js';
import { completeJpeg } from './jpeg-stream.js';
import { undoPredictor } from './codecs/undo-predictor.js';
import { COMPRESSION, PHOTOMETRIC, type TiffDirectory } from './tiff-directory.js';
import { decodedBytes } from './tile-table.js';

/** Gives at most `most` bytes of the data, fewer where they end. */
type Codec = (data: Uint8Array, most: number) => Uint8Array;

/** Loaded when the first tile of the kind is read. */
const CODECS: ReadonlyMap<number, () => Promise<Codec>> = new Map([
  [COMPRESSION.NONE, async (): Promise<Codec> => (data, most) => data.slice(0, most)],
  [COMPRESSION.LZW, async () => (await import('./codecs/lzw.js')).decodeLzw],
  [COMPRESSION.DEFLATE, async () => (await import('./codecs/deflate.js')).decodeDeflate],
  [COMPRESSION.OLD_DEFLATE, async () => (await import('./codecs/deflate.js')).decodeDeflate],
  [COMPRESSION.PACK_BITS, async () => (await import('./codecs/pack-bits.js')).decodePackBits],
  [COMPRESSION.ZSTD, async () => (await import('./codecs/zstd.js')).decodeZstd],
]);

/** Only these store differences; where another says so, libtiff takes no notice, and no writer does it. */
const DIFFERENCED: ReadonlySet<number> = new Set([
  COMPRESSION.LZW,
  COMPRESSION.DEFLATE,
  COMPRESSION.OLD_DEFLATE,
  COMPRESSION.ZSTD,
]);

/** How much of a tile lies inside the picture. */
export interface TilePart {
  readonly width: number;
  readonly height: number;
}

/**
 * The pixels of one tile, opaque, transparency laid on white; at least `inside` of them.
 * What a decoder may give is bounded by the tile's size before it starts. Rejects with a plain error that says in a few
 * words what is wrong with the tile.
 */
export async function decodeTile(
  encoded: readonly Uint8Array<ArrayBuffer>[],
  directory: TiffDirectory,
  inside: TilePart,
  decode: ImageDecoder,
): Promise<RgbaTile> {
  const [first] = encoded;
  if (!first) throw new Error('it is missing');
  const { compression } = directory;
  if (compression === COMPRESSION.JPEG || compression === COMPRESSION.WEBP) {
    return decodeImageTile(first, directory, inside, decode);
  }
  const codec = await CODECS.get(compression)?.();
  if (!codec) throw new Error(`its compression ${compression} is unknown`);
  const most = decodedBytes(directory);
  const { tileWidth, predictor, planarConfiguration, samplesPerPixel } = directory;
  const step = planarConfiguration === 2 ? 1 : samplesPerPixel;
  const rowBytes = tileWidth * step;
  const planes = encoded.map((data) => {
    const plane = codec(data, most);
    // Writers may leave out the rows of an edge tile that lie below the picture.
    if (plane.length < rowBytes * inside.height) throw new Error('its data are incomplete');
    if (predictor === 2 && DIFFERENCED.has(compression)) undoPredictor(plane, rowBytes, step);
    return plane;
  });
  const height = Math.min(...planes.map((plane) => Math.floor(plane.length / rowBytes)));
  return { width: tileWidth, height, data: toRgba(planes, directory, tileWidth * height) };
}

async function decodeImageTile(
  encoded: Uint8Array<ArrayBuffer>,
  directory: TiffDirectory,
  inside: TilePart,
  decode: ImageDecoder,
): Promise<RgbaTile> {
  const isJpeg = directory.compression === COMPRESSION.JPEG;
  const whole = isJpeg
    ? completeJpeg(encoded, directory.jpegTables, directory.photometric === PHOTOMETRIC.RGB)
    : encoded;
  const mime = isJpeg ? 'image/jpeg' : 'image/webp';
  const header = readImageHeader(whole, mime);
  if (!header) throw new Error('its data are damaged');
  if (header.width > directory.tileWidth || header.height > directory.tileHeight) {
    throw new Error(`it holds ${header.width} × ${header.height} pixels`);
  }
  if (header.width < inside.width || header.height < inside.height)
    throw new Error('its data are incomplete');
  if (header.orientation !== 1) throw new Error('it is turned by a note of its own');
  if (header.channels !== undefined && header.channels < 3) throw new Error('it has no colours');
  if ((header.channels ?? 3) > 4 || (isJpeg && header.channels === 4)) throw new Error('it is no RGB');
  return decode(whole, mime);
}

function toRgba(
  planes: readonly Uint8Array[],
  directory: TiffDirectory,
  pixels: number,
): Uint8ClampedArray<ArrayBuffer> {
  const { planarConfiguration, samplesPerPixel, extraSamples } = directory;
  const data = new Uint8ClampedArray(pixels * 4);
  const split = planarConfiguration === 2;
  const step = split ? 1 : samplesPerPixel;
  const sources = [0, 1, 2, 3].map((c) => (split ? planes[c] : planes[0]));
  const shifts = split ? [0, 0, 0, 0] : [0, 1, 2, 3];
  const alphaKind = samplesPerPixel === 4 ? extraSamples[0] : undefined;
  for (let i = 0, from = 0; i < data.length; i += 4, from += step) {
    // Over white: what alpha leaves open is light. Colours of kind 1 are multiplied by it already.
    const alpha =
      alphaKind === 1 || alphaKind === 2 ? (sources[3]?.[from + (shifts[3] as number)] ?? 255) : 255;
    for (let c = 0; c < 3; c++) {
      const value = sources[c]?.[from + (shifts[c] as number)] ?? 0;
      const shown = alphaKind === 2 ? (value * alpha) / 255 : value;
      data[i + c] = shown + 255 - alpha;
    }
    data[i + 3] = 255;
  }
  return data;
}
