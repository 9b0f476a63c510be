import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';
import { sha256 } from '../../models/sha256.js';
import type { Level, SlideReader } from './slide-reader.js';

export interface FingerprintOptions {
  /** Where the slide lies; stands in, with its name, for pixels that cannot be read. */
  readonly address?: string;
  readonly signal?: AbortSignal;
  /** Pauses before a failed read is tried again, milliseconds. */
  readonly pauses?: readonly number[];
}

/** A level below this shows too little to tell two slides apart: Deep Zoom goes down to a single pixel. */
const LEAST_SIDE = 128;
/** A coarsest level above this (a flat file of a whole slide) is looked at in patches. */
const MOST_PIXELS = 16 * 1024 * 1024;
const PATCHES = 4;
const PATCH_SIDE = 512;
const PAUSES = [200, 1000];

/**
 * Who a slide is, whatever its name: level-0 size and the SHA-256 of the decoded pixels of its coarsest level
 * (the coarsest of at least 128 px on its longer side, where there is one; sixteen patches of a level above
 * 16 megapixels). Form: `<width>x<height>-<64 hex digits>`.
 * Where the pixels cannot be read, the hash of name, levels and address, with `-address` behind: another
 * identity, since nobody can know that it is the same slide.
 * Abort rejects with the signal's reason; `disposed` where the reader was closed meanwhile.
 */
export async function fingerprintSlide(
  slide: SlideReader,
  { address, signal, pauses = PAUSES }: FingerprintOptions = {},
): Promise<string> {
  const size = `${slide.width}x${slide.height}`;
  for (const pause of [...pauses, undefined]) {
    try {
      return `${size}-${await sha256(await coarsestPixels(slide, signal))}`;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SmearError && error.code === 'disposed') throw error;
      if (pause === undefined || isForGood(error)) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      signal?.throwIfAborted();
    }
  }
  const said = JSON.stringify([slide.name, address ?? '', slide.levels, slide.micronsPerPixel ?? 0]);
  return `${size}-${await sha256(new TextEncoder().encode(said))}-address`;
}

/** A refusal stays; a broken line may be whole again in a moment. */
function isForGood(error: unknown): boolean {
  return !(error instanceof SmearError && (error.code === 'network' || error.code === 'tile-failed'));
}

async function coarsestPixels(slide: SlideReader, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const level = coarsestTelling(slide);
  const parts: Uint8ClampedArray[] = [];
  for (const { region, width, height } of partsOf(slide, level)) {
    parts.push((await slide.read({ region, width, height }, { signal })).data);
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function coarsestTelling({ levels, width, height }: SlideReader): Level {
  const telling = levels.findLast((level) => Math.max(level.width, level.height) >= LEAST_SIDE);
  return telling ?? levels[0] ?? { width, height, downsample: 1 };
}

function partsOf(
  slide: SlideReader,
  level: Level,
): { readonly region: Box; readonly width: number; readonly height: number }[] {
  if (level.width * level.height <= MOST_PIXELS) {
    const region = { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
    return [{ region, width: level.width, height: level.height }];
  }
  const along = (length: number, index: number): [from: number, side: number] => {
    const side = Math.min(PATCH_SIDE, length);
    return [Math.floor(((length - side) * index) / (PATCHES - 1)), side];
  };
  const [scaleX, scaleY] = [slide.width / level.width, slide.height / level.height];
  return Array.from({ length: PATCHES * PATCHES }, (_, index) => {
    const [x, width] = along(level.width, index % PATCHES);
    const [y, height] = along(level.height, Math.floor(index / PATCHES));
    const region = {
      minX: x * scaleX,
      minY: y * scaleY,
      maxX: (x + width) * scaleX,
      maxY: (y + height) * scaleY,
    };
    return { region, width, height };
  });
}
