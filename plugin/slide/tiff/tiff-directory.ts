/** What one image file directory (IFD) of a TIFF says about its picture; numbers as in TIFF 6.0. */
export interface TiffDirectory {
  readonly width: number;
  readonly height: number;
  /** Of a tile, or of a strip (then the tile is as wide as the picture). */
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly tiled: boolean;
  readonly bitsPerSample: readonly number[];
  readonly samplesPerPixel: number;
  readonly sampleFormat: number;
  readonly photometric: number;
  readonly compression: number;
  /** 1: RGBRGB…, 2: one plane after another. */
  readonly planarConfiguration: number;
  /** Bit 0: a reduced copy of another picture, bit 3: Aperio's macro picture. */
  readonly subfileType: number;
  readonly description: string;
  readonly make: string;
  /** Pixels per unit, and 2 inch or 3 cm. */
  readonly xResolution?: number;
  readonly resolutionUnit: number;
  readonly jpegTables?: Uint8Array;
}

export const COMPRESSION = { JPEG: 7, WEBP: 50001 } as const;
export const PHOTOMETRIC = { RGB: 2, YCBCR: 6 } as const;

const COMPRESSION_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'CCITT fax'],
  [3, 'CCITT fax'],
  [4, 'CCITT fax'],
  [6, 'old-style JPEG'],
  [33003, 'JPEG 2000 (YCbCr)'],
  [33005, 'JPEG 2000 (RGB)'],
  [34712, 'JPEG 2000'],
  [34887, 'LERC'],
  [34892, 'lossy JPEG (DNG)'],
  [34925, 'LZMA'],
  [50002, 'JPEG XL'],
  [52546, 'JPEG XL'],
]);
/** None, LZW, JPEG, deflate (two numbers), PackBits, zstd, WebP. */
const READABLE_COMPRESSIONS: readonly number[] = [1, 5, 7, 8, 32946, 32773, 50000, 50001];
/** A strip or tile is decoded whole; larger ones would take gigabytes. */
const LARGEST_TILE_PIXELS = 64 * 1024 * 1024;

/** Why the picture cannot be shown, in words that follow “it”; `undefined` where it can. */
export function unsupportedReason(directory: TiffDirectory): string | undefined {
  const { photometric, samplesPerPixel, compression } = directory;
  const bits = directory.bitsPerSample[0] ?? 1;
  if (/^hamamatsu/i.test(directory.make)) {
    return 'is a Hamamatsu NDPI, which stores each level as one large JPEG. Convert it to a tiled pyramid first (for example with “vips tiffsave --tile --pyramid --compression jpeg”)';
  }
  if (!READABLE_COMPRESSIONS.includes(compression)) {
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
  if (compression === COMPRESSION.JPEG && directory.planarConfiguration === 2) {
    return 'stores each colour channel as a separate JPEG. Save it with interleaved channels first';
  }
  if (directory.tileWidth * directory.tileHeight > LARGEST_TILE_PIXELS) {
    return 'is stored in strips or tiles too large to decode at once. Save it as a tiled TIFF first (for example with “vips tiffsave --tile --pyramid”)';
  }
  return undefined;
}
