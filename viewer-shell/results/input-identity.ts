import { createHash } from 'node:crypto';
import type { FileStore } from '../storage/file-store.js';

/** A file up to this size is read whole; of a larger one, blocks are. */
const SMALL_BYTES = 4 * 1024 * 1024;
const BLOCKS = 16;
const BLOCK_BYTES = 64 * 1024;

/**
 * What a file is recognised by wherever it lies: 32 hex digits of the SHA-256 of its size and its bytes, or of sixteen
 * evenly spread blocks of them, the first and last among these. `undefined` where there is no such file.
 * Rejects as `FileStore.read` does.
 */
export async function identifyInput(
  store: FileStore,
  place: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const size = await store.size(place, signal);
  if (size === undefined) return undefined;
  const hash = createHash('sha256').update(`${size}\n`);
  if (size <= SMALL_BYTES) {
    hash.update(await store.read(place, 0, size, signal));
  } else {
    for (let block = 0; block < BLOCKS; block++) {
      const offset = Math.floor(((size - BLOCK_BYTES) * block) / (BLOCKS - 1));
      hash.update(await store.read(place, offset, BLOCK_BYTES, signal));
    }
  }
  return hash.digest('hex').slice(0, 32);
}
