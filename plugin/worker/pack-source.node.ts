import { readFile } from 'node:fs/promises';
import type { PackSource } from '../../models/pack/pack.js';
import { fetchPackSource } from './pack-source.js';

/** A pack in a folder (a `file:` address that ends with a slash), or on the web. */
export function folderPackSource(packUrl: string): PackSource {
  if (!packUrl.startsWith('file:')) return fetchPackSource(packUrl);
  return {
    async read(path, { signal }) {
      // A copy, since small files share one of Node's pooled buffers.
      return new Uint8Array(await readFile(new URL(path, packUrl), { signal }));
    },
  };
}
