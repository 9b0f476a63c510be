import type { HeadName } from '../../models/classifier/open-classifier.js';
import type { OpeningProgress } from '../worker/inference-info.js';
import type { SpawnWorker } from '../worker/worker-handle.js';
import { WorkerPool } from '../worker/worker-pool.js';
import { spawnBrowserWorker } from '../worker/spawn.browser.js';
import { browserVerdicts, type VerdictCache } from '../worker/verdict-cache.js';

/** Everything has a default where the files lie as they were shipped. */
export interface PipelineOptions {
  /** Folder of the model pack; by default the one beside this script. */
  readonly packUrl?: string | URL;
  /** Script of the inference worker; may lie on another origin that allows it by CORS. */
  readonly workerUrl?: string | URL;
  /** Folder of tfjs's wasm files. */
  readonly wasmUrl?: string | URL;
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
  const workerUrl = options.workerUrl ?? new URL('./inference-worker.js', import.meta.url);
  const spawn = options.spawn ?? (() => spawnBrowserWorker(workerUrl));
  const request = {
    packUrl: folderUrl(options.packUrl ?? new URL('./packs/base/', import.meta.url)),
    wasmUrl: folderUrl(options.wasmUrl ?? new URL('./wasm/', import.meta.url)),
    ...(backend === undefined ? {} : { backend }),
    ...(head === undefined ? {} : { head }),
    ...(verdict === undefined ? {} : { verdict }),
  };
  const inference = await WorkerPool.open(spawn, request, workers, { signal, onProgress });
  if (inference.info.verdict !== undefined) verdicts.save(inference.info.verdict);
  return { inference, workers };
}

/** An absolute address with a closing slash, so that file names can be put behind it. */
function folderUrl(folder: string | URL): string {
  const base = typeof document === 'undefined' ? import.meta.url : document.baseURI;
  const url = new URL(folder, base).href;
  return url.endsWith('/') ? url : `${url}/`;
}
