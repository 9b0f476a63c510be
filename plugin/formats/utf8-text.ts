import { SmearError } from '../../models/domain/errors.js';

/** The text that the bytes are in UTF-8; `import-unreadable` where they are no text. */
export function textOfUtf8(bytes: Uint8Array, decoder = utf8Decoder()): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new SmearError(
      'import-unreadable',
      'The file cannot be read: it is not UTF-8 text. Nothing was imported.',
      { cause: error },
    );
  }
}

/** One for many texts: making it costs more than a short one. */
export function utf8Decoder(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}
