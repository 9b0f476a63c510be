import type { GeoTIFF, GeoTIFFImage } from 'geotiff';
import type { TiffDirectory } from './tiff-directory.js';

/** A picture of the file and what its directory says. */
export interface TiffPicture {
  readonly image: GeoTIFFImage;
  readonly directory: TiffDirectory;
}

type FileDirectory = GeoTIFFImage['fileDirectory'];

/** More directories than this are planes of a stack, not levels of a pyramid. */
const MOST_DIRECTORIES = 64;

/** The pictures of the main chain and the sub-pictures (SubIFDs) of the first, in file order. */
export async function readPictures(
  tiff: GeoTIFF,
  wrap: (directory: FileDirectory) => GeoTIFFImage,
): Promise<TiffPicture[]> {
  const first = await tiff.getImage(0);
  const pictures = [await describe(first)];
  const subOffsets = await first.fileDirectory.loadValue('SubIFDs');
  for (const offset of listOf(subOffsets)) {
    pictures.push(await describe(wrap(await tiff.parser.parseFileDirectoryAt(offset))));
  }
  // OME keeps its levels in SubIFDs; what follows in the chain are other planes or pictures.
  if (pictures.length > 1) return pictures;
  let directory = first.fileDirectory;
  for (let index = 1; index < MOST_DIRECTORIES && directory.nextIFDByteOffset !== 0; index++) {
    const image = await tiff.getImage(index);
    pictures.push(await describe(image));
    directory = image.fileDirectory;
  }
  return pictures;
}

async function describe(image: GeoTIFFImage): Promise<TiffPicture> {
  const { fileDirectory } = image;
  const load = async (tag: Parameters<FileDirectory['loadValue']>[0]): Promise<unknown> =>
    fileDirectory.loadValue(tag);
  const number = async (tag: Parameters<FileDirectory['loadValue']>[0], missing: number) => {
    const [value] = listOf(await load(tag));
    return value ?? missing;
  };
  const text = async (tag: Parameters<FileDirectory['loadValue']>[0]) => {
    const value = await load(tag);
    return typeof value === 'string' ? value.replace(/\0+$/, '') : '';
  };
  const samplesPerPixel = await number('SamplesPerPixel', 1);
  const bits = listOf(await load('BitsPerSample'));
  const [numerator, denominator] = listOf(await load('XResolution'));
  const tables = listOf(await load('JPEGTables'));
  const directory: TiffDirectory = {
    width: image.getWidth(),
    height: image.getHeight(),
    tileWidth: image.getTileWidth(),
    tileHeight: image.getTileHeight(),
    tiled: image.isTiled,
    bitsPerSample: bits.length > 0 ? bits : [1],
    samplesPerPixel,
    sampleFormat: await number('SampleFormat', 1),
    photometric: await number('PhotometricInterpretation', 1),
    compression: await number('Compression', 1),
    planarConfiguration: image.planarConfiguration,
    subfileType: await number('NewSubfileType', 0),
    description: await text('ImageDescription'),
    make: await text('Make'),
    resolutionUnit: await number('ResolutionUnit', 2),
    ...(numerator && denominator ? { xResolution: numerator / denominator } : {}),
    ...(tables.length > 0 ? { jpegTables: Uint8Array.from(tables) } : {}),
  };
  return { image, directory };
}

function listOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'bigint') return [Number(value)];
  if (Array.isArray(value)) return value.map(Number);
  if (ArrayBuffer.isView(value) && 'length' in value) return Array.from(value as Uint8Array, Number);
  return [];
}
