import { rebuildError } from './carried-error.js';
import type { AskOptions } from './inference-client.js';
import type { Asked, FromWorker, WorkerQuestionKind, WorkerQuestions } from './protocol.js';

/** A question that waits for its answer. */
export interface PendingQuestion {
  readonly asked: Asked;
  /** Whether a worker has ended over it already. */
  hasEndedWorker: boolean;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress?: (progress: never) => void;
}

/** The questions that wait for their answer, in the order in which a worker takes them up. */
export class PendingQuestions implements Iterable<PendingQuestion> {
  readonly #byId = new Map<number, PendingQuestion>();
  #nextId = 0;

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): PendingQuestion | undefined {
    return this.#byId.get(id);
  }

  [Symbol.iterator](): Iterator<PendingQuestion> {
    return this.#byId.values();
  }

  /** Abort takes the question out, calls `onAbort` with its id and rejects with the signal's reason. */
  add<Kind extends WorkerQuestionKind>(
    kind: Kind,
    payload: WorkerQuestions[Kind]['payload'],
    { signal, onProgress }: AskOptions<Kind>,
    onAbort: (id: number) => void,
  ): { readonly asked: Asked; readonly answer: Promise<WorkerQuestions[Kind]['answer']> } {
    const id = this.#nextId++;
    const asked = { kind, id, payload } as Asked;
    const answer = new Promise<WorkerQuestions[Kind]['answer']>((resolve, reject) => {
      const abort = (): void => {
        this.#byId.delete(id);
        onAbort(id);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const done = (): void => signal?.removeEventListener('abort', abort);
      this.#byId.set(id, {
        asked,
        hasEndedWorker: false,
        onProgress,
        resolve: (given) => {
          done();
          resolve(given as WorkerQuestions[Kind]['answer']);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
    });
    return { asked, answer };
  }

  /** A message of the worker; one that belongs to a question aborted meanwhile is ignored. */
  receive(message: FromWorker): void {
    const question = this.#byId.get(message.id);
    if (!question) return;
    if (message.kind === 'progress') {
      question.onProgress?.(message.progress as never);
    } else if (message.kind === 'failed') {
      this.fail(message.id, rebuildError(message.error));
    } else {
      this.#byId.delete(message.id);
      question.resolve(message.answer);
    }
  }

  fail(id: number, error: unknown): void {
    const question = this.#byId.get(id);
    this.#byId.delete(id);
    question?.reject(error);
  }

  failAll(error: unknown): void {
    for (const id of this.#byId.keys()) this.fail(id, error);
  }
}
