import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SmearError } from '../../plugin/node-entry.js';

/** Ends the names of files that are still being written. */
export const PARTIAL = '.partial';
/** Nobody writes one result for so long; what is older was left by a process that died. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Writes the pieces to a file beside `path` and renames it when it is complete and on the disk, so that nobody ever
 * sees half a result, not even after a power cut. Several processes may write the same result at once.
 * Abort rejects with the signal's reason and leaves nothing. Rejects with `export-failed`.
 */
export async function writeAside(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const folder = dirname(path);
  // A short name of its own: that of the result may be as long as a name can be, and process numbers repeat in containers.
  const begin = `.${createHash('sha256').update(basename(path)).digest('hex').slice(0, 12)}.`;
  const aside = join(folder, `${begin}${randomUUID()}${PARTIAL}`);
  try {
    signal?.throwIfAborted();
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder, begin);
    await writeWhole(aside, pieces, signal);
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

async function writeWhole(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const chunk of inChunks(pieces)) {
      signal?.throwIfAborted();
      await file.appendFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A system call for each cell would take longer than the writing. */
const CHUNK_LENGTH = 1 << 18;

function* inChunks(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      yield piece;
      continue;
    }
    text += piece;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

async function removeAbandoned(folder: string, begin: string): Promise<void> {
  const asides = (await readdir(folder)).filter((file) => file.startsWith(begin) && file.endsWith(PARTIAL));
  for (const file of asides) {
    const path = join(folder, file);
    const entry = await stat(path).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
