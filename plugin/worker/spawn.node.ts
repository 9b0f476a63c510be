import { Worker, type WorkerOptions } from 'node:worker_threads';
import { SmearError } from '../../models/domain/errors.js';
import type { WorkerHandle } from './worker-handle.js';

/** Starts the inference worker as a thread of Node. `options` are those of `worker_threads.Worker`. */
export function spawnNodeWorker(url: URL, options: WorkerOptions = {}): WorkerHandle {
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
      void worker.terminate();
    },
  };
}
