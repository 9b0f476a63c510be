import { asSmearError, SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { decodeBmp } from './bmp.js';
import type { ByteSource } from './bytes/byte-source.js';
import { LARGEST_PICTURE_PIXELS, type ImageDecoder, type ImageMime } from './image-decoder.js';
import { readImageHeader, type ImageHeader } from './image-header.js';
import { turnPixels } from './turned-reader.js';

/** A picture takes less than its pixels; what is behind the end of one is not read. */
const LARGEST_FILE = 4 * LARGEST_PICTURE_PIXELS;
const PIECE_BYTES = 1 << 22;
/** Differences between channels, and between light and dark, below which a picture shows no stain. */
const GREY = { channels: 2, contrast: 40 };

/**
 * The pixels of a plain picture, upright and opaque. Its size, kind and colours are looked at before anything is
 * decoded. Rejects with `slide-unreadable` (damaged), `slide-unsupported` (too large, grey, CMYK; says what to do),
 * what the bytes' `read` rejects with, or the signal's reason.
 */
export async function readFlatPicture(
  bytes: ByteSource,
  mime: ImageMime,
  decode: ImageDecoder,
  signal?: AbortSignal,
): Promise<RgbaTile> {
  const { name } = bytes;
  const whole = await readAll(bytes, signal);
  const header = readImageHeader(whole, mime);
  if (!header || claimsTooMuch(header, whole.length)) throw undecodable(name, mime);
  refuseUnsupported(name, header, mime);
  try {
    const decoded = mime === 'image/bmp' ? decodeBmp(whole) : await decode(withoutTurn(whole, header), mime);
    signal?.throwIfAborted();
    if (isGrey(decoded)) throw unsupported(name, GREY_REASON);
    return turnPixels(decoded, header.orientation);
  } catch (cause) {
    signal?.throwIfAborted();
    throw asSmearError(cause, 'slide-unreadable', undecodable(name, mime).message);
  }
}

/** Pixels that a byte of the emptiest picture stands for, and so many that decoding takes no time to speak of. */
const MOST_PIXELS_PER_BYTE = 1000;
const UNSUSPICIOUS_PIXELS = 16e6;

/** Whether a small file claims a picture that it cannot hold: decoding nothing of that size takes half a minute. */
function claimsTooMuch({ width, height }: ImageHeader, bytes: number): boolean {
  const pixels = width * height;
  return (
    pixels > UNSUSPICIOUS_PIXELS && pixels <= LARGEST_PICTURE_PIXELS && pixels > MOST_PIXELS_PER_BYTE * bytes
  );
}

const GREY_REASON = 'is a grey picture. Only RGB images of stained smears can be analysed';

function refuseUnsupported(name: string, { width, height, channels }: ImageHeader, mime: ImageMime): void {
  if (width * height > LARGEST_PICTURE_PIXELS) {
    throw unsupported(
      name,
      `has ${width} × ${height} pixels. Plain pictures are read whole, up to ${Math.floor(LARGEST_PICTURE_PIXELS / 1e6)} megapixels. Save it as a tiled TIFF (for example with “vips tiffsave --tile --pyramid --compression jpeg”)`,
    );
  }
  if (channels === 1 || channels === 2) throw unsupported(name, GREY_REASON);
  if (mime === 'image/jpeg' && channels === 4) {
    throw unsupported(name, 'is a CMYK picture, made for printing. Save it as RGB first');
  }
}

/** The same bytes with the note that the picture is to be turned set to “as it stands”. */
function withoutTurn(
  bytes: Uint8Array<ArrayBuffer>,
  { orientation, orientationAt }: ImageHeader,
): Uint8Array<ArrayBuffer> {
  if (orientation === 1 || orientationAt === undefined) return bytes;
  const copy = bytes.slice();
  copy.fill(0, orientationAt.from, orientationAt.from + 2);
  copy[orientationAt.from + (orientationAt.littleEndian ? 0 : 1)] = 1;
  return copy;
}

/** Whether a picture shows light and dark, but no colour anywhere. */
function isGrey({ data }: RgbaTile): boolean {
  let [least, most] = [255, 0];
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue] = [data[i] as number, data[i + 1] as number, data[i + 2] as number];
    if (Math.abs(red - green) > GREY.channels || Math.abs(green - blue) > GREY.channels) return false;
    least = Math.min(least, green);
    most = Math.max(most, green);
  }
  return most - least >= GREY.contrast;
}

/** In one piece; a server that hides the size is asked until it has no more. */
async function readAll(bytes: ByteSource, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (Number.isFinite(bytes.size)) {
    if (bytes.size > LARGEST_FILE) throw tooLong(bytes.name);
    return bytes.read(0, bytes.size, signal);
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0; ;) {
    const piece = await bytes.read(offset, PIECE_BYTES, signal);
    pieces.push(piece);
    offset += piece.length;
    if (offset > LARGEST_FILE) throw tooLong(bytes.name);
    if (piece.length < PIECE_BYTES) return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }
}

function tooLong(name: string): SmearError {
  return unsupported(
    name,
    `is a plain picture of more than ${Math.floor(LARGEST_FILE / 1e6)} MB. Save it as a tiled TIFF (for example with “vips tiffsave --tile --pyramid --compression jpeg”)`,
  );
}

function unsupported(name: string, reason: string): SmearError {
  return new SmearError('slide-unsupported', `“${name}” ${reason}.`);
}

function undecodable(name: string, mime: ImageMime): SmearError {
  const kind = mime.slice('image/'.length).toUpperCase();
  return new SmearError(
    'slide-unreadable',
    `“${name}” appears to be a ${kind}, but it cannot be decoded. It may be cut short or damaged. Export or download it again.`,
  );
}
