import { joinBytes } from './join-bytes.js';
import { SmearError } from '../../../models/domain/errors.js';
import type { ByteSource } from './byte-source.js';
import { fetchError, statusError } from './http-errors.js';
import { SharedCache } from '../shared-cache.js';

/** Small reads are rounded to blocks of this size, because headers are read in crumbs. */
const BLOCK_BYTES = 64 * 1024;
const CACHE_BYTES = 4 * 1024 * 1024;
/** A server without range support is good enough for a file up to this size: it is taken whole. */
const WHOLE_FILE_BYTES = 32 * 1024 * 1024;

export interface HttpBytesOptions {
  readonly name: string;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
}

/**
 * Bytes of a file on a server, through range requests (RFC 9110, section 14).
 * Rejects with `slide-not-found`, `slide-forbidden`, `slide-no-range`, `network` or the signal's reason.
 */
export async function openHttpBytes(url: string, options: HttpBytesOptions): Promise<ByteSource> {
  const { name, signal } = options;
  const response = await request(url, 0, BLOCK_BYTES, options, signal);
  if (response.status === 206) {
    const head = new Uint8Array(await body(response, url, signal));
    const size = totalBytes(response) ?? (head.length < BLOCK_BYTES ? head.length : undefined);
    return rangedBytes(url, options, head, size ?? Number.POSITIVE_INFINITY);
  }
  return wholeBytes(name, await readWhole(response, url, signal));
}

function rangedBytes(
  url: string,
  options: HttpBytesOptions,
  head: Uint8Array<ArrayBuffer>,
  size: number,
): ByteSource {
  const blocks = new SharedCache<number, Uint8Array<ArrayBuffer>>({
    maxBytes: CACHE_BYTES,
    sizeOf: (block) => block.length,
  });
  const fetchRange = async (offset: number, length: number, signal?: AbortSignal) => {
    if (offset >= size) return new Uint8Array(0);
    if (offset === 0 && length <= head.length) return head.subarray(0, length);
    const response = await request(url, offset, length, options, signal);
    if (response.status === 206) return new Uint8Array(await body(response, url, signal));
    await response.body?.cancel();
    if (response.status === 416) return new Uint8Array(0);
    throw noRange(url, 'no longer answers range requests');
  };
  return {
    name: options.name,
    size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (wanted > BLOCK_BYTES) return fetchRange(offset, wanted, signal);
      const first = Math.floor(offset / BLOCK_BYTES);
      const last = Math.floor((offset + Math.max(wanted, 1) - 1) / BLOCK_BYTES);
      const parts = await Promise.all(
        Array.from({ length: last - first + 1 }, (_, i) =>
          blocks.get(
            first + i,
            (shared) => fetchRange((first + i) * BLOCK_BYTES, BLOCK_BYTES, shared),
            signal,
          ),
        ),
      );
      return joined(parts).slice(offset - first * BLOCK_BYTES, offset - first * BLOCK_BYTES + wanted);
    },
    close() {
      blocks.clear(new SmearError('disposed', `“${options.name}” has been closed.`));
    },
  };
}

function wholeBytes(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    name,
    size: bytes.length,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      return bytes.slice(offset, offset + length);
    },
    close() {},
  };
}

async function request(
  url: string,
  offset: number,
  length: number,
  options: HttpBytesOptions,
  signal?: AbortSignal,
): Promise<Response> {
  const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
  const response = await options
    .fetch(url, { headers, ...(signal ? { signal } : {}) })
    .catch(async (cause: unknown) => {
      signal?.throwIfAborted();
      throw await fetchError(url, cause, options.fetch);
    });
  if (response.ok || (response.status === 416 && offset > 0)) return response;
  await response.body?.cancel();
  throw statusError(url, response);
}

async function readWhole(
  response: Response,
  url: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body?.getReader();
  if (bytes <= WHOLE_FILE_BYTES && reader) {
    bytes = 0;
    while (bytes <= WHOLE_FILE_BYTES) {
      const { done, value } = await reader.read().catch(async (cause: unknown) => {
        signal?.throwIfAborted();
        throw new SmearError('network', `The connection broke while reading ${url}. Try again.`, { cause });
      });
      if (done) return joined(parts);
      parts.push(value);
      bytes += value.length;
    }
  }
  await reader?.cancel();
  throw noRange(url, 'does not support range requests, and the file is too large to download as a whole');
}

async function body(response: Response, url: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return response.arrayBuffer().catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new SmearError('network', `The connection broke while reading ${url}. Try again.`, { cause });
  });
}

function totalBytes(response: Response): number | undefined {
  // `Content-Range: bytes 0-65535/1938955`; hidden from other origins unless the server exposes it.
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

function noRange(url: string, what: string): SmearError {
  return new SmearError(
    'slide-no-range',
    `The server of ${url} ${what}. It must answer “Range” requests with status 206 and “Accept-Ranges: bytes”. Otherwise, download the file and open it from disk.`,
  );
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const only = parts[0];
  if (parts.length === 1 && only) return only;
  return joinBytes(parts);
}
