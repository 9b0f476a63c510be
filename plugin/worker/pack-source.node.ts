import { readFile, stat } from 'node:fs/promises';
import type { PackSource } from '../../models/pack/pack.js';
import { fetchPackSource } from './pack-source.js';
import { addressOf, type FileAddresses } from './shipped-files.js';

/** A pack in a folder (a `file:` address that ends with a slash), or on the web. */
export function folderPackSource(packUrl: FileAddresses): PackSource {
  if (typeof packUrl !== 'string' || !packUrl.startsWith('file:')) return fetchPackSource(packUrl);
  return {
    async read(path, { signal, mostBytes = Infinity }) {
      const place = new URL(addressOf(packUrl, path));
      const { size } = await stat(place);
      if (size > mostBytes)
        throw new Error(`it has ${size} bytes, more than the ${mostBytes} that it should have`);
      // A copy, since small files share one of Node's pooled buffers.
      return new Uint8Array(await readFile(place, { signal }));
    },
  };
}
