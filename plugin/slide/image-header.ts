import type { ImageMime } from './image-decoder.js';

/** What the first bytes of a picture say of it, before anything is decoded. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA (of a JPEG: CMYK); absent where the header does not say. */
  readonly channels?: number;
  /** As in EXIF, 1 to 8; 1 where nothing is said. */
  readonly orientation: number;
  /** Where its two bytes stand. */
  readonly orientationAt?: { readonly from: number; readonly littleEndian: boolean };
}

/** As a note in the picture says. */
type Turn = Pick<ImageHeader, 'orientation' | 'orientationAt'>;

const UPRIGHT: Turn = { orientation: 1 };
const GIF_EXTENSION = 0x21;
const GIF_PICTURE = 0x2c;

/** Size, channels and orientation of an encoded picture; `undefined` where its header makes no sense. */
export function readImageHeader(bytes: Uint8Array, mime: ImageMime): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header = HEADERS[mime](view);
    return header && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends inside its header
    throw error;
  }
}

const HEADERS: Readonly<Record<ImageMime, (view: DataView) => ImageHeader | undefined>> = {
  'image/jpeg': jpegHeader,
  'image/png': pngHeader,
  'image/webp': webpHeader,
  'image/gif': gifHeader,
  'image/bmp': (view) => {
    const old = view.getUint32(14, true) === 12;
    return {
      width: old ? view.getUint16(18, true) : Math.abs(view.getInt32(18, true)),
      height: old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true)),
      orientation: 1,
    };
  },
  'image/avif': avifHeader,
};

/** ITU-T T.81, annex B; EXIF in APP1. */
function jpegHeader(view: DataView): ImageHeader | undefined {
  let turn = UPRIGHT;
  for (let at = 2; at + 4 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return undefined;
    const length = view.getUint16(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { width, height, channels: view.getUint8(at + 9), ...turn };
    }
    if (marker === 0xe1 && isText(view, at + 4, 'Exif\0\0')) {
      turn = exifTurn(view, at + 10, at + 2 + length);
    }
    at += 2 + length;
  }
  return undefined;
}

/** PNG, third edition, sections 5 and 11. */
function pngHeader(view: DataView): ImageHeader | undefined {
  if (!isText(view, 12, 'IHDR')) return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = ({ 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 } as Record<number, number>)[view.getUint8(25)];
  let turn = UPRIGHT;
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (isText(view, at + 4, 'eXIf')) {
      turn = exifTurn(view, at + 8, Math.min(view.byteLength, at + 8 + view.getUint32(at)));
    }
  }
  return { width, height, ...(channels === undefined ? {} : { channels }), ...turn };
}

/** RFC 9649, section 2. */
function webpHeader(view: DataView): ImageHeader | undefined {
  let size: { width: number; height: number } | undefined;
  let turn = UPRIGHT;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + 4, true);
    const from = at + 8;
    if (isText(view, at, 'VP8X'))
      size ??= { width: 1 + uint24(view, from + 4), height: 1 + uint24(view, from + 7) };
    if (isText(view, at, 'VP8 ') && !size) {
      size = {
        width: view.getUint16(from + 6, true) & 0x3fff,
        height: view.getUint16(from + 8, true) & 0x3fff,
      };
    }
    if (isText(view, at, 'VP8L') && !size) {
      const bits = view.getUint32(from + 1, true);
      size = { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    if (isText(view, at, 'EXIF')) {
      const start = isText(view, from, 'Exif\0\0') ? from + 6 : from;
      turn = exifTurn(view, start, Math.min(view.byteLength, from + length));
    }
    at = from + length + (length % 2);
  }
  return size && { ...size, ...turn };
}

/**
 * GIF89a, sections 18 and 20. A first picture that reaches beyond the screen is damage: decoders make the screen larger
 * for it, each in its own way.
 */
function gifHeader(view: DataView): ImageHeader | undefined {
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (view.getUint8(at) === GIF_EXTENSION) {
    for (at += 2; view.getUint8(at) > 0;) at += 1 + view.getUint8(at);
    at++;
  }
  if (view.getUint8(at) !== GIF_PICTURE) return undefined;
  const right = view.getUint16(at + 1, true) + view.getUint16(at + 5, true);
  const bottom = view.getUint16(at + 3, true) + view.getUint16(at + 7, true);
  return right > width || bottom > height ? undefined : { width, height, orientation: 1 };
}

/** The first image's size (`ispe`), wherever its box lies in the header. Source: ISO/IEC 23008-12, 6.5.3. */
function avifHeader(view: DataView): ImageHeader | undefined {
  const most = Math.min(view.byteLength - 16, 64 * 1024);
  let largest: ImageHeader | undefined;
  for (let at = 0; at < most; at++) {
    if (!isText(view, at, 'ispe')) continue;
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), orientation: 1 };
    if (!largest || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

/** The orientation in the TIFF structure of EXIF between these places. */
function exifTurn(view: DataView, start: number, end: number): Turn {
  try {
    const little = view.getUint16(start) === 0x4949;
    const directory = start + view.getUint32(start + 4, little);
    const count = Math.min(view.getUint16(directory, little), 256);
    for (let at = directory + 2; at < directory + 2 + count * 12 && at + 12 <= end; at += 12) {
      if (view.getUint16(at, little) !== 0x0112) continue;
      const value = view.getUint16(at + 8, little);
      const isSound = value >= 1 && value <= 8;
      return isSound
        ? { orientation: value, orientationAt: { from: at + 8, littleEndian: little } }
        : UPRIGHT;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // EXIF that ends early says nothing
  }
  return UPRIGHT;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function isText(view: DataView, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (view.getUint8(at + i) !== text.charCodeAt(i)) return false;
  return true;
}
