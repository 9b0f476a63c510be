import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SmearError } from '../../plugin/node-entry.js';

/**
 * Writes the pieces to a file beside `path` and renames it when it is complete, so that nobody ever
 * sees half a result. Abort rejects with the signal's reason and leaves nothing. Rejects with `export-failed`.
 */
export async function writeAside(
  path: string,
  pieces: Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  // A name of its own: that of the result may be as long as a name can be.
  const aside = join(dirname(path), `.${randomUUID()}.partial`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(pieces), createWriteStream(aside), { signal });
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true });
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SmearError(
      'export-failed',
      `The result could not be written to ${path} (${reason}). Check the folder and the free disk space.`,
      { cause },
    );
  }
}
