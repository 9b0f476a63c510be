import { SmearError } from '../../models/domain/errors.js';
import type { SpawnWorker } from '../worker/worker-handle.js';
import { mapWorkerAddress, type AssetOptions } from '../worker/shipped-files.js';
import { spawnBrowserWorker } from '../worker/spawn.browser.js';
import { mapCells, type CellMap, type CellMapOptions } from './cell-map.js';
import type { MapAnswer, MapQuestion } from './map-worker.js';
import type { UnitRows } from './unit-rows.js';

/**
 * The same map as `mapCells`, made in a worker of its own, so that the page stays free; where no worker can be
 * started, on the page, in slices. Abort ends the worker and rejects with the signal's reason.
 */
export function mapInWorker(
  rows: UnitRows,
  { signal, onProgress, assetUrl, ...options }: CellMapOptions & Pick<AssetOptions, 'assetUrl'> = {},
  spawn: SpawnWorker = () => spawnBrowserWorker(mapWorkerAddress({ assetUrl })),
): Promise<CellMap> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = spawn();
    const end = (): void => {
      signal?.removeEventListener('abort', abort);
      worker.terminate();
    };
    const abort = (): void => {
      end();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort);
    worker.onMessage((message) => {
      const answer = message as MapAnswer;
      if (answer.kind === 'progress') return onProgress?.(answer.part);
      end();
      if (answer.kind === 'map') resolve(answer.map);
      else reject(new SmearError('worker-failed', `The cell map could not be computed: ${answer.cause}.`));
    });
    worker.onDeath(() => {
      end();
      // A page that lets no worker start (its content security policy, say) still gets its map.
      resolve(mapCells(rows, { ...options, signal, onProgress }));
    });
    worker.postMessage({ rows, options } satisfies MapQuestion, []);
  });
}
