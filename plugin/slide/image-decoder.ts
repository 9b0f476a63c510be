import type { RgbaTile } from '../../models/domain/tile.js';

/** The encodings that every platform's decoder knows. */
export type ImageMime = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/bmp' | 'image/avif';

/**
 * Pixels of a picture that is decoded whole, at most: 512 MB of memory. Larger ones belong into a tiled file.
 */
export const LARGEST_PICTURE_PIXELS = 128 * 1024 * 1024;

/**
 * The pixels of one encoded picture, opaque: as encoded (colour profiles are not applied), transparency laid on white,
 * 8 bits per channel. It is not called with more than `LARGEST_PICTURE_PIXELS`, nor with a picture that a note in it
 * says is to be turned: platforms differ in what they do then.
 * The caller owns the result. Rejects with the platform's own error where the bytes cannot be decoded;
 * the caller knows what the picture was and says so.
 */
export type ImageDecoder = (bytes: Uint8Array<ArrayBuffer>, mime: ImageMime) => Promise<RgbaTile>;
