import { SmearError } from '../../../models/domain/errors.js';
import type { ByteSource } from './byte-source.js';

/**
 * Bytes of a file on disk, read piece by piece; Node only (`node:fs` is loaded on use).
 * The caller closes it. Rejects with `slide-not-found` or `slide-unreadable`.
 */
export async function openFileBytes(path: string): Promise<ByteSource> {
  const { open } = await import('node:fs/promises');
  const { basename } = await import('node:path');
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const information = await handle.stat();
  if (!information.isFile()) {
    await handle.close();
    throw new SmearError('slide-unreadable', `${path} is not a file.`);
  }
  let closed = false;
  return {
    name: basename(path),
    size: information.size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      if (closed) throw new SmearError('disposed', `${path} has been closed.`);
      const bytes = new Uint8Array(Math.max(0, Math.min(length, information.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
        signal?.throwIfAborted();
        if (bytesRead === 0) return bytes.subarray(0, filled);
        filled += bytesRead;
      }
      return bytes;
    },
    close() {
      if (closed) return;
      closed = true;
      // Nobody waits for the handle; a failure to close loses nothing that was read.
      handle.close().catch(() => undefined);
    },
  };
}

function fileError(path: string, cause: unknown): SmearError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SmearError('slide-not-found', `The file ${path} was not found.`, { cause });
  }
  const reason = code === 'EACCES' ? 'permission denied' : String(code ?? cause);
  return new SmearError('slide-unreadable', `${path} cannot be opened: ${reason}.`, { cause });
}
