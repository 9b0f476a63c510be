import type { RgbaTile } from '../../models/domain/tile.js';

/** Bits of the channels of a pixel of 16 or 32 bits. */
interface Masks {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

const RGB = 0;
const RLE8 = 1;
const BITFIELDS = 3;

/**
 * The pixels of a BMP, opaque: 1, 4, 8 (also run-length coded), 16, 24 and 32 bits. In script, so that every platform
 * gives the same: Node's decoder has none. Throws a plain error where the file is cut short or of another kind.
 * Source: Microsoft, Bitmap Storage (BITMAPINFOHEADER).
 */
export function decodeBmp(bytes: Uint8Array): RgbaTile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const old = headerBytes === 12;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = old ? RGB : view.getUint32(30, true);
  if (width < 1 || height < 1) throw new Error('it has no pixels');
  const palette = bits <= 8 ? readPalette(view, { headerBytes, bits, start }) : undefined;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  let rows: Uint8Array = bytes.subarray(start);
  if (compression === RLE8 && bits === 8) rows = unpackRuns(rows, width, height, rowBytes);
  else if (compression !== RGB && !(compression === BITFIELDS && bits >= 16)) {
    throw new Error('it is compressed in a way that is not read');
  }
  if (rows.length < rowBytes * height) throw new Error('it is cut short');
  const colourOf = palette
    ? paletteReader(palette, bits)
    : directReader(view, bits, compression, headerBytes);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, to = 0; y < height; y++) {
    const from = (signedHeight > 0 ? height - 1 - y : y) * rowBytes;
    for (let x = 0; x < width; x++, to += 4) {
      colourOf(rows, from, x, data, to);
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

type ColourReader = (rows: Uint8Array, row: number, x: number, data: Uint8ClampedArray, to: number) => void;

function readPalette(
  view: DataView,
  {
    headerBytes,
    bits,
    start,
  }: { readonly headerBytes: number; readonly bits: number; readonly start: number },
): Uint8Array {
  const entry = headerBytes === 12 ? 3 : 4;
  const palette = new Uint8Array(256 * 3);
  const from = 14 + headerBytes;
  const count = Math.min(2 ** bits, Math.floor((start - from) / entry));
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) palette[i * 3 + c] = view.getUint8(from + i * entry + 2 - c);
  }
  return palette;
}

function paletteReader(palette: Uint8Array, bits: number): ColourReader {
  if (![1, 4, 8].includes(bits)) throw new Error(`it has ${bits} bits per pixel`);
  const perByte = 8 / bits;
  return (rows, row, x, data, to) => {
    const byte = rows[row + Math.floor(x / perByte)] as number;
    const index = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    data.set(palette.subarray(index * 3, index * 3 + 3), to);
  };
}

function directReader(view: DataView, bits: number, compression: number, headerBytes: number): ColourReader {
  if (bits === 24) {
    return (rows, row, x, data, to) => {
      const at = row + x * 3;
      for (let c = 0; c < 3; c++) data[to + c] = rows[at + 2 - c] as number;
    };
  }
  if (bits !== 16 && bits !== 32) throw new Error(`it has ${bits} bits per pixel`);
  const masks = readMasks(view, bits, compression === BITFIELDS, headerBytes);
  const channels = [masks.red, masks.green, masks.blue].map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift || 1 };
  });
  const size = bits / 8;
  return (rows, row, x, data, to) => {
    let pixel = 0;
    for (let i = size - 1; i >= 0; i--) pixel = pixel * 256 + (rows[row + x * size + i] as number);
    channels.forEach(({ mask, shift, most }, c) => {
      data[to + c] = (((pixel & mask) >>> shift) * 255) / most;
    });
  };
}

function readMasks(view: DataView, bits: number, given: boolean, headerBytes: number): Masks {
  if (!given) {
    return bits === 16
      ? { red: 0x7c00, green: 0x3e0, blue: 0x1f }
      : { red: 0xff0000, green: 0xff00, blue: 0xff };
  }
  // Behind the oldest header that has them, inside the later ones: in both cases here.
  void headerBytes;
  return { red: view.getUint32(54, true), green: view.getUint32(58, true), blue: view.getUint32(62, true) };
}

function unpackRuns(data: Uint8Array, width: number, height: number, rowBytes: number): Uint8Array {
  const rows = new Uint8Array(rowBytes * height);
  let [x, y] = [0, 0];
  for (let at = 0; at + 1 < data.length && y < height;) {
    const [count, value] = [data[at++] as number, data[at++] as number];
    if (count > 0) {
      rows.fill(value, y * rowBytes + x, y * rowBytes + Math.min(x + count, width));
      x = Math.min(x + count, width);
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x = Math.min(width, x + (data[at++] ?? 0));
      y += data[at++] ?? 0;
    } else {
      const run = data.subarray(at, at + Math.min(value, width - x));
      rows.set(run, y * rowBytes + x);
      x += run.length;
      at += value + (value % 2);
    }
  }
  return rows;
}
