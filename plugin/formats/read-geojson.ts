import { SmearError } from '../../models/domain/errors.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import { foreignBytes, foreignFile } from './foreign-file.js';
import {
  GeoJsonDecoder,
  tooLarge,
  type DecodedGeoJson,
  type GeoJsonDecoderOptions,
} from './decode-geojson.js';

/** Bytes handed on at once: some milliseconds of work. */
const PIECE_BYTES = 64 * 1024;
const MOST_BYTES = 2e9;
/** Outlines shrink to a tenth; a file that unpacks to this many times its size is made to fill the memory. */
const MOST_UNPACKED = 200;
const UNSUSPICIOUS_BYTES = 50e6;

/**
 * Reads a GeoJSON file, gzipped or not, feature by feature and in slices of a few milliseconds between which the
 * page answers; the file is never in memory as a whole, and may be of any size where `onCell` takes the cells. Fails
 * with `import-unreadable` (damaged, not GeoJSON; the message says where) or `import-too-large`. Abort rejects with the
 * signal's reason.
 */
export async function readGeoJson(
  file: Blob,
  { signal, ...options }: GeoJsonDecoderOptions & { readonly signal?: AbortSignal },
): Promise<DecodedGeoJson> {
  const slices = new TimeSlices();
  const decoder = new GeoJsonDecoder(options);
  const packed = isGzip(await headOf(file));
  const head = await headOf(file, packed);
  const encoding = utf16Of(head);
  const start = encoding ? new TextEncoder().encode(new TextDecoder(encoding).decode(head)) : head;
  const kind = foreignBytes(start);
  if (kind !== undefined) throw foreignFile(kind);
  const lines = isLines(start) ? new LinesAsList() : undefined;
  signal?.throwIfAborted();
  const reader = asUtf8(unpackedStream(file, packed), encoding).getReader();
  let read = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw unreadable(packed ? 'its compressed part is damaged or cut short' : READ_FAILED, error);
      });
      signal?.throwIfAborted();
      if (done) break;
      if (value.length === 0) continue;
      read += value.length;
      if (read > MOST_BYTES && !options.onCell) throw tooLarge('two gigabytes');
      if (packed && read > UNSUSPICIOUS_BYTES && read > file.size * MOST_UNPACKED) {
        throw tooLarge(`${MOST_UNPACKED} times its own size when unpacked`);
      }
      for (let from = 0; from < value.length; from += PIECE_BYTES) {
        const piece = value.subarray(from, from + PIECE_BYTES);
        decoder.push(lines ? lines.next(piece) : piece);
        if (slices.due) await slices.pause(signal);
      }
    }
    if (lines) decoder.push(lines.end());
    return decoder.end();
  } finally {
    // Lets go of the file where reading stops early; it has ended by itself otherwise.
    reader.cancel().catch(() => undefined);
  }
}

const READ_FAILED = 'it is no longer accessible, or is not the text that it seems to be';
/** Enough for the first line of features one a line, and for what other programs write first. */
const HEAD_BYTES = 256 * 1024;

function unpackedStream(file: Blob, packed: boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
  return packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
}

/** The first bytes of the file, unpacked where it is; what a file is they tell, since a name may say anything. */
async function headOf(file: Blob, packed = false): Promise<Uint8Array> {
  try {
    if (!packed) return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    const reader = unpackedStream(file.slice(0, HEAD_BYTES), true).getReader();
    const { value } = await reader.read().catch(() => ({ value: undefined }));
    reader.cancel().catch(() => undefined);
    return value ?? new Uint8Array(0);
  } catch (error) {
    throw unreadable('it no longer exists, or access is denied', error);
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Which UTF-16 it is, as Windows writes it: by the mark at its beginning, else by the zero beside its first letter. */
function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const isLetter = (byte: number | undefined): boolean => byte === OPEN_OBJECT || byte === OPEN_LIST;
  if ((first === 0xff && second === 0xfe) || (isLetter(first) && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && isLetter(second))) return 'utf-16be';
  return undefined;
}

function asUtf8(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  encoding: string | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (encoding === undefined) return stream;
  const decoder = new TextDecoderStream(encoding, { fatal: true });
  return stream
    .pipeThrough(decoder as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextEncoderStream() as ReadableWritablePair<Uint8Array<ArrayBuffer>, string>);
}

const LINE_END = 0x0a;
const RECORD = 0x1e;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
/** Of UTF-8. */
const MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/** Whether the text is a feature a line (NDJSON, or RFC 8142), which is no JSON as a whole. */
function isLines(start: Uint8Array): boolean {
  const head = MARK.every((byte, at) => start[at] === byte) ? start.subarray(MARK.length) : start;
  if (head[0] === RECORD) return true;
  const end = head.indexOf(LINE_END);
  if (end < 0 || head[0] !== OPEN_OBJECT) return false;
  let next = end;
  while (next < head.length && (head[next] as number) <= 0x20) next++;
  if (head[next] !== OPEN_OBJECT) return false;
  try {
    JSON.parse(new TextDecoder().decode(head.subarray(0, end)));
    return true;
  } catch {
    return false;
  }
}

/** Makes a list of values that stand one a line. */
class LinesAsList {
  #isFirst = true;
  #isNew = true;

  next(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const out: number[] = [];
    for (const byte of piece) {
      if (this.#isFirst && MARK.includes(byte)) continue;
      const isSpace = byte <= 0x20;
      if (!isSpace && this.#isNew) {
        out.push(this.#isFirst ? 0x5b : 0x2c);
        this.#isNew = this.#isFirst = false;
      }
      // What separates records is a space in JSON as little as a line end in a text is possible.
      out.push(byte === RECORD ? 0x20 : byte);
      if (byte === LINE_END) this.#isNew = true;
    }
    return Uint8Array.from(out);
  }

  end(): Uint8Array {
    return Uint8Array.of(0x5d);
  }
}

function unreadable(why: string, cause?: unknown): SmearError {
  return new SmearError('import-unreadable', `The file cannot be read: ${why}. Nothing was imported.`, {
    cause,
  });
}
