import { decodeInNode, openSlide, SmearError } from '../../plugin/node-entry.js';
import type { FileStore } from './file-store.js';

export interface WebFilesOptions {
  /** For reading; asked for ranges of bytes. */
  readonly fetch: typeof fetch;
  /** Puts a whole file in its place at once. */
  readonly put: (place: string, bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal) => Promise<void>;
  readonly remove: (place: string) => Promise<void>;
  readonly list: (folder: string) => Promise<string[]>;
}

/** Files behind addresses that are read by ranges (RFC 9110, section 14). */
export function webFiles({ fetch: ask, put, remove, list }: WebFilesOptions): FileStore {
  const range = async (place: string, from: number, length: number, signal?: AbortSignal) => {
    const headers = { Range: `bytes=${from}-${from + length - 1}` };
    const answer = await ask(place, { headers, signal }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new SmearError('network', `${place} cannot be reached.`, { cause });
    });
    if (answer.ok || answer.status === 416 || answer.status === 404 || answer.status === 410) return answer;
    await answer.body?.cancel();
    const isRefused = answer.status === 401 || answer.status === 403;
    throw new SmearError(
      isRefused ? 'slide-forbidden' : 'network',
      `The server of ${place} returned status ${answer.status}.`,
    );
  };
  return {
    async size(place, signal) {
      const answer = await range(place, 0, 1, signal);
      await answer.body?.cancel();
      if (answer.status === 404 || answer.status === 410) return undefined;
      const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1];
      return Number(total ?? answer.headers.get('content-length') ?? 0);
    },
    async read(place, offset, length, signal) {
      const answer = await range(place, offset, length, signal);
      if (answer.status === 416) return new Uint8Array(0);
      if (!answer.ok) throw new SmearError('slide-not-found', `There is no file at ${place}.`);
      const bytes = new Uint8Array(
        await answer.arrayBuffer().catch((cause: unknown) => {
          signal?.throwIfAborted();
          throw new SmearError('network', `The connection broke while reading ${place}.`, { cause });
        }),
      );
      // A server without ranges sends the whole.
      return answer.status === 206 ? bytes : bytes.slice(offset, offset + length);
    },
    async write(place, pieces, signal) {
      const bytes = new Uint8Array(await new Blob([...asParts(pieces)]).arrayBuffer());
      try {
        await put(place, bytes, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new SmearError(
          'export-failed',
          `The result could not be written to ${place} (${reason}). Check the address and that you may write there.`,
          { cause },
        );
      }
    },
    remove,
    list,
    openSlide: (place, options) => openSlide(place, { decode: decodeInNode, ...options, fetch: ask }),
  };
}

function* asParts(pieces: Iterable<string | Uint8Array>): Generator<BlobPart> {
  for (const piece of pieces) yield typeof piece === 'string' ? piece : new Uint8Array(piece);
}
