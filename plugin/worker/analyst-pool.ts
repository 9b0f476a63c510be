import type { CellRows, Naming } from '../teach/name-rows.js';
import type { TaughtAnswer, TaughtRows } from '../teach/teach-rows.js';
import { SmearError } from '../../models/domain/errors.js';
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
import { WorkerAnalyst, type SpawnWorker } from './client.js';

/**
 * Several workers that answer as one: each tile goes to the one with the least to do, and a further
 * worker is started only when all are busy. Where a further worker cannot be started, those at work do it all.
 * One that has lost its worker makes room for a further one; the last of them starts its own again.
 */
export class AnalystPool implements Analyst {
  readonly #open: () => Promise<WorkerAnalyst>;
  #size: number;
  #analysts: readonly WorkerAnalyst[];
  readonly #starting = new Set<Promise<void>>();
  #disposed = false;
  #taught: string | undefined;

  /** Opens the first worker; see `WorkerAnalyst.open`. */
  static async open(
    spawn: SpawnWorker,
    request: OpenRequest,
    size: number,
    options: OpeningOptions = {},
  ): Promise<AnalystPool> {
    const first = await WorkerAnalyst.open(spawn, request, options);
    // What the first has elected holds for all, or their results would differ.
    const { verdict } = first.info;
    const settled = verdict === undefined ? request : { ...request, verdict };
    return new AnalystPool(first, () => WorkerAnalyst.open(spawn, settled), size);
  }

  private constructor(first: WorkerAnalyst, open: () => Promise<WorkerAnalyst>, size: number) {
    this.#analysts = [first];
    this.#open = open;
    this.#size = size;
  }

  get info(): AnalystInfo {
    return this.#first.info;
  }

  async analyse(tile: RgbaTile, options: AnalystOptions & { threshold: number }): Promise<TileFindings> {
    return (await this.#leastBusy()).analyse(tile, options);
  }

  rebuild(embeddings: Float32Array, options?: AnalystOptions): Promise<RgbaTile[]> {
    return this.#first.rebuild(embeddings, options);
  }

  teach(rows: TaughtRows, options?: TeachingOptions): Promise<TaughtAnswer> {
    return this.#first.teach(rows, options);
  }

  name(rows: CellRows, taught: string | undefined, options?: TeachingOptions): Promise<Naming> {
    return this.#first.name(rows, taught, options);
  }

  async use(taught: string | undefined): Promise<void> {
    await this.#first.use(taught);
    // Of those that start meanwhile, each asks for what holds then.
    this.#taught = taught;
    await Promise.all(this.#atWork().map((analyst) => analyst.use(taught)));
  }

  async tensorCount(): Promise<number> {
    const counts = await Promise.all(this.#atWork().map((analyst) => analyst.tensorCount()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.allSettled(this.#starting);
    await Promise.all(this.#analysts.map((analyst) => analyst.dispose()));
  }

  async #leastBusy(): Promise<WorkerAnalyst> {
    const idlest = this.#idlest();
    const started = this.#analysts.length + this.#starting.size;
    if (idlest.load === 0 || started >= this.#size || this.#disposed) return idlest;
    const starting = this.#startFurther();
    this.#starting.add(starting);
    await starting;
    this.#starting.delete(starting);
    if (this.#disposed) throw new SmearError('disposed', 'The models were closed.');
    return this.#idlest();
  }

  async #startFurther(): Promise<void> {
    let further: WorkerAnalyst | undefined;
    try {
      further = await this.#open();
      let taught: string | undefined;
      do {
        taught = this.#taught;
        await further.use(taught);
      } while (taught !== this.#taught); // What holds may have changed meanwhile.
    } catch {
      // There is no room for more (memory, most likely); those at work go on, and no further one is tried.
      this.#size = this.#analysts.length;
      await further?.dispose();
      return;
    }
    if (this.#disposed) await further.dispose();
    else this.#analysts = [...this.#analysts, further];
  }

  get #first(): WorkerAnalyst {
    return this.#atWork()[0] as WorkerAnalyst;
  }

  #idlest(): WorkerAnalyst {
    return this.#atWork().reduce((a, b) => (b.load < a.load ? b : a));
  }

  #atWork(): readonly WorkerAnalyst[] {
    const atWork = this.#analysts.filter(({ isWorkerless }) => !isWorkerless);
    this.#analysts = atWork.length > 0 ? atWork : this.#analysts.slice(0, 1);
    return this.#analysts;
  }
}
