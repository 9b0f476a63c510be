import { joinBytes } from './bytes/join-bytes.js';
import { SmearError } from '../../models/domain/errors.js';
import { fullExtent, type Box } from '../../models/domain/geometry.js';
import { sha256 } from '../../models/pack/sha256.js';
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
/** Of a coarsest level above this (a flat file of a whole slide) only patches are read. */
const MOST_PIXELS = 16 * 1024 * 1024;
const PATCHES = 4;
const PATCH_SIDE = 512;
const PAUSES = [200, 1000];

/**
 * What identifies a slide, whatever its name: level-0 size and the SHA-256 of the decoded pixels of its coarsest level
 * (the coarsest of at least 128 px on its longer side, where there is one; sixteen patches of a level above
 * 16 megapixels). Form: `<width>x<height>-<64 hex digits>`.
 * Where the pixels cannot be read, the hash of name, levels and address, with `-address` behind: another
 * identity, since it may be another slide.
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
  const description = JSON.stringify([slide.name, address ?? '', slide.levels, slide.micronsPerPixel ?? 0]);
  return `${size}-${await sha256(new TextEncoder().encode(description))}-address`;
}

/** A refusal stays; a broken line may be whole again in a moment. */
function isForGood(error: unknown): boolean {
  return !(error instanceof SmearError && (error.code === 'network' || error.code === 'tile-failed'));
}

async function coarsestPixels(slide: SlideReader, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const level = coarsestDistinctive(slide);
  const parts: Uint8ClampedArray[] = [];
  for (const { region, width, height } of partsOf(slide, level)) {
    parts.push((await slide.read({ region, width, height }, { signal })).data);
  }
  return joinBytes(parts);
}

function coarsestDistinctive({ levels, width, height }: SlideReader): Level {
  const large = levels.findLast((level) => Math.max(level.width, level.height) >= LEAST_SIDE);
  return large ?? levels[0] ?? { width, height, downsample: 1 };
}

function partsOf(
  slide: SlideReader,
  level: Level,
): { readonly region: Box; readonly width: number; readonly height: number }[] {
  if (level.width * level.height <= MOST_PIXELS) {
    return [{ region: fullExtent(slide), width: level.width, height: level.height }];
  }
  const along = (length: number, index: number): [from: number, side: number] => {
    const side = Math.min(PATCH_SIDE, length);
    return [Math.floor(((length - side) * index) / (PATCHES - 1)), side];
  };
  const scale = level.downsample;
  return Array.from({ length: PATCHES * PATCHES }, (_, index) => {
    const [x, width] = along(level.width, index % PATCHES);
    const [y, height] = along(level.height, Math.floor(index / PATCHES));
    const region = {
      minX: x * scale,
      minY: y * scale,
      maxX: Math.min(slide.width, (x + width) * scale),
      maxY: Math.min(slide.height, (y + height) * scale),
    };
    return { region, width, height };
  });
}

/** Fingerprints of the slides of a session, each computed once, when it is first asked for. */
export class SlideFingerprints {
  readonly #addressOf: (slide: SlideReader) => string | undefined;
  readonly #known = new WeakMap<SlideReader, Promise<string | undefined>>();

  /** The address stands in for pixels that cannot be read. */
  constructor(addressOf: (slide: SlideReader) => string | undefined = () => undefined) {
    this.#addressOf = addressOf;
  }

  /** `undefined` where the slide was closed before it could be read. */
  of(slide: SlideReader): Promise<string | undefined> {
    const address = this.#addressOf(slide);
    const known = this.#known.get(slide) ?? fingerprintSlide(slide, { address }).catch(() => undefined);
    this.#known.set(slide, known);
    return known;
  }
}
