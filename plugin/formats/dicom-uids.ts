import { sha256 } from '../../models/sha256.js';

/**
 * A DICOM UID that is always the same for the same words: under the root 2.25 for UUIDs (PS3.5, B.2), the UUID being
 * 128 bits of the words' SHA-256, marked as made from a name by a rule of one's own (RFC 9562, version 8).
 */
export async function uidOf(...words: readonly string[]): Promise<string> {
  const hex = await sha256(new TextEncoder().encode(words.join('\n')));
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4] as string;
  const uuid = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return `2.25.${BigInt(`0x${uuid}`)}`;
}
