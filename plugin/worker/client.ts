import type { CellRows, Naming } from '../teach/name-rows.js';
import type { TaughtAnswer, TaughtRows } from '../teach/teach-rows.js';
import { asSmearError, SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type {
  Analyst,
  AnalystInfo,
  AnalystOptions,
  OpeningOptions,
  OpenRequest,
  TeachingOptions,
  TileFindings,
} from './analyst.js';
import type { FromWorker, MessagePortLike, QuestionKind, Questions, WorkerProgress } from './protocol.js';
import { rebuildError, transferable } from './protocol.js';

/** A worker that has been started. */
export interface WorkerHandle extends MessagePortLike {
  /** Called at most once, when the worker ends without having been asked to. */
  onDeath(listener: (cause: unknown) => void): void;
  terminate(): void;
}

interface Asking {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkerProgress) => void;
}

const teaching = ({ signal, onProgress }: TeachingOptions): Asking => ({
  signal,
  onProgress: (progress) => {
    if (progress.kind === 'teaching') onProgress?.(progress);
  },
});

export type SpawnWorker = () => WorkerHandle;

interface Pending {
  readonly kind: QuestionKind;
  readonly question: unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress?: (progress: WorkerProgress) => void;
  /** Whether a worker has died with this question already. */
  outlivedWorker: boolean;
}

/**
 * The models behind a worker. A worker that dies, or whose device is lost, is started once more and
 * what was under way is run again. If it dies over the same question again, or before it has
 * answered anything, everything rejects with `worker-failed`.
 */
export class WorkerAnalyst implements Analyst {
  readonly #spawn: SpawnWorker;
  readonly #request: OpenRequest;
  readonly #pending = new Map<number, Pending>();
  #worker: WorkerHandle;
  #info: AnalystInfo | undefined;
  #taught: string | undefined;
  #nextId = 0;
  #restarted = false;
  #ended: SmearError | undefined;

  /**
   * Starts a worker and opens the models in it. Abort rejects with the signal's reason and ends the worker.
   * Rejects with the codes of `openPack` and `electBackend`, or `worker-failed`.
   */
  static async open(
    spawn: SpawnWorker,
    request: OpenRequest,
    { signal, onProgress }: OpeningOptions = {},
  ): Promise<WorkerAnalyst> {
    signal?.throwIfAborted();
    const analyst = new WorkerAnalyst(spawn, request);
    try {
      analyst.#info = await analyst.#ask('open', request, {
        signal,
        onProgress: (progress) => {
          if (progress.kind !== 'teaching') onProgress?.(progress);
        },
      });
      return analyst;
    } catch (error) {
      analyst.#end(new SmearError('disposed', 'The models could not be opened.', { cause: error }));
      throw error;
    }
  }

  private constructor(spawn: SpawnWorker, request: OpenRequest) {
    this.#spawn = spawn;
    this.#request = request;
    this.#worker = this.#start();
  }

  get info(): AnalystInfo {
    if (this.#info) return this.#info;
    throw new SmearError('disposed', 'The models are not open yet.');
  }

  /** How many questions wait for their answer. */
  get load(): number {
    return this.#pending.size;
  }

  analyse(
    tile: RgbaTile,
    { threshold, signal }: AnalystOptions & { threshold: number },
  ): Promise<TileFindings> {
    return this.#ask('analyse', { tile, threshold }, { signal });
  }

  async rebuild(embeddings: Float32Array, { signal }: AnalystOptions = {}): Promise<RgbaTile[]> {
    return [...(await this.#ask('rebuild', { embeddings }, { signal }))];
  }

  teach(rows: TaughtRows, options: TeachingOptions = {}): Promise<TaughtAnswer> {
    return this.#ask('teach', rows, teaching(options));
  }

  name(rows: CellRows, taught: string | undefined, options: TeachingOptions = {}): Promise<Naming> {
    return this.#ask('name', { rows, taught }, teaching(options));
  }

  async use(taught: string | undefined): Promise<void> {
    if (taught === this.#taught) return;
    await this.#ask('use', { taught }, {});
    this.#taught = taught;
  }

  tensorCount(): Promise<number> {
    return this.#ask('tensorCount', {}, {});
  }

  async dispose(): Promise<void> {
    this.#end(new SmearError('disposed', 'The models were closed. Open them again.'));
  }

  #ask<Kind extends QuestionKind>(
    kind: Kind,
    question: Questions[Kind]['question'],
    { signal, onProgress }: Asking,
  ): Promise<Questions[Kind]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise<Questions[Kind]['answer']>((resolve, reject) => {
      const giveUp = (): void => {
        this.#pending.delete(id);
        this.#worker.postMessage({ kind: 'abort', id }, []);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      const done = (): void => signal?.removeEventListener('abort', giveUp);
      const pending: Pending = {
        kind,
        question,
        onProgress,
        outlivedWorker: false,
        resolve: (answer) => {
          done();
          resolve(answer as Questions[Kind]['answer']);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      this.#pending.set(id, pending);
      this.#send(id, pending);
    });
  }

  #send(id: number, { kind, question }: Pending): void {
    if (kind !== 'analyse') {
      // What is large goes as a copy too, whose buffers change hands.
      const copy: unknown = kind === 'teach' || kind === 'name' ? structuredClone(question) : question;
      this.#worker.postMessage({ kind, id, question: copy }, copy === question ? [] : transferable(copy));
      return;
    }
    // A copy goes over, so that the tile can be run again should the worker die with it.
    const { tile, threshold } = question as Questions['analyse']['question'];
    const data = tile.data.slice();
    const copy = { width: tile.width, height: tile.height, data };
    this.#worker.postMessage({ kind, id, question: { tile: copy, threshold } }, [data.buffer]);
  }

  #start(): WorkerHandle {
    const worker = this.#spawned();
    worker.onMessage((message) => {
      if (worker === this.#worker) this.#receive(message as FromWorker);
    });
    worker.onDeath((cause) => {
      if (worker === this.#worker) void this.#restart(cause);
    });
    return worker;
  }

  #spawned(): WorkerHandle {
    try {
      return this.#spawn();
    } catch (error) {
      const message =
        'The worker that runs the models could not be started. Check its address and whether the page’s security policy allows it (worker-src).';
      throw asSmearError(error, 'worker-failed', message);
    }
  }

  #receive(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      pending.onProgress?.(message.progress);
    } else if (message.kind === 'answer') {
      this.#pending.delete(message.id);
      if (pending.kind !== 'open') this.#restarted = false;
      pending.resolve(message.answer);
    } else if (message.error.code === 'backend-lost') {
      void this.#restart(rebuildError(message.error));
    } else {
      this.#fail(message.id, pending, rebuildError(message.error));
    }
  }

  async #restart(cause: unknown): Promise<void> {
    if (this.#ended) return;
    this.#worker.terminate();
    const again = [...this.#pending];
    const hopeless = again.some(([, pending]) => pending.outlivedWorker);
    if (this.#restarted || hopeless || !this.#info) {
      this.#end(
        new SmearError(
          'worker-failed',
          'The analysis stopped because its worker ended. What was found is kept; start the analysis again, or choose another way of computing.',
          { cause },
        ),
      );
      return;
    }
    this.#restarted = true;
    for (const [, pending] of again) pending.outlivedWorker = true;
    try {
      this.#worker = this.#start();
      // The device that was chosen before may be the one that is gone: elect anew.
      const request = { ...this.#request, verdict: undefined };
      this.#info = await this.#ask('open', request, {});
      if (this.#taught !== undefined) await this.#ask('use', { taught: this.#taught }, {});
    } catch (error) {
      this.#end(
        new SmearError(
          'worker-failed',
          'The analysis stopped because its worker ended and could not be started again. What was found is kept.',
          { cause: error },
        ),
      );
      return;
    }
    for (const [id, pending] of again) if (this.#pending.has(id)) this.#send(id, pending);
  }

  #end(error: SmearError): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const [id, pending] of this.#pending) this.#fail(id, pending, error);
    this.#worker.terminate();
  }

  #fail(id: number, pending: Pending, error: SmearError): void {
    this.#pending.delete(id);
    pending.reject(error);
  }
}
