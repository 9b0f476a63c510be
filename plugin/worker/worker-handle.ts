import { asSmearError } from '../../models/domain/errors.js';

/** The part of `MessagePort` that a worker of a browser, one of Node and a test's channel all have. */
export interface MessagePortLike {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** A worker that has been started. */
export interface WorkerHandle extends MessagePortLike {
  /** Called at most once, when the worker ends without having been asked to. */
  onDeath(listener: (cause: unknown) => void): void;
  terminate(): void;
}

export type SpawnWorker = () => WorkerHandle;

/** A new worker of the models. Throws `worker-failed`. */
export function startWorker(spawn: SpawnWorker): WorkerHandle {
  try {
    return spawn();
  } catch (error) {
    const message =
      'The worker that runs the models could not be started. Check its address and whether the page’s security policy allows it (worker-src).';
    throw asSmearError(error, 'worker-failed', message);
  }
}
