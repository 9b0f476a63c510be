import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openSlideFile, SmearError } from '../../plugin/node-entry.js';
import type { FileStore } from './file-store.js';
import { writeAside } from './write-aside.js';

/** Files on this machine's disks, shared folders included. */
export const localFiles: FileStore = {
  async size(path) {
    const entry = await stat(path).catch(() => undefined);
    return entry?.isFile() ? entry.size : undefined;
  },
  async read(path, offset, length, signal) {
    signal?.throwIfAborted();
    const file = await open(path).catch((cause: unknown) => {
      throw new SmearError('slide-not-found', `The file ${path} cannot be opened.`, { cause });
    });
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) return bytes.slice(0, filled);
        filled += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  },
  write: writeAside,
  remove: (path) => rm(path, { force: true }),
  async list(folder) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  },
  openSlide: openSlideFile,
};
