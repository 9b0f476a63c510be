import type { PackSource } from '../../models/pack/pack.js';
import { adviceFor, faultOf } from './asset-answers.js';
import { addressOf, type FileAddresses } from './shipped-files.js';

/** A pack behind one address, or one for each file. */
export function fetchPackSource(files: FileAddresses): PackSource {
  return {
    async read(path, { signal, onBytes, mostBytes = Infinity }) {
      const address = addressOf(files, path);
      // Bundlers put small files into the script itself, and a security policy may forbid to fetch from there.
      if (address.startsWith('data:')) return bytesWithin(address);
      const response = await fetch(address, signal ? { signal } : {}).catch((cause: unknown) => {
        signal?.throwIfAborted();
        const reason = cause instanceof Error ? `: ${cause.message}` : '';
        throw new Error(`${address} cannot be fetched${reason}`, { cause });
      });
      const fault = faultOf(response, 'model file');
      if (fault !== undefined || !response.body) {
        throw new Error(`${address} ${fault ?? 'answers nothing'}. ${adviceFor('packUrl')}`);
      }
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let loaded = 0;
      for (const reader = response.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(value);
        loaded += value.length;
        if (loaded > mostBytes) {
          await reader.cancel();
          throw new Error(`${address} sends more than the ${mostBytes} bytes that it should have`);
        }
        onBytes?.(loaded);
      }
      return new Uint8Array(await new Blob(pieces).arrayBuffer());
    },
  };
}

function bytesWithin(address: string): Uint8Array<ArrayBuffer> {
  const comma = address.indexOf(',');
  const text = address.slice(comma + 1);
  if (!address.slice(0, comma).endsWith(';base64')) return new TextEncoder().encode(decodeURIComponent(text));
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
