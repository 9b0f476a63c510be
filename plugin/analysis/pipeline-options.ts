import type { HeadName } from '../../models/classifier/open-classifier.js';
import type { OpeningProgress } from '../worker/inference-info.js';
import type { SpawnWorker } from '../worker/worker-handle.js';
import { WorkerPool } from '../worker/worker-pool.js';
import { spawnBrowserWorker } from '../worker/spawn.browser.js';
import {
  inferenceWorkerAddress,
  packAddresses,
  wasmAddresses,
  type AssetOptions,
} from '../worker/shipped-files.js';
import { browserVerdicts, type VerdictCache } from '../worker/verdict-cache.js';

/** Everything has a default where the files lie as they were shipped. */
export interface PipelineOptions extends AssetOptions {
  /** Forces `webgpu`, `webgl`, `wasm` or `cpu` instead of electing one. */
  readonly backend?: string;
  /** What names the cells: the random forest (by default), or the pack's logistic regression. */
  readonly head?: HeadName;
  /** How many workers at most, 1 by default; more than one helps only where there is no GPU. */
  readonly workers?: number;
  /** Remembers which back end won, so that the next start is quick; by default in `localStorage`. */
  readonly verdicts?: VerdictCache;
  /** Starts the worker in a surrounding that is no browser. */
  readonly spawn?: SpawnWorker;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OpeningProgress) => void;
}

/** The models behind workers, as the options ask. */
export async function openInference(options: PipelineOptions) {
  const { backend, head, signal, onProgress } = options;
  const workers = Math.max(1, Math.floor(options.workers ?? 1));
  const verdicts = options.verdicts ?? browserVerdicts();
  const verdict = verdicts.load();
  const spawn = options.spawn ?? browserSpawn(options);
  const request = {
    packUrl: packAddresses(options),
    wasmUrl: wasmAddresses(options),
    ...(backend === undefined ? {} : { backend }),
    ...(head === undefined ? {} : { head }),
    ...(verdict === undefined ? {} : { verdict }),
  };
  const inference = await WorkerPool.open(spawn, request, workers, { signal, onProgress });
  if (inference.info.verdict !== undefined) verdicts.save(inference.info.verdict);
  return { inference, workers };
}

function browserSpawn(options: AssetOptions): SpawnWorker {
  const address = inferenceWorkerAddress(options);
  return () => spawnBrowserWorker(address);
}
