import { isBesideSlide, isReduced, type TiffDirectory } from './tiff-directory.js';
import type { TiffPicture } from './tiff-pictures.js';
import { unsupportedReason } from './tiff-support.js';
import { philipsScales } from './philips.js';

/** A picture of the file that shows the whole of the chosen one smaller. */
export interface LevelCandidate {
  readonly picture: TiffPicture;
  /** Pixels of the chosen picture per pixel of this one. */
  readonly downsample: number;
  /** Whether the file says that it is a smaller copy; else its pixels must be asked. */
  readonly said: boolean;
}

/** How far a level's size may be off, because each halving rounds. */
const ROUNDING_PX = 2;
/** A picture with both sides at least this share of the chosen one's may be another field; smaller ones are thumbnails. */
const COMPARABLE = 0.5;
const COARSEST = 2 ** 12;

/** The pictures that could be the slide: neither levels nor labels, largest first, then in file order. */
export function mainPictures(pictures: readonly TiffPicture[]): TiffPicture[] {
  const full = pictures.filter(({ directory }) => !isReduced(directory) && !isBesideSlide(directory));
  const candidates = full.length > 0 ? full : pictures.filter(({ directory }) => !isBesideSlide(directory));
  const area = ({ directory }: TiffPicture) => directory.width * directory.height;
  return (candidates.length > 0 ? [...candidates] : [...pictures]).sort((a, b) => area(b) - area(a));
}

/** Whether a second picture is large enough to be a field of its own rather than a thumbnail. */
export function isComparable(other: TiffDirectory, base: TiffDirectory): boolean {
  return other.width >= COMPARABLE * base.width && other.height >= COMPARABLE * base.height;
}

/** Which pictures may be levels of the chosen one, finest first; the chosen one is not among them. */
export function levelCandidates(pictures: readonly TiffPicture[], base: TiffPicture): LevelCandidate[] {
  const parts = pictures.filter(({ parent }) => parent === base);
  const others =
    parts.length > 0 ? parts : pictures.filter((picture) => picture !== base && isFree(picture, base));
  const fitting = others.filter(
    ({ directory }) =>
      !unsupportedReason(directory) && !isBesideSlide(directory) && directory.tiled === base.directory.tiled,
  );
  const said = philipsScales(pictures, base);
  const padded = fitting.some(({ directory }) => isPadded(directory, base.directory));
  const found = fitting.flatMap((picture) => {
    const { directory } = picture;
    const downsample = said?.get(picture) ?? wholeScale(directory, base.directory, padded);
    const named = picture.parent === base || isReduced(directory) || isAperio(base.directory);
    return downsample === undefined ? [] : [{ picture, downsample, said: named || said !== undefined }];
  });
  found.sort((a, b) => a.downsample - b.downsample);
  return found.filter(({ downsample }, i) => i === 0 || downsample > (found[i - 1]?.downsample ?? 0));
}

/** Parts of another picture are that one's levels. */
function isFree({ parent }: TiffPicture, base: TiffPicture): boolean {
  return parent === undefined || parent === base.parent || base.parent === undefined;
}

/**
 * By what whole number the picture is reduced, where that can only be one: its size divided and rounded, or also
 * padded to whole tiles. `undefined` where it is no reduction, or could be several.
 */
function wholeScale(level: TiffDirectory, base: TiffDirectory, padded: boolean): number | undefined {
  if (level.width >= base.width && level.height >= base.height) return undefined;
  const exact = Math.round(base.width / level.width);
  const isExact = exact > 1 && fits(level, base, exact, false);
  if (isExact && !padded && Number.isInteger(Math.log2(exact))) return exact;
  const possible: number[] = [];
  for (let scale = 2; scale <= COARSEST && possible.length < 2; scale++) {
    if (fits(level, base, scale, true)) possible.push(scale);
  }
  return possible.length === 1 ? possible[0] : undefined;
}

/** Whether the size can only come about by padding to whole tiles. */
function isPadded(level: TiffDirectory, base: TiffDirectory): boolean {
  const exact = Math.round(base.width / level.width);
  const whole = wholeScale(level, base, true);
  return whole !== undefined && (exact < 2 || !fits(level, base, exact, false));
}

function fits(level: TiffDirectory, base: TiffDirectory, scale: number, mayPad: boolean): boolean {
  const along = (size: number, whole: number, tile: number): boolean => {
    const content = whole / scale;
    if (Math.abs(size - content) <= ROUNDING_PX) return true;
    return mayPad && level.tiled && size === Math.ceil(Math.ceil(content) / tile) * tile;
  };
  return (
    along(level.width, base.width, level.tileWidth) && along(level.height, base.height, level.tileHeight)
  );
}

/** Aperio names what is no level, and sets no mark on those that are. */
function isAperio({ description }: TiffDirectory): boolean {
  return /^aperio/i.test(description);
}
