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
  /** Part of the opening itself, which waits for nothing. */
  readonly isOpening?: boolean;
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
  /** Whether a worker has ended over this question already. */
  hasEndedWorker: boolean;
}

/**
 * The models behind a worker. When a worker dies, or its device is lost, another one is started and what was under
 * way is run again; a question over which a second worker ends rejects with `worker-failed`. Where no other worker
 * can be started, everything under way rejects so, and the next question tries to start one again.
 */
export class WorkerAnalyst implements Analyst {
  readonly #spawn: SpawnWorker;
  readonly #request: OpenRequest;
  /** In the order in which the worker takes them up. */
  readonly #pending = new Map<number, Pending>();
  /** Absent from the end of one worker until something is asked of the next. */
  #worker: WorkerHandle | undefined;
  /** Whether the worker has the models open and the lesson in force; until then questions wait here. */
  #isReady = false;
  #info: AnalystInfo | undefined;
  #taught: string | undefined;
  #nextId = 0;
  #disposed: SmearError | undefined;

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
      await analyst.#openModels(request, {
        signal,
        onProgress: (progress) => {
          if (progress.kind !== 'teaching') onProgress?.(progress);
        },
      });
      return analyst;
    } catch (error) {
      analyst.#dispose(new SmearError('disposed', 'The models could not be opened.', { cause: error }));
      throw error;
    }
  }

  private constructor(spawn: SpawnWorker, request: OpenRequest) {
    this.#spawn = spawn;
    this.#request = request;
  }

  get info(): AnalystInfo {
    if (this.#info) return this.#info;
    throw new SmearError('disposed', 'The models are not open yet.');
  }

  /** How many questions wait for their answer. */
  get load(): number {
    return this.#pending.size;
  }

  /** Whether there is no worker now; the next question starts one. */
  get isWorkerless(): boolean {
    return this.#worker === undefined;
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
    this.#dispose(new SmearError('disposed', 'The models were closed. Open them again.'));
  }

  #ask<Kind extends QuestionKind>(
    kind: Kind,
    question: Questions[Kind]['question'],
    { signal, onProgress, isOpening = false }: Asking,
  ): Promise<Questions[Kind]['answer']> {
    if (this.#disposed) return Promise.reject(this.#disposed);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise<Questions[Kind]['answer']>((resolve, reject) => {
      const giveUp = (): void => {
        this.#pending.delete(id);
        this.#worker?.postMessage({ kind: 'abort', id }, []);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      const done = (): void => signal?.removeEventListener('abort', giveUp);
      const pending: Pending = {
        kind,
        question,
        onProgress,
        hasEndedWorker: false,
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
      if (isOpening || this.#isReady) this.#send(id, pending);
      else if (!this.#worker) void this.#startAgain();
    });
  }

  #send(id: number, { kind, question }: Pending): void {
    if (kind !== 'analyse') {
      // What is large goes as a copy too, whose buffers change hands.
      const copy: unknown = kind === 'teach' || kind === 'name' ? structuredClone(question) : question;
      this.#worker?.postMessage({ kind, id, question: copy }, copy === question ? [] : transferable(copy));
      return;
    }
    // A copy goes over, so that the tile can be run again should the worker die with it.
    const { tile, threshold } = question as Questions['analyse']['question'];
    const data = tile.data.slice();
    const copy = { width: tile.width, height: tile.height, data };
    this.#worker?.postMessage({ kind, id, question: { tile: copy, threshold } }, [data.buffer]);
  }

  /** Starts a worker and brings it to where the last one was. */
  async #openModels(request: OpenRequest, asking: Asking): Promise<void> {
    const worker = this.#start();
    this.#info = await this.#ask('open', request, { ...asking, isOpening: true });
    if (this.#taught !== undefined) await this.#ask('use', { taught: this.#taught }, { isOpening: true });
    if (worker !== this.#worker) return;
    this.#isReady = true;
    for (const [id, pending] of this.#pending) this.#send(id, pending);
  }

  async #startAgain(): Promise<void> {
    let worker: WorkerHandle | undefined;
    try {
      // The device that was chosen before may be the one that is gone: elect anew.
      const opening = this.#openModels({ ...this.#request, verdict: undefined }, {});
      worker = this.#worker;
      await opening;
    } catch (error) {
      // Where this worker has died over it, that was told already.
      if (worker === this.#worker) {
        this.#stop();
        this.#failAll(
          new SmearError(
            'worker-failed',
            'The analysis stopped because its worker ended and could not be started again. What was found is kept.',
            { cause: error },
          ),
        );
      }
    }
  }

  #start(): WorkerHandle {
    const worker = this.#spawned();
    worker.onMessage((message) => {
      if (worker === this.#worker) this.#receive(message as FromWorker);
    });
    worker.onDeath((cause) => {
      if (worker !== this.#worker) return;
      const [first] = this.#pending.keys();
      this.#lose(cause, first);
    });
    this.#worker = worker;
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
      pending.resolve(message.answer);
    } else if (message.error.code === 'backend-lost') {
      this.#lose(rebuildError(message.error), message.id);
    } else {
      this.#fail(message.id, pending, rebuildError(message.error));
    }
  }

  /** The worker has ended, over the question `id` where there was one. */
  #lose(cause: unknown, id: number | undefined): void {
    const wasReady = this.#isReady;
    this.#stop();
    const failure = new SmearError(
      'worker-failed',
      'The analysis stopped because its worker ended. What was found is kept; start the analysis again, or choose another way of computing.',
      { cause },
    );
    if (!wasReady) {
      this.#failAll(failure);
      return;
    }
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id !== undefined && pending?.hasEndedWorker) this.#fail(id, pending, failure);
    else if (pending) pending.hasEndedWorker = true;
    if (this.#pending.size > 0) void this.#startAgain();
  }

  #dispose(error: SmearError): void {
    this.#disposed ??= error;
    this.#stop();
    this.#failAll(this.#disposed);
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
  }

  #failAll(error: SmearError): void {
    for (const [id, pending] of this.#pending) this.#fail(id, pending, error);
  }

  #fail(id: number, pending: Pending, error: SmearError): void {
    this.#pending.delete(id);
    pending.reject(error);
  }
}
