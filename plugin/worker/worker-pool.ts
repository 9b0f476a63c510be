import { SmearError } from '../../models/domain/errors.js';
import type { AskOptions, InferenceClient } from './inference-client.js';
import type { InferenceInfo, OpeningOptions, OpenRequest } from './inference-info.js';
import { ROUTES, type QuestionKind, type Questions, type Route } from './protocol.js';
import { WorkerClient } from './worker-client.js';
import type { SpawnWorker } from './worker-handle.js';

type Settings = ReadonlyMap<QuestionKind, Questions[QuestionKind]['payload']>;

/**
 * Several workers that answer as one: each tile goes to the one with the least to do, and a further
 * worker is started only when all are busy. Where a further worker cannot be started, those at work do it all.
 * One that has lost its worker makes room for a further one; the last of them starts its own again.
 */
export class WorkerPool implements InferenceClient {
  readonly #open: () => Promise<WorkerClient>;
  #size: number;
  #clients: readonly WorkerClient[];
  readonly #starting = new Set<Promise<void>>();
  #disposed = false;
  /** By their kind, for those that start later. Replaced as a whole by each new setting. */
  #settings: Settings = new Map();

  /** Opens the first worker; see `WorkerClient.open`. */
  static async open(
    spawn: SpawnWorker,
    request: OpenRequest,
    size: number,
    options: OpeningOptions = {},
  ): Promise<WorkerPool> {
    const first = await WorkerClient.open(spawn, request, options);
    // What the first has elected holds for all, or their results would differ.
    const { verdict } = first.info;
    const settled = verdict === undefined ? request : { ...request, verdict };
    return new WorkerPool(first, () => WorkerClient.open(spawn, settled), size);
  }

  private constructor(first: WorkerClient, open: () => Promise<WorkerClient>, size: number) {
    this.#clients = [first];
    this.#open = open;
    this.#size = size;
  }

  get info(): InferenceInfo {
    return this.#first.info;
  }

  async ask<Kind extends QuestionKind>(
    kind: Kind,
    payload: Questions[Kind]['payload'],
    options: AskOptions<Kind> = {},
  ): Promise<Questions[Kind]['answer']> {
    const route: Route<Questions[Kind]['answer']> = ROUTES[kind];
    if (route === 'first') return this.#first.ask(kind, payload, options);
    if (route === 'least-busy') return (await this.#leastBusy()).ask(kind, payload, options);
    const askAll = () => Promise.all(this.#atWork().map((client) => client.ask(kind, payload, options)));
    if (route !== 'setting') return route.combine(await askAll());
    const answer = await this.#first.ask(kind, payload, options);
    this.#settings = new Map(this.#settings).set(kind, payload);
    await askAll();
    return answer;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.allSettled(this.#starting);
    await Promise.all(this.#clients.map((client) => client.dispose()));
  }

  async #leastBusy(): Promise<WorkerClient> {
    const idlest = this.#idlest();
    const started = this.#clients.length + this.#starting.size;
    if (idlest.load === 0 || started >= this.#size || this.#disposed) return idlest;
    const starting = this.#startFurther();
    this.#starting.add(starting);
    await starting;
    this.#starting.delete(starting);
    if (this.#disposed) throw new SmearError('disposed', 'The models were closed.');
    return this.#idlest();
  }

  async #startFurther(): Promise<void> {
    let further: WorkerClient | undefined;
    try {
      further = await this.#open();
      let settings: Settings;
      do {
        settings = this.#settings;
        for (const [kind, payload] of settings) await further.ask(kind, payload);
      } while (settings !== this.#settings); // One may have changed meanwhile.
    } catch {
      // There is no room for more (memory, most likely); those at work go on, and no further one is tried.
      this.#size = this.#clients.length;
      await further?.dispose();
      return;
    }
    if (this.#disposed) await further.dispose();
    else this.#clients = [...this.#clients, further];
  }

  get #first(): WorkerClient {
    return this.#atWork()[0] as WorkerClient;
  }

  #idlest(): WorkerClient {
    return this.#atWork().reduce((a, b) => (b.load < a.load ? b : a));
  }

  #atWork(): readonly WorkerClient[] {
    const atWork = this.#clients.filter(({ isWorkerless }) => !isWorkerless);
    this.#clients = atWork.length > 0 ? atWork : this.#clients.slice(0, 1);
    return this.#clients;
  }
}
