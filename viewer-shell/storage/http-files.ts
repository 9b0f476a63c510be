import { SmearError } from '../../plugin/node-entry.js';
import type { FileStore } from './file-store.js';
import { retryingFetch, type RetryOptions } from './retrying-fetch.js';
import { webFiles } from './web-files.js';

/** Files on a web server: read by ranges, written by PUT (WebDAV, presigned addresses). */
export function httpFiles(ask: typeof fetch = fetch, retry?: RetryOptions): FileStore {
  const steady = retryingFetch(ask, retry);
  return webFiles({
    fetch: steady,
    put: async (place, body, signal) => {
      const answer = await steady(place, { method: 'PUT', body, signal });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
    },
    remove: async (place) => {
      const answer = await steady(place, { method: 'DELETE' });
      await answer.body?.cancel();
      if (!answer.ok && answer.status !== 404) {
        throw new SmearError('network', `${place} could not be deleted (status ${answer.status}).`);
      }
    },
    list: (folder) =>
      Promise.reject(
        new SmearError(
          'invalid-argument',
          `${folder}: a web server cannot be asked what a folder holds. Name the files.`,
        ),
      ),
  });
}
