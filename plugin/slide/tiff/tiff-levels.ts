import { unsupportedReason, type TiffDirectory } from './tiff-directory.js';

/** How far the proportions of a level may be off, because each halving rounds. */
const ROUNDING_PX = 2;

/**
 * Which of a file's directories make the pyramid of its first picture: indices, finest first.
 * Left out are labels, macro pictures, thumbnails, other planes and whatever cannot be decoded.
 */
export function pyramidLevels(directories: readonly TiffDirectory[]): number[] {
  const base = directories[0];
  if (!base) return [];
  const levels = directories.flatMap((directory, index) =>
    index === 0 || isReducedCopy(directory, base) ? [index] : [],
  );
  const width = (index: number) => directories[index]?.width ?? 0;
  levels.sort((a, b) => width(b) - width(a));
  return levels.filter((index, i) => i === 0 || width(index) < width(levels[i - 1] as number));
}

function isReducedCopy(directory: TiffDirectory, base: TiffDirectory): boolean {
  if (unsupportedReason(directory)) return false;
  if (directory.tiled !== base.tiled || directory.width >= base.width) return false;
  if ((directory.subfileType & 8) !== 0 || /\b(label|macro)\b/i.test(firstLines(directory.description)))
    return false;
  const scale = base.width / directory.width;
  return Math.abs(base.height / scale - directory.height) <= ROUNDING_PX;
}

/** Aperio writes what a picture is into the second line of its description. */
function firstLines(description: string): string {
  return description.split('\n').slice(0, 2).join('\n').slice(0, 200);
}
