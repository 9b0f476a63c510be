import { SmearError } from '../../models/domain/errors.js';
import { rebuildError } from './carried-error.js';
import type { AskOptions, InferenceClient } from './inference-client.js';
import type { InferenceInfo, OpeningOptions, OpenRequest } from './inference-info.js';
import { PendingQuestions } from './pending-questions.js';
import type { Asked, FromWorker, QuestionKind, Questions, ToWorker } from './protocol.js';
import { ROUTES, transferable, type WorkerQuestionKind, type WorkerQuestions } from './protocol.js';
import { startWorker, type SpawnWorker, type WorkerHandle } from './worker-handle.js';

/**
 * The models behind one worker. When the worker dies, or its device is lost, another one is started and what was under
 * way is run again; a question over which a second worker ends rejects with `worker-failed`. Where no other worker
 * can be started, everything under way rejects so, and the next question tries to start one again.
 */
export class WorkerClient implements InferenceClient {
  readonly #spawn: SpawnWorker;
  readonly #request: OpenRequest;
  readonly #pending = new PendingQuestions();
  /** By their kind; each further worker is given them before anything else. */
  readonly #settings = new Map<QuestionKind, Questions[QuestionKind]['payload']>();
  /** Absent from the end of one worker until something is asked of the next. */
  #worker: WorkerHandle | undefined;
  /** Whether the worker has opened the models and taken the settings over; until then questions wait here. */
  #isReady = false;
  #info: InferenceInfo | undefined;
  #disposed: SmearError | undefined;

  /**
   * Starts a worker and opens the models in it. Abort rejects with the signal's reason and ends the worker.
   * Rejects with the codes of `openPack` and `electBackend`, or `worker-failed`.
   */
  static async open(
    spawn: SpawnWorker,
    request: OpenRequest,
    options: OpeningOptions = {},
  ): Promise<WorkerClient> {
    options.signal?.throwIfAborted();
    const client = new WorkerClient(spawn, request);
    try {
      await client.#openModels(request, options);
      return client;
    } catch (error) {
      client.#dispose(new SmearError('disposed', 'The models could not be opened.', { cause: error }));
      throw error;
    }
  }

  private constructor(spawn: SpawnWorker, request: OpenRequest) {
    this.#spawn = spawn;
    this.#request = request;
  }

  get info(): InferenceInfo {
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

  async ask<Kind extends QuestionKind>(
    kind: Kind,
    payload: Questions[Kind]['payload'],
    options: AskOptions<Kind> = {},
  ): Promise<Questions[Kind]['answer']> {
    const isSetting = ROUTES[kind] === 'setting';
    // Before any is given, `undefined` is what holds.
    if (isSetting && this.#settings.get(kind) === payload) return undefined as Questions[Kind]['answer'];
    const answer = await this.#ask(kind, payload, options);
    if (isSetting) this.#settings.set(kind, payload);
    return answer;
  }

  async dispose(): Promise<void> {
    this.#dispose(new SmearError('disposed', 'The models were closed. Open them again.'));
  }

  /** What is part of the opening itself waits for nothing. */
  async #ask<Kind extends WorkerQuestionKind>(
    kind: Kind,
    payload: WorkerQuestions[Kind]['payload'],
    options: AskOptions<Kind>,
    isOpening = false,
  ): Promise<WorkerQuestions[Kind]['answer']> {
    if (this.#disposed) throw this.#disposed;
    options.signal?.throwIfAborted();
    const { asked, answer } = this.#pending.add(kind, payload, options, (id) =>
      this.#worker?.postMessage({ kind: 'abort', id } satisfies ToWorker, []),
    );
    if (isOpening || this.#isReady) this.#send(asked);
    else if (!this.#worker) void this.#startAgain();
    return answer;
  }

  /** As a copy, so that the question can be asked again should the worker die with it. */
  #send(asked: Asked): void {
    const copy = structuredClone(asked);
    this.#worker?.postMessage(copy, transferable(copy));
  }

  /** Starts a worker and brings it to where the last one was. */
  async #openModels(request: OpenRequest, options: OpeningOptions): Promise<void> {
    const worker = this.#start();
    this.#info = await this.#ask('open', request, options, true);
    for (const [kind, payload] of this.#settings) await this.#ask(kind, payload, {}, true);
    if (worker !== this.#worker) return;
    this.#isReady = true;
    for (const { asked } of this.#pending) this.#send(asked);
  }

  async #startAgain(): Promise<void> {
    let worker: WorkerHandle | undefined;
    try {
      // The device that was elected before may be the one that was lost: elect again.
      const opening = this.#openModels({ ...this.#request, verdict: undefined }, {});
      worker = this.#worker;
      await opening;
    } catch (error) {
      // Where this worker has died over it, that was reported already.
      if (worker !== this.#worker) return;
      this.#stop();
      this.#pending.failAll(notRestarted(error));
    }
  }

  #start(): WorkerHandle {
    const worker = startWorker(this.#spawn);
    worker.onMessage((message) => {
      if (worker === this.#worker) this.#receive(message as FromWorker);
    });
    worker.onDeath((cause) => {
      if (worker !== this.#worker) return;
      const [first] = this.#pending;
      this.#lose(cause, first?.asked.id);
    });
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromWorker): void {
    const isLost = message.kind === 'failed' && message.error.code === 'backend-lost';
    if (isLost && this.#pending.get(message.id)) this.#lose(rebuildError(message.error), message.id);
    else this.#pending.receive(message);
  }

  /** The worker has ended, over the question `id` where there was one. */
  #lose(cause: unknown, id: number | undefined): void {
    const wasReady = this.#isReady;
    this.#stop();
    const failure = new SmearError(
      'worker-failed',
      'The analysis stopped because its worker ended. Cells found so far are kept. Start the analysis again or choose another backend.',
      { cause },
    );
    if (!wasReady) {
      // What kept the first from starting is all that there is to say; a later one had a run to go on with.
      if (this.#info) this.#pending.failAll(notRestarted(cause));
      else this.#pending.failAll(cause instanceof SmearError ? cause : failure);
      return;
    }
    const question = id === undefined ? undefined : this.#pending.get(id);
    if (question?.hasEndedWorker) this.#pending.fail(question.asked.id, failure);
    else if (question) question.hasEndedWorker = true;
    if (this.#pending.size > 0) void this.#startAgain();
  }

  #dispose(error: SmearError): void {
    this.#disposed ??= error;
    this.#stop();
    this.#pending.failAll(this.#disposed);
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
  }
}

function notRestarted(cause: unknown): SmearError {
  return new SmearError(
    'worker-failed',
    'The analysis stopped because its worker ended and could not be restarted. Cells found so far are kept.',
    { cause },
  );
}
