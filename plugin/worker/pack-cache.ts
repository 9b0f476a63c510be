import type { PackSource } from '../../models/pack/pack.js';
import { sha256 } from '../../models/pack/sha256.js';
import { addressOf, type FileAddresses } from './shipped-files.js';

const CACHE_NAME = 'smearlens-packs';

/**
 * Keeps a pack's files in the browser's Cache Storage, so that the models open again without a network. A file is taken
 * from there only where its SHA-256 is the manifest's; the manifest itself only where the network fails. Where the page
 * has no such storage (an insecure address, a sandboxed frame), everything comes from the source.
 */
export function cachedPackSource(source: PackSource, files: FileAddresses): PackSource {
  return {
    async read(path, options) {
      const address = addressOf(files, path);
      const cache = /^https?:/.test(address) ? await openCache() : undefined;
      if (!cache) return source.read(path, options);
      return options.sha256 === undefined
        ? readFreshFirst(cache, address, () => source.read(path, options), options.signal)
        : readKeptFirst(cache, address, options.sha256, () => source.read(path, options));
    },
  };
}

async function openCache(): Promise<Cache | undefined> {
  try {
    // Where it is forbidden, the very name may throw (a worker without an origin of its own).
    return typeof caches === 'undefined' ? undefined : await caches.open(CACHE_NAME);
  } catch {
    return undefined; // Costs the next visit a download, and nothing else.
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

async function readKeptFirst(
  cache: Cache,
  address: string,
  hash: string,
  read: () => Promise<Bytes>,
): Promise<Bytes> {
  const key = new URL(address);
  key.searchParams.set('sha256', hash);
  const kept = await bytesAt(cache, key.href);
  if (kept && (await sha256(kept)) === hash) return kept;
  const bytes = await read();
  if ((await sha256(bytes)) === hash) await keep(cache, key.href, bytes);
  return bytes;
}

async function readFreshFirst(
  cache: Cache,
  address: string,
  read: () => Promise<Bytes>,
  signal: AbortSignal | undefined,
): Promise<Bytes> {
  try {
    const bytes = await read();
    await keep(cache, address, bytes);
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    const isOffline = error instanceof Error && error.cause instanceof TypeError;
    const kept = isOffline ? await bytesAt(cache, address) : undefined;
    if (kept) return kept;
    throw error;
  }
}

async function bytesAt(cache: Cache, key: string): Promise<Bytes | undefined> {
  const response = await cache.match(key);
  return response && new Uint8Array(await response.arrayBuffer());
}

/** In place of what was kept of this file before. A full disk must not end an analysis. */
async function keep(cache: Cache, key: string, bytes: Bytes): Promise<void> {
  await cache.delete(key, { ignoreSearch: true });
  await cache.put(key, new Response(bytes)).catch(() => undefined);
}
