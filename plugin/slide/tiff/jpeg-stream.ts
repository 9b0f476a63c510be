/** Adobe's APP14 marker with the transform byte 0: the three components are RGB as they stand. */
const ADOBE_RGB = [0xff, 0xee, 0, 14, 65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, 0] as const;

/**
 * A whole JPEG from a TIFF tile: the file's shared tables put in front of the tile's own segments
 * (TIFF Technical Note 2), and, for tiles whose components are RGB (Aperio), the marker that tells decoders so.
 */
export function completeJpeg(
  tile: Uint8Array,
  tables: Uint8Array | undefined,
  rgbComponents: boolean,
): Uint8Array<ArrayBuffer> {
  // Tables are SOI … EOI; a tile begins with SOI.
  const shared = tables && tables.length > 4 ? tables.subarray(2, tables.length - 2) : new Uint8Array(0);
  const marker = rgbComponents && !isYcbcr(tile) ? ADOBE_RGB : [];
  const body = tile.subarray(2);
  const jpeg = new Uint8Array(2 + marker.length + shared.length + body.length);
  jpeg.set([0xff, 0xd8]);
  jpeg.set(marker, 2);
  jpeg.set(shared, 2 + marker.length);
  jpeg.set(body, 2 + marker.length + shared.length);
  return jpeg;
}

/**
 * Some writers say RGB and store YCbCr: then the tile has a JFIF marker, which allows nothing else, or is
 * subsampled, which nobody does to RGB.
 */
function isYcbcr(jpeg: Uint8Array): boolean {
  for (const { marker, start } of segments(jpeg)) {
    if (marker === 0xe0 && jpeg[start + 4] === 0x4a && jpeg[start + 5] === 0x46) return true;
    if (marker >= 0xc0 && marker <= 0xc2) return (jpeg[start + 11] ?? 0x11) !== 0x11;
  }
  return false;
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
