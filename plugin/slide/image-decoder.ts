import type { RgbaTile } from '../../models/domain/tile.js';

/** The encodings that every decoder knows. */
export type ImageMime = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/bmp' | 'image/avif';

/**
 * The pixels of one encoded picture, opaque: as encoded (colour profiles are not applied), with the
 * EXIF orientation applied, transparency laid on white, 8 bits per channel.
 * The caller owns the result. Rejects with the platform's own error where the bytes cannot be decoded;
 * the caller knows what the picture was and says so.
 */
export type ImageDecoder = (bytes: Uint8Array<ArrayBuffer>, mime: ImageMime) => Promise<RgbaTile>;
