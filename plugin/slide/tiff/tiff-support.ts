import { COMPRESSION, PHOTOMETRIC, type TiffDirectory } from './tiff-directory.js';
import { xmlElements } from '../xml-elements.js';

const COMPRESSION_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'CCITT fax'],
  [3, 'CCITT fax'],
  [4, 'CCITT fax'],
  [6, 'old-style JPEG'],
  [33003, 'JPEG 2000 (YCbCr)'],
  [33004, 'JPEG 2000'],
  [33005, 'JPEG 2000 (RGB)'],
  [33007, 'JPEG 2000'],
  [34712, 'JPEG 2000'],
  [34887, 'LERC'],
  [34892, 'lossy JPEG (DNG)'],
  [34925, 'LZMA'],
  [34933, 'PNG'],
  [34934, 'JPEG XR'],
  [22610, 'JPEG XR'],
  [50002, 'JPEG XL'],
  [52546, 'JPEG XL'],
]);
const READABLE_COMPRESSIONS: ReadonlySet<number> = new Set(Object.values(COMPRESSION));
/** A strip or tile is decoded whole; larger ones would take gigabytes. */
export const LARGEST_TILE_PIXELS = 64 * 1024 * 1024;
/** Beyond this a position is no longer told apart from its neighbours where floats of 32 bits take part. */
const LONGEST_SIDE = 2 ** 24;
/** Positions of the tiles of one picture that are held in memory. */
const MOST_TILES = 4 * 1024 * 1024;

/** Why the picture cannot be shown, in words that follow “it”; `undefined` where it can. */
export function unsupportedReason(directory: TiffDirectory): string | undefined {
  const { photometric, samplesPerPixel, compression } = directory;
  const bits = directory.bitsPerSample[0] ?? 1;
  if (/^hamamatsu/i.test(directory.make)) {
    return 'is a Hamamatsu NDPI, which stores each level as one large JPEG. Convert it to a tiled pyramid first (for example with “vips tiffsave --tile --pyramid --compression jpeg”)';
  }
  if (hasOverlappingTiles(directory)) {
    return 'is a Ventana BIF whose tiles overlap. Convert it to a tiled pyramid first (for example with “vips tiffsave --tile --pyramid --compression jpeg”)';
  }
  if (!READABLE_COMPRESSIONS.has(compression)) {
    const named = COMPRESSION_NAMES.get(compression) ?? `compression ${compression}`;
    return `is compressed as ${named}, which browsers cannot decode. Convert it to JPEG compression first (for example with “vips tiffsave --tile --pyramid --compression jpeg”)`;
  }
  if (directory.bitsPerSample.some((n) => n !== 8) || ![1, 4].includes(directory.sampleFormat)) {
    const kind =
      directory.sampleFormat === 3 ? 'floating point' : directory.sampleFormat === 2 ? 'signed' : 'integer';
    return `has ${bits}-bit ${kind} ${samplesPerPixel === 1 ? 'grey' : 'colour'} values. Only 8-bit RGB images of stained smears can be analysed`;
  }
  if (photometric === 3) return 'uses a colour palette. Save it as RGB first';
  if (samplesPerPixel < 3) {
    return 'is greyscale, a single channel or a fluorescence stack. Only RGB images of stained smears can be analysed';
  }
  const colour =
    photometric === PHOTOMETRIC.RGB ||
    (photometric === PHOTOMETRIC.YCBCR && compression === COMPRESSION.JPEG);
  if (!colour || samplesPerPixel > 4) {
    return `has ${samplesPerPixel} channels that are not plain RGB. Save it as 8-bit RGB first`;
  }
  return unsupportedLayout(directory);
}

function unsupportedLayout(directory: TiffDirectory): string | undefined {
  const { compression, planarConfiguration, samplesPerPixel, tileWidth, tileHeight } = directory;
  const encoded = compression === COMPRESSION.JPEG || compression === COMPRESSION.WEBP;
  if (![1, 2].includes(planarConfiguration)) return 'orders its channels in a way that no TIFF may';
  if (encoded && planarConfiguration === 2) {
    return 'stores each colour channel as a separate JPEG. Save it with interleaved channels first';
  }
  if (compression === COMPRESSION.JPEG && samplesPerPixel !== 3) {
    return 'stores a fourth channel in its JPEG tiles. Save it as 8-bit RGB first';
  }
  if (![1, 2].includes(directory.predictor)) return 'uses a predictor for floating point numbers';
  if (directory.fillOrder !== 1 && !encoded) return 'stores its bits in reverse order. Save it as RGB first';
  if (tileWidth * tileHeight > LARGEST_TILE_PIXELS) {
    return 'is stored in strips or tiles too large to decode at once. Save it as a tiled TIFF first (for example with “vips tiffsave --tile --pyramid”)';
  }
  if (Math.max(directory.width, directory.height) > LONGEST_SIDE || tilesOf(directory) > MOST_TILES) {
    return `claims ${directory.width} × ${directory.height} pixels in ${tileWidth} × ${tileHeight} tiles, more than can be read`;
  }
  return undefined;
}

/** Tiles or strips of one plane. */
export function tilesOf({ width, height, tileWidth, tileHeight }: TiffDirectory): number {
  return Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight);
}

/** Ventana's tiles overlap by what its XML says, unless it says nought; TIFF knows no such thing. */
function hasOverlappingTiles({ xmp }: TiffDirectory): boolean {
  if (!xmp.includes('iScan') && !xmp.includes('EncodeInfo')) return false;
  for (const { name, attributes } of xmlElements(xmp)) {
    if (name !== 'TileJointInfo' || attributes.get('FlagJoined') === '0') continue;
    if (Number(attributes.get('OverlapX')) || Number(attributes.get('OverlapY'))) return true;
  }
  return false;
}
