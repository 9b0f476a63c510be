import { detectFormat } from './slide-format.js';

/** Throws a plain error, fit to be the cause of another, where a part of the picture is missing. */
export function requireWholePicture(bytes: Uint8Array): void {
  if (!isWholePicture(bytes)) throw new Error('its data are incomplete');
}

/**
 * Whether all of an encoded picture is there: it ends where its format says that it does, and the parts of a PNG have
 * their checksums. Browsers show what there is of a picture that was cut, and say nothing: white would be read as glass.
 * True for what is of another kind: its own decoder looks.
 */
export function isWholePicture(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (detectFormat(bytes)) {
      case 'image/jpeg':
        return jpegEnds(bytes);
      case 'image/png':
        return pngEnds(view, bytes);
      case 'image/gif':
        return firstGifPictureEnds(view);
      case 'image/webp':
        return view.getUint32(4, true) + 8 <= bytes.length;
      case 'image/avif':
        return boxesEnd(view);
      default:
        return true;
    }
  } catch (error) {
    if (error instanceof RangeError) return false; // it ends inside a field
    throw error;
  }
}

/** ITU-T T.81, annex B: an EOI after a scan; those of thumbnails lie inside segments, which are passed over. */
function jpegEnds(bytes: Uint8Array): boolean {
  let hasScan = false;
  for (let at = bytes.indexOf(0xff, 2); at >= 0 && at + 1 < bytes.length;) {
    const marker = bytes[at + 1] as number;
    if (marker === 0xd9) return hasScan;
    const isFill = marker === 0xff;
    const stands = marker <= 1 || (marker >= 0xd0 && marker <= 0xd8);
    const length = isFill || stands ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    hasScan ||= marker === 0xda;
    at = bytes.indexOf(0xff, at + (isFill ? 1 : 2) + length);
  }
  return false;
}

const IEND = 0x49454e44;

/** PNG, third edition, section 5: chunks up to IEND; those that a picture cannot do without have their checksum. */
function pngEnds(view: DataView, bytes: Uint8Array): boolean {
  for (let at = 8; ;) {
    const after = at + 8 + view.getUint32(at);
    const isNeeded = (view.getUint8(at + 4) & 0x20) === 0;
    const sum = view.getUint32(after);
    if (isNeeded && sum !== crc32(bytes.subarray(at + 4, after))) return false;
    if (view.getUint32(at + 4) === IEND) return true;
    at = after + 4;
  }
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** PNG, annex D. */
function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (let at = 0; at < bytes.length; at++)
    value = (CRC_TABLE[(value ^ (bytes[at] as number)) & 255] as number) ^ (value >>> 8);
  return ~value >>> 0;
}

/** GIF89a, sections 15 to 23: the blocks of the first picture, which is the one that is read. */
function firstGifPictureEnds(view: DataView): boolean {
  const [extension, picture, trailer] = [0x21, 0x2c, 0x3b];
  const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const afterBlocks = (from: number): number => {
    let at = from;
    while (view.getUint8(at) > 0) at += 1 + view.getUint8(at);
    return at + 1;
  };
  let at = 13 + colours(view.getUint8(10));
  while (view.getUint8(at) === extension) at = afterBlocks(at + 2);
  if (view.getUint8(at) !== picture) return false;
  const after = afterBlocks(at + 11 + colours(view.getUint8(at + 9)));
  // Zeros in the place of its end look like the end of its blocks. Some writers leave the trailer out.
  return after === view.byteLength || [extension, picture, trailer].includes(view.getUint8(after));
}

/** ISO/IEC 14496-12, 4.2: the boxes of the file, each with its length. */
function boxesEnd(view: DataView): boolean {
  for (let at = 0; at < view.byteLength;) {
    const short = view.getUint32(at);
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    if (length === 0) return true; // up to the end
    if (length < 8) return false;
    at += length;
    if (at > view.byteLength) return false;
  }
  return true;
}
