import { SmearError } from '../../../models/domain/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';

/** Bytes of one value, by the field types of TIFF 6.0 and BigTIFF. */
const TYPE_BYTES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [13, 4],
  [16, 8],
  [17, 8],
  [18, 8],
]);

/** Real directories have a few dozen. */
const MOST_ENTRIES = 1024;
/** Longest text or byte field that is read: OME-XML of a long series comes near it. */
const MOST_FIELD_BYTES = 16 * 1024 * 1024;

/** One field of a directory: where its values stand, not yet read. */
interface Field {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** One image file directory (IFD); its fields are read when asked for, and never more of them than asked. */
export interface TiffFields {
  /** Where the next directory of the chain stands; 0 at its end. */
  readonly next: number;
  has(tag: number): boolean;
  count(tag: number): number;
  /** The first `most` values of a field of numbers; empty where it is absent. Rationals are divided. */
  numbers(tag: number, most: number): Promise<Float64Array>;
  /** UTF-8, or Latin-1 where it is none; without trailing zeros. */
  text(tag: number): Promise<string>;
  bytes(tag: number): Promise<Uint8Array>;
}

/** The structure of a TIFF or BigTIFF in either byte order; every offset and count is checked before use. */
export interface TiffFile {
  readonly bytes: ByteSource;
  /** Where the first directory stands. */
  readonly first: number;
  readDirectory(at: number, signal?: AbortSignal): Promise<TiffFields>;
}

/**
 * Reads the header. Throws `slide-unreadable` where it is none, or whatever the bytes' `read` rejects with.
 * Source: TIFF 6.0, section 2; BigTIFF, https://libtiff.gitlab.io/libtiff/specification/bigtiff.html
 */
export async function openTiffFile(bytes: ByteSource, signal?: AbortSignal): Promise<TiffFile> {
  const view = async (at: number, length: number, pieceSignal = signal): Promise<DataView> => {
    if (!(at >= 0 && length >= 0 && at + length <= bytes.size)) throw damagedTiff(bytes);
    const read = await bytes.read(at, length, pieceSignal);
    if (read.length < length) throw damagedTiff(bytes);
    return new DataView(read.buffer, read.byteOffset, length);
  };
  const head = await view(0, 8);
  const little = head.getUint8(0) === 0x49;
  const big = head.getUint16(2, little) === 43;
  const first = big ? integer(await view(8, 8), 0, 8, little) : head.getUint32(4, little);
  const [countBytes, entryBytes, offsetBytes] = big ? [8, 20, 8] : [2, 12, 4];
  return {
    bytes,
    first,
    async readDirectory(at, readSignal = signal) {
      const count = integer(await view(at, countBytes, readSignal), 0, countBytes, little);
      if (count > MOST_ENTRIES) throw damagedTiff(bytes);
      const entries = await view(at + countBytes, count * entryBytes + offsetBytes, readSignal);
      const fields = new Map<number, Field>();
      for (let i = 0; i < count; i++) {
        const from = i * entryBytes;
        const type = entries.getUint16(from + 2, little);
        const values = integer(entries, from + 4, offsetBytes, little);
        const length = (TYPE_BYTES.get(type) ?? 0) * values;
        const inline = from + 4 + offsetBytes;
        const place =
          length <= offsetBytes ? at + countBytes + inline : integer(entries, inline, offsetBytes, little);
        const tag = entries.getUint16(from, little);
        if (length > 0 && !fields.has(tag)) fields.set(tag, { type, count: values, at: place });
      }
      const readBytes = async (tag: number): Promise<Uint8Array> => {
        const field = fields.get(tag);
        if (!field) return new Uint8Array(0);
        const length = (TYPE_BYTES.get(field.type) as number) * field.count;
        const raw = await view(field.at, Math.min(length, MOST_FIELD_BYTES), readSignal);
        return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
      };
      return {
        next: integer(entries, count * entryBytes, offsetBytes, little),
        has: (tag) => fields.has(tag),
        count: (tag) => fields.get(tag)?.count ?? 0,
        async numbers(tag, most) {
          const field = fields.get(tag);
          if (!field) return new Float64Array(0);
          const size = TYPE_BYTES.get(field.type) as number;
          const wanted = Math.min(field.count, most);
          const raw = await view(field.at, wanted * size, readSignal);
          return Float64Array.from({ length: wanted }, (_, i) => numberAt(raw, i * size, field.type, little));
        },
        text: async (tag) => decodeText(await readBytes(tag)),
        bytes: readBytes,
      };
    },
  };
}

/** A file that contradicts itself or ends too early. */
export function damagedTiff(bytes: ByteSource, cause?: unknown): SmearError {
  return new SmearError(
    'slide-unreadable',
    `“${bytes.name}” starts like a TIFF but ends too early or is damaged. Download or export it again.`,
    { cause },
  );
}

function numberAt(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 1:
    case 2:
    case 7:
      return view.getUint8(at);
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 17:
      return Number(view.getBigInt64(at, little));
    default:
      return Number(view.getBigUint64(at, little));
  }
}

function integer(view: DataView, at: number, bytes: number, little: boolean): number {
  if (bytes === 2) return view.getUint16(at, little);
  return bytes === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
}

function decodeText(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const written = bytes.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(written);
  } catch {
    return new TextDecoder('latin1').decode(written); // as older instruments write µ
  }
}
