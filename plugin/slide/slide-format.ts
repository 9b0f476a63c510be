import type { ImageMime } from './image-decoder.js';

export type SlideFormat = 'tiff' | ImageMime;

/** A kind of file that is read, in browsers and on Node alike. */
export interface ReadableFormat {
  readonly format: SlideFormat;
  /** As people call it. */
  readonly name: string;
  /** Endings of file names, without the dot. */
  readonly endings: readonly string[];
}

/** All that is read; a test opens one of each on each platform. */
export const READABLE_FORMATS: readonly ReadableFormat[] = [
  { format: 'tiff', name: 'TIFF, SVS, OME-TIFF', endings: ['tif', 'tiff', 'svs', 'ndpi', 'scn', 'bif'] },
  { format: 'image/png', name: 'PNG', endings: ['png'] },
  { format: 'image/jpeg', name: 'JPEG', endings: ['jpg', 'jpeg'] },
  { format: 'image/webp', name: 'WebP', endings: ['webp'] },
  { format: 'image/gif', name: 'GIF', endings: ['gif'] },
  { format: 'image/bmp', name: 'BMP', endings: ['bmp'] },
  { format: 'image/avif', name: 'AVIF', endings: ['avif'] },
];

/** How many bytes `detectFormat` wants to see. */
export const FORMAT_BYTES = 132;

/**
 * What a file is by its first bytes, whatever its name says; `undefined` where it is none that can be read.
 * TIFF covers BigTIFF and so SVS, OME-TIFF and NDPI.
 */
export function detectFormat(head: Uint8Array): SlideFormat | undefined {
  if (startsWith(head, 'II*\0') || startsWith(head, 'MM\0*')) return 'tiff';
  if (startsWith(head, 'II+\0') || startsWith(head, 'MM\0+')) return 'tiff';
  if (startsWith(head, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(head, 'GIF8')) return 'image/gif';
  if (startsWith(head, 'BM')) return 'image/bmp';
  if (startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8)) return 'image/webp';
  if (startsWith(head, 'ftypavif', 4)) return 'image/avif';
  return undefined;
}

/** What a file that cannot be read seems to be, in words for the person who chose it. */
export function describeContent(head: Uint8Array): string {
  if (head.length === 0) return 'an empty file';
  if (startsWith(head, '\0\0\0\x0cjP  ') || startsWith(head, '\xff\x4f\xff\x51')) return 'a JPEG 2000 image';
  if (startsWith(head, 'ftyphei', 4) || startsWith(head, 'ftypmif1', 4)) return 'a HEIC image';
  if (startsWith(head, 'DICM', 128)) return 'a DICOM file';
  if (startsWith(head, 'ZISRAWFILE')) return 'a Zeiss CZI slide';
  if (startsWith(head, '\0\x05\x16\x07')) return 'what macOS keeps beside a file (AppleDouble)';
  if (startsWith(head, '\x89HDF')) return 'an HDF5 file';
  if (startsWith(head, 'PK')) return 'a zip archive';
  if (startsWith(head, '%PDF')) return 'a PDF';
  if (startsWith(head, '<!') || startsWith(head, '<html')) return 'a web page';
  if (isText(head)) return 'a text file';
  return 'of an unknown type';
}

function startsWith(head: Uint8Array, magic: string, offset = 0): boolean {
  for (let i = 0; i < magic.length; i++) {
    if (head[offset + i] !== magic.charCodeAt(i)) return false;
  }
  return true;
}

function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
}
