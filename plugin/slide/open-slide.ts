import { SmearError } from '../../models/domain/errors.js';
import { blobBytes, type ByteSource } from './bytes/byte-source.js';
import { openTiffBytes } from './tiff/tiff-reader.js';
import { openHttpBytes } from './bytes/http-bytes.js';
import type { ImageDecoder, ImageMime } from './image-decoder.js';
import { readFlatPicture } from './flat-picture.js';
import { createImageReader } from './image-reader.js';
import { describeContent, detectFormat, FORMAT_BYTES, READABLE_FORMATS } from './slide-format.js';
import type { SlideReader } from './slide-reader.js';

/** How a slide is opened; `decode` is all that is needed. */
export interface OpenSlideOptions {
  /** `decodeInBrowser` or `decodeInNode`. */
  readonly decode: ImageDecoder;
  /** For addresses; the platform's own by default. */
  readonly fetch?: typeof fetch;
  /** Shown to people; by default the file's name or the last part of the address. */
  readonly name?: string;
  /** Which picture of a TIFF that holds several of about one size, from 1; without it such a file is refused. */
  readonly page?: number;
  /** Ends the opening; a slide that is open is not touched by it. */
  readonly signal?: AbortSignal;
}

/**
 * A reader over a file, a Blob or an address: pyramidal TIFF, SVS and OME-TIFF piece by piece, flat
 * pictures (PNG, JPEG, WebP, GIF, BMP, AVIF) whole. The content decides which kind it is, not the name.
 * The caller disposes of the reader.
 *
 * Rejects with `slide-unreadable` (not a picture, or damaged), `slide-unsupported` (a kind that is known
 * but cannot be shown), `slide-several-pages` (`SeveralPagesError`), `slide-not-found`, `slide-forbidden`, `slide-no-range`, `network`, or the signal's reason.
 */
export async function openSlide(input: Blob | string | URL, options: OpenSlideOptions): Promise<SlideReader> {
  options.signal?.throwIfAborted();
  if (input instanceof Blob) {
    const name = options.name ?? ('name' in input ? String(input.name) : 'image');
    return openSlideBytes(blobBytes(input, name), options);
  }
  const url = String(input);
  const bytes = await openHttpBytes(url, {
    name: options.name ?? nameOf(url),
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return openSlideBytes(bytes, options);
}

/** One way to read a slide: says by a file's first bytes whether it can, and opens it. */
interface ReaderKind {
  canOpen(head: Uint8Array): boolean;
  /** The bytes are the reader's from here on; where it rejects they are closed by the caller. */
  open(bytes: ByteSource, head: Uint8Array, options: OpenSlideOptions): Promise<SlideReader>;
}

/** Asked in this order; another container is one more entry here. */
const READERS: readonly ReaderKind[] = [
  {
    canOpen: (head) => detectFormat(head) === 'tiff',
    open: (bytes, _head, options) => openTiffBytes(bytes, options),
  },
  { canOpen: (head) => imageMime(head) !== undefined, open: openImage },
];

/** `openSlide` over any bytes; closes them itself where it fails or has taken all it needs. */
export async function openSlideBytes(bytes: ByteSource, options: OpenSlideOptions): Promise<SlideReader> {
  try {
    const head = await bytes.read(0, FORMAT_BYTES, options.signal);
    const reader = READERS.find(({ canOpen }) => canOpen(head));
    if (reader) return await reader.open(bytes, head, options);
    throw new SmearError(
      'slide-unreadable',
      `“${bytes.name}” is ${describeContent(head)}, not a slide. Smearlens opens ${READABLE_FORMATS.map(({ name }) => name).join(', ')}.`,
    );
  } catch (error) {
    bytes.close();
    throw error;
  }
}

function imageMime(head: Uint8Array): ImageMime | undefined {
  const format = detectFormat(head);
  return format === 'tiff' ? undefined : format;
}

/** A flat picture, read whole. */
async function openImage(
  bytes: ByteSource,
  head: Uint8Array,
  options: OpenSlideOptions,
): Promise<SlideReader> {
  const pixels = await readFlatPicture(bytes, imageMime(head) as ImageMime, options.decode, options.signal);
  bytes.close();
  return createImageReader({ ...pixels, name: bytes.name });
}

function nameOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? url;
  const last = path.slice(path.lastIndexOf('/') + 1) || url;
  try {
    return decodeURIComponent(last);
  } catch {
    // A stray per cent sign is part of the name then.
    return last;
  }
}
