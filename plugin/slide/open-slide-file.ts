import { openFileBytes } from './bytes/file-bytes.js';
import { decodeInNode } from './node-decoder.js';
import { openSlideBytes, type OpenSlideOptions } from './open-slide.js';
import type { SlideReader } from './slide-reader.js';

/**
 * `openSlide` for a path on Node: TIFFs are read piece by piece, so a file of gigabytes costs no memory.
 * The caller disposes of the reader, which closes the file.
 * Rejects with `slide-not-found`, `slide-unreadable`, `slide-unsupported` or the signal's reason.
 */
export async function openSlideFile(
  path: string,
  options: Partial<OpenSlideOptions> = {},
): Promise<SlideReader> {
  options.signal?.throwIfAborted();
  const bytes = await openFileBytes(path);
  return openSlideBytes(bytes, { decode: decodeInNode, ...options });
}
