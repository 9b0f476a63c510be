import { joinBytes } from '../bytes/join-bytes.js';

/** Adobe's APP14 marker with the transform byte 0: the three components are RGB as they stand. */
const ADOBE_RGB = [0xff, 0xee, 0, 14, 65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, 0] as const;

/**
 * A whole JPEG from a TIFF tile: the file's shared tables put in front of the tile's own segments
 * (TIFF Technical Note 2), and, for tiles whose components are RGB (Aperio), the marker that tells decoders so. A JFIF
 * marker, which would say otherwise, is left out there: the TIFF decides, as it does for libtiff.
 */
export function completeJpeg(
  tile: Uint8Array,
  tables: Uint8Array | undefined,
  rgbComponents: boolean,
): Uint8Array<ArrayBuffer> {
  // Tables are SOI … EOI; a tile begins with SOI.
  const shared = tables && tables.length > 4 ? tables.subarray(2, tables.length - 2) : new Uint8Array(0);
  const isRgb = rgbComponents && !isSubsampled(tile);
  const body = isRgb ? withoutJfif(tile) : [tile.subarray(2)];
  return joinBytes([
    Uint8Array.of(0xff, 0xd8, ...(isRgb ? ADOBE_RGB : [])),
    ...(isRgb && tables ? withoutJfif(tables.subarray(0, 2 + shared.length)) : [shared]),
    ...body,
  ]);
}

/** Nobody does this to RGB: such a tile is YCbCr, whatever the file says. */
function isSubsampled(jpeg: Uint8Array): boolean {
  for (const { marker, start } of segments(jpeg)) {
    if (marker >= 0xc0 && marker <= 0xc2) return (jpeg[start + 11] ?? 0x11) !== 0x11;
  }
  return false;
}

/** What follows the beginning, in pieces, without JFIF's segments. */
function withoutJfif(jpeg: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 2;
  for (const { marker, start, end } of segments(jpeg)) {
    if (marker !== 0xe0) continue;
    pieces.push(jpeg.subarray(from, start));
    from = Math.min(end, jpeg.length);
  }
  return [...pieces, jpeg.subarray(from)];
}

/** The segments before the scan; `start` is where the marker stands. */
function* segments(jpeg: Uint8Array) {
  let start = 2;
  while (start + 4 <= jpeg.length && jpeg[start] === 0xff) {
    const marker = jpeg[start + 1] as number;
    const end = start + 2 + (((jpeg[start + 2] as number) << 8) | (jpeg[start + 3] as number));
    yield { marker, start, end };
    if (marker === 0xda) return;
    start = end;
  }
}
