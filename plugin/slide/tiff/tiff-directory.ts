import type { TiffFields } from './tiff-file.js';

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
  /** What the samples behind the colours are: 1 alpha that the colours are multiplied by, 2 alpha alone. */
  readonly extraSamples: readonly number[];
  readonly sampleFormat: number;
  readonly photometric: number;
  readonly compression: number;
  readonly predictor: number;
  /** 2: the bits of each byte stand in reverse. */
  readonly fillOrder: number;
  /** 1: RGBRGB…, 2: one plane after another. */
  readonly planarConfiguration: number;
  /** How the picture is turned, 1 to 8 as in EXIF. */
  readonly orientation: number;
  /** Bit 0: a reduced copy of another picture, bit 2: a mask, bit 3: Aperio's macro picture. */
  readonly subfileType: number;
  readonly description: string;
  readonly make: string;
  readonly software: string;
  /** Ventana keeps its description here. */
  readonly xmp: string;
  /** Pixels per unit, and 2 inch or 3 cm. */
  readonly xResolution?: number;
  readonly yResolution?: number;
  readonly resolutionUnit: number;
  readonly jpegTables?: Uint8Array;
}

export const COMPRESSION = {
  NONE: 1,
  LZW: 5,
  JPEG: 7,
  DEFLATE: 8,
  OLD_DEFLATE: 32946,
  PACK_BITS: 32773,
  ZSTD: 50000,
  WEBP: 50001,
} as const;
export const PHOTOMETRIC = { RGB: 2, YCBCR: 6 } as const;

const REDUCED = 1;
const MASK = 4;
const MACRO = 8;

/** Reads what a directory says. Throws `slide-unreadable` where a field lies outside the file. */
export async function readDirectory(fields: TiffFields): Promise<TiffDirectory> {
  const number = async (tag: number, missing: number): Promise<number> => {
    const [value = missing] = await fields.numbers(tag, 1);
    return value;
  };
  const few = async (tag: number): Promise<number[]> => [...(await fields.numbers(tag, 8))];
  const width = await number(256, 0);
  const height = await number(257, 0);
  const tiled = fields.has(322) || !fields.has(273);
  const rowsPerStrip = await number(278, height);
  const bits = await few(258);
  const oldSubfileType = await number(255, 1);
  const xResolution = await number(282, 0);
  const yResolution = await number(283, 0);
  return {
    width,
    height,
    tiled,
    tileWidth: tiled ? await number(322, 0) : width,
    tileHeight: tiled ? await number(323, 0) : Math.min(rowsPerStrip || height, height),
    bitsPerSample: bits.length > 0 ? bits : [1],
    samplesPerPixel: await number(277, 1),
    extraSamples: await few(338),
    sampleFormat: await number(339, 1),
    photometric: await number(262, 1),
    compression: await number(259, COMPRESSION.NONE),
    predictor: await number(317, 1),
    fillOrder: await number(266, 1),
    planarConfiguration: await number(284, 1),
    orientation: await number(274, 1),
    subfileType: await number(254, oldSubfileType === 2 ? REDUCED : 0),
    description: await fields.text(270),
    make: await fields.text(271),
    software: await fields.text(305),
    xmp: await fields.text(700),
    ...(xResolution > 0 && Number.isFinite(xResolution) ? { xResolution } : {}),
    ...(yResolution > 0 && Number.isFinite(yResolution) ? { yResolution } : {}),
    resolutionUnit: await number(296, 2),
    ...(fields.has(347) ? { jpegTables: await fields.bytes(347) } : {}),
  };
}

/** Whether the picture is said to be a smaller copy of another. */
export function isReduced({ subfileType }: TiffDirectory): boolean {
  return (subfileType & REDUCED) !== 0;
}

/** Label, macro picture, mask or probability map: what lies beside the slide in its file. */
export function isBesideSlide({ subfileType, description }: TiffDirectory): boolean {
  return (
    (subfileType & (MASK | MACRO)) !== 0 ||
    /(?:^|[^a-z])(?:label|macro|thumbnail)(?:$|[^a-z])|^probability/i.test(firstLines(description))
  );
}

/** Aperio writes what a picture is into the second line of its description. */
function firstLines(description: string): string {
  const text = description.slice(0, 200);
  if (text.startsWith('<') || text.startsWith('{')) return ''; // a whole file's XML or JSON, not this picture's name
  return text.split('\n').slice(0, 2).join('\n');
}
