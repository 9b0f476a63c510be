import { SmearError } from '../../../models/domain/errors.js';
import type { TiledLevel } from '../tiled-reader.js';
import { itemsOf, numberOf, numbersOf, textOf, textsOf, type DicomJson } from './dicom-json.js';

/** Where the pixels of a tile are, and in what form. */
export interface DicomFrame {
  /** Metadata of the instance. */
  readonly instance: DicomJson;
  readonly sopInstanceUID: string;
  /** From 1, within the instance. */
  readonly number: number;
}

/** One resolution of a whole-slide image, in one optical path and one focal plane for each tile. */
export interface DicomLevel extends TiledLevel {
  /** The instances that hold it. */
  readonly instances: readonly DicomJson[];
  /** Absent where nothing was scanned. */
  frameAt(column: number, row: number): DicomFrame | undefined;
}

export interface DicomLevels {
  /** Finest first. */
  readonly levels: readonly [DicomLevel, ...DicomLevel[]];
  /** Identifiers of all that the slide was scanned with. */
  readonly opticalPaths: readonly string[];
  /** Of level 0. */
  readonly micronsPerPixel?: number;
}

/** Of a tile's side, as far as one is decoded whole, and of a slide's (32 bits in the file), pixels. */
const LONGEST_TILE = 2 ** 14;
const LONGEST_SLIDE = 2 ** 32 - 1;
/** Of one instance: a slide of 260,000 pixels a side in tiles of 256. */
const MOST_FRAMES = 2 ** 20;

/** A frame with its place; several may have the same tile. */
interface PlacedFrame extends DicomFrame {
  readonly column: number;
  readonly row: number;
  readonly depth: number;
  readonly path: string;
}

/**
 * The levels of a whole-slide image from the metadata of its series (PS3.3, C.8.12.4 and C.7.6.17.3): TILED_FULL and
 * TILED_SPARSE, concatenations put together, label, overview and thumbnail left aside. The first optical path is taken
 * unless told, and of several focal planes the middle one unless told (from 0).
 * Throws `slide-unreadable` for what is no series and for sizes and counts that cannot be, `slide-unsupported` where the
 * series holds none, `invalid-argument` for an optical path that it has not.
 */
export function dicomLevels(
  series: readonly DicomJson[],
  { opticalPath, focalPlane }: { readonly opticalPath?: string; readonly focalPlane?: number } = {},
): DicomLevels {
  if (!Array.isArray(series)) {
    throw new SmearError(
      'slide-unreadable',
      'The server did not answer with the metadata of a DICOM series. Check the address of its DICOMweb service.',
    );
  }
  const bySize = new Map<string, DicomJson[]>();
  for (const instance of series) {
    if (textsOf(instance, 'ImageType')[2] !== 'VOLUME') continue;
    const size = `${numberOf(instance, 'TotalPixelMatrixColumns')} ${numberOf(instance, 'TotalPixelMatrixRows')}`;
    const others = bySize.get(size);
    if (others) others.push(instance);
    else bySize.set(size, [instance]);
  }
  const sizes = [...bySize.values()]
    .map((instances) => ({ instances, width: widthOf(instances), frames: instances.flatMap(placedFrames) }))
    .sort((a, b) => b.width - a.width);
  const [finest] = sizes;
  if (!finest) {
    throw new SmearError(
      'slide-unsupported',
      'This DICOM series holds no whole-slide image. Choose the series of the slide (modality SM, image type VOLUME).',
    );
  }
  const opticalPaths = [...new Set(sizes.flatMap(({ frames }) => frames.map(({ path }) => path)))];
  const wanted = opticalPath ?? finest.frames[0]?.path;
  const levels = sizes.flatMap(({ instances, width, frames }) => {
    const shown = frames.filter(({ path }) => path === wanted);
    return shown.length === 0 ? [] : [levelOf(instances, shown, finest.width / width, focalPlane)];
  });
  const [first, ...coarser] = levels;
  if (!first) {
    throw new SmearError(
      'invalid-argument',
      `This slide has no optical path “${wanted}”. It has: ${opticalPaths.join(', ')}.`,
    );
  }
  const micronsPerPixel = resolutionOf(finest.instances[0], finest.width);
  return {
    levels: [first, ...coarser],
    opticalPaths,
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
  };
}

function widthOf([instance]: readonly DicomJson[]): number {
  return numberOf(instance, 'TotalPixelMatrixColumns') ?? 0;
}

function levelOf(
  instances: readonly DicomJson[],
  frames: readonly PlacedFrame[],
  downsample: number,
  focalPlane: number | undefined,
): DicomLevel {
  const [instance] = instances;
  const tiles = new Map<string, PlacedFrame[]>();
  for (const frame of frames) {
    const key = `${frame.column} ${frame.row}`;
    const stack = tiles.get(key);
    if (stack) stack.push(frame);
    else tiles.set(key, [frame]);
  }
  for (const stack of tiles.values()) stack.sort((a, b) => a.depth - b.depth);
  return {
    width: widthOf(instances),
    height: numberOf(instance, 'TotalPixelMatrixRows') ?? 0,
    tileWidth: numberOf(instance, 'Columns') ?? 0,
    tileHeight: numberOf(instance, 'Rows') ?? 0,
    downsample,
    instances,
    frameAt(column, row) {
      const stack = tiles.get(`${column} ${row}`) ?? [];
      return stack[Math.min(focalPlane ?? stack.length >> 1, stack.length - 1)];
    },
  };
}

function placedFrames(instance: DicomJson): PlacedFrame[] {
  const [tileWidth, tileHeight] = [
    wholeOf(instance, 'Columns', LONGEST_TILE),
    wholeOf(instance, 'Rows', LONGEST_TILE),
  ];
  const columns = Math.ceil(wholeOf(instance, 'TotalPixelMatrixColumns', LONGEST_SLIDE) / tileWidth);
  const rows = Math.ceil(wholeOf(instance, 'TotalPixelMatrixRows', LONGEST_SLIDE) / tileHeight);
  const sopInstanceUID = textOf(instance, 'SOPInstanceUID');
  const paths = itemsOf(instance, 'OpticalPathSequence').map((item) => textOf(item, 'OpticalPathIdentifier'));
  const perFrame = itemsOf(instance, 'PerFrameFunctionalGroupsSequence');
  const isFull = textOf(instance, 'DimensionOrganizationType') === 'TILED_FULL' || perFrame.length === 0;
  if (!isFull) {
    return perFrame.map((groups, index) => ({
      instance,
      sopInstanceUID,
      number: index + 1,
      ...positionOf(groups, tileWidth, tileHeight),
      path:
        pathOf(groups) ?? pathOf(itemsOf(instance, 'SharedFunctionalGroupsSequence')[0]) ?? paths[0] ?? '',
    }));
  }
  const planes = wholeOf(instance, 'TotalPixelMatrixFocalPlanes', MOST_FRAMES, 1);
  // In a concatenation the frames are counted through all its instances.
  const offset = numberOf(instance, 'ConcatenationFrameOffsetNumber') ?? 0;
  return Array.from({ length: wholeOf(instance, 'NumberOfFrames', MOST_FRAMES, 1) }, (_, index) => {
    const tile = (offset + index) % (columns * rows);
    const sheet = Math.floor((offset + index) / (columns * rows));
    return {
      instance,
      sopInstanceUID,
      number: index + 1,
      column: tile % columns,
      row: Math.floor(tile / columns),
      depth: sheet % planes,
      path: paths[Math.floor(sheet / planes)] ?? '',
    };
  });
}

/** A number that memory or time depends on. Throws `slide-unreadable` unless it is whole, from 1 to `most`. */
function wholeOf(
  instance: DicomJson,
  keyword: Parameters<typeof numberOf>[1],
  most: number,
  usual?: number,
): number {
  const value = numberOf(instance, keyword) ?? usual;
  if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new SmearError(
    'slide-unreadable',
    `This DICOM slide is damaged: its ${keyword} is ${value ?? 'missing'}, where a whole number from 1 to ${most} belongs. Have it exported again.`,
  );
}

function positionOf(groups: DicomJson, tileWidth: number, tileHeight: number) {
  const [position] = itemsOf(groups, 'PlanePositionSlideSequence');
  const column = ((numberOf(position, 'ColumnPositionInTotalImagePixelMatrix') ?? 1) - 1) / tileWidth;
  const row = ((numberOf(position, 'RowPositionInTotalImagePixelMatrix') ?? 1) - 1) / tileHeight;
  if (!Number.isInteger(column) || !Number.isInteger(row)) {
    throw new SmearError(
      'slide-unsupported',
      'The tiles of this DICOM slide do not stand on a grid. Have it exported as TILED_FULL.',
    );
  }
  return { column, row, depth: numberOf(position, 'ZOffsetInSlideCoordinateSystem') ?? 0 };
}

function pathOf(groups: DicomJson | undefined): string | undefined {
  const [item] = itemsOf(groups, 'OpticalPathIdentificationSequence');
  return item && textOf(item, 'OpticalPathIdentifier');
}

/** From the spacing of the pixels, else from the width of what was scanned; both are in millimetres. */
function resolutionOf(instance: DicomJson | undefined, width: number): number | undefined {
  const [shared] = itemsOf(instance, 'SharedFunctionalGroupsSequence');
  const [perFrame] = itemsOf(instance, 'PerFrameFunctionalGroupsSequence');
  for (const groups of [shared, perFrame]) {
    const [between = 0, along = between] = numbersOf(
      itemsOf(groups, 'PixelMeasuresSequence')[0],
      'PixelSpacing',
    );
    if (between > 0 && along > 0) return ((between + along) / 2) * 1000;
  }
  const millimetres = numberOf(instance, 'ImagedVolumeWidth') ?? 0;
  return millimetres > 0 && width > 0 ? (millimetres * 1000) / width : undefined;
}
