import { isMainThread, Worker, type WorkerOptions } from 'node:worker_threads';
import { SmearError } from '../../models/domain/errors.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * Asks the thread to end. It does so itself, between two computations: ended from outside in the middle of one,
 * `onnxruntime-node` aborts the whole process.
 */
export const END_THREAD = 'end';

/** A thread that does not end by then hangs; nothing computes for so long at a time. */
const HANGS_MS = 30_000;

/** Where this is set before it starts, ONNX Runtime tells its maker nothing and keeps no number of the device. */
export const TELEMETRY_SWITCH = 'ORT_DISABLE_TELEMETRY';

/** Starts the inference worker as a thread of Node. `options` are those of `worker_threads.Worker`. */
export function spawnNodeWorker(url: URL, options: WorkerOptions = {}): WorkerHandle {
  // ONNX Runtime asks the process, which what another thread puts into its copy of the environment never reaches
  if (isMainThread) process.env[TELEMETRY_SWITCH] = '1';
  const worker = new Worker(url, options);
  let asked = false;
  let cause: unknown;
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onDeath: (listener) => {
      worker.on('error', (error) => {
        cause = error;
      });
      worker.on('exit', (code) => {
        if (asked) return;
        listener(
          new SmearError('worker-failed', `The worker thread ended with exit code ${code}.`, { cause }),
        );
      });
    },
    terminate: () => {
      asked = true;
      worker.postMessage(END_THREAD);
      const timer = setTimeout(() => void worker.terminate(), HANGS_MS);
      worker.once('exit', () => clearTimeout(timer));
    },
  };
}
