import type { PackSource } from '../../models/pack/pack.js';

/** A pack behind an address; `packUrl` ends with a slash. */
export function fetchPackSource(packUrl: string): PackSource {
  return {
    async read(path, { signal, onBytes }) {
      const response = await fetch(new URL(path, packUrl), signal ? { signal } : {});
      if (!response.ok || !response.body) {
        throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
      }
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let loaded = 0;
      for (const reader = response.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(value);
        loaded += value.length;
        onBytes?.(loaded);
      }
      return new Uint8Array(await new Blob(pieces).arrayBuffer());
    },
  };
}
