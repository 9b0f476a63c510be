import type { RgbaTile } from '../../../models/domain/tile.js';
import type { ImageDecoder, ImageMime } from '../image-decoder.js';
import { completeJpeg } from '../tiff/jpeg-stream.js';
import { numberOf, textOf, type DicomJson } from './dicom-json.js';

/**
 * The pixels of one frame as a server sent it: JPEG or PNG, told by its bytes, or uncompressed (RGB, YBR_FULL or grey, 8
 * bits). Opaque; the caller owns them. Rejects with an `Error` for what can be decoded neither way (JPEG 2000, RLE).
 */
export async function framePixels(
  bytes: Uint8Array<ArrayBuffer>,
  instance: DicomJson,
  decode: ImageDecoder,
): Promise<RgbaTile> {
  const [width, height] = [numberOf(instance, 'Columns') ?? 0, numberOf(instance, 'Rows') ?? 0];
  const mime = mimeOf(bytes);
  if (!mime) return uncompressed(bytes, instance, width, height);
  const isRgb = textOf(instance, 'PhotometricInterpretation') === 'RGB';
  const pixels = await decode(mime === 'image/jpeg' ? completeJpeg(bytes, undefined, isRgb) : bytes, mime);
  if (pixels.width === width && pixels.height === height) return pixels;
  throw new Error(`the frame has ${pixels.width} × ${pixels.height} pixels, not ${width} × ${height}`);
}

function mimeOf([first, second, third]: Uint8Array): ImageMime | undefined {
  if (first === 0xff && second === 0xd8 && third === 0xff) return 'image/jpeg';
  if (first === 0x89 && second === 0x50 && third === 0x4e) return 'image/png';
  return undefined;
}

function uncompressed(bytes: Uint8Array, instance: DicomJson, width: number, height: number): RgbaTile {
  const samples = numberOf(instance, 'SamplesPerPixel') ?? 3;
  const bits = numberOf(instance, 'BitsAllocated') ?? 8;
  const photometric = textOf(instance, 'PhotometricInterpretation');
  const size = width * height * samples;
  // A frame of odd length is filled up by one byte.
  const isWhole = bytes.length === size || bytes.length === size + (size % 2);
  const isKnown = samples === 1 ? photometric === 'MONOCHROME2' : /^(RGB|YBR_FULL)$/.test(photometric);
  if (!isWhole || !isKnown || bits !== 8) {
    throw new Error(`${bytes.length} bytes of ${photometric || 'unknown'} pixels cannot be decoded`);
  }
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const isByPlane = samples === 3 && numberOf(instance, 'PlanarConfiguration') === 1;
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const sample = samples === 1 ? 0 : channel;
      data[i * 4 + channel] = bytes[isByPlane ? sample * width * height + i : i * samples + sample] ?? 0;
    }
  }
  if (photometric === 'YBR_FULL') toRgb(data);
  return { width, height, data };
}

/** PS3.3, C.7.6.3.1.2. */
function toRgb(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    const [y, b, r] = [data[i] as number, (data[i + 1] as number) - 128, (data[i + 2] as number) - 128];
    data[i] = y + 1.402 * r;
    data[i + 1] = y - 0.344136 * b - 0.714136 * r;
    data[i + 2] = y + 1.772 * b;
  }
}
