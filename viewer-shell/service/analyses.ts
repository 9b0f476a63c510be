import type { FlowProducer, Job, Queue } from 'bullmq';
import { CellStore, encodeGeoJson, RegionClaims } from '../../plugin/node-entry.js';
import { addOnce } from '../queue/enqueue.js';
import { slideFlow, type QueueJob } from '../queue/queue-job.js';
import { cellIds } from '../results/cell-id.js';
import { analysedRegion, type PlannedHeader } from '../results/result-header.js';
import { readShard, type KeptTile } from '../results/shard-file.js';
import { shardPlace, type AnalysisTask } from '../results/task.js';
import type { Storage } from '../storage/storage.js';

export interface AnalysisState {
  readonly analysis: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** How much is done, 0 to 1. */
  readonly share: number;
  /** Why it failed, in words for people. */
  readonly error?: string;
}

export interface AnalysesOptions {
  readonly queue: Queue<QueueJob>;
  readonly producer: FlowProducer;
  readonly storage: Storage;
  readonly shards: number;
}

/** The analyses of a service: what is in the queue, how far it is, and what was found so far. */
export class Analyses {
  readonly #options: AnalysesOptions;

  constructor(options: AnalysesOptions) {
    this.#options = options;
  }

  /** Hands a slide to the queue; the same slide with the same settings is the same analysis. Gives its id. */
  async start(task: Omit<AnalysisTask, 'shard'>, priority?: number): Promise<string> {
    const { queue, producer, shards } = this.#options;
    const flow = slideFlow(queue.name, task, { shards, priority });
    const known = await queue.getJob(flow.opts?.jobId ?? '');
    const isThere = known && (await known.isCompleted()) && (await this.#resultSize(known)) !== undefined;
    // What is there already is not looked at again.
    if (!isThere) await addOnce(queue, producer, flow);
    return flow.opts?.jobId ?? '';
  }

  async state(analysis: string): Promise<AnalysisState | undefined> {
    const job = await this.#job(analysis);
    if (!job) return undefined;
    const state = await job.getState();
    if (state === 'completed') return { analysis, state: 'done', share: 1 };
    const parts = await this.#parts(job);
    if (state === 'failed') return { analysis, state: 'failed', share: 0, error: await reasonOf(job, parts) };
    const shares = await Promise.all(parts.map(shareOf));
    const share = shares.reduce((sum, one) => sum + one, 0) / Math.max(1, shares.length);
    const running = share > 0 || (await Promise.all(parts.map((part) => part.isActive()))).includes(true);
    return { analysis, state: running ? 'running' : 'waiting', share };
  }

  /** Place of the result; `undefined` for an analysis that nobody started. */
  async output(analysis: string): Promise<string | undefined> {
    return (await this.#job(analysis))?.data.task.output;
  }

  /** Takes an analysis back that has not ended. What a worker has begun it ends. Whether there was one. */
  async cancel(analysis: string): Promise<boolean> {
    const job = await this.#job(analysis);
    if (!job) return false;
    if ((await job.getState()) === 'completed') return true;
    if (job.data.kind === 'merge') await job.removeUnprocessedChildren();
    await job.remove({ removeChildren: false }).catch((error: unknown) => {
      // One that runs is locked by its worker.
      if (!(error instanceof Error)) throw error;
    });
    return true;
  }

  /** Follows what the shards find, as they end. */
  async findings(analysis: string): Promise<Findings | undefined> {
    const job = await this.#job(analysis);
    return job && new Findings(job.data, this.#options.storage);
  }

  async #job(analysis: string): Promise<Job<QueueJob> | undefined> {
    return /^(merge|analyze)-[0-9a-f]{32}$/.test(analysis) ? this.#options.queue.getJob(analysis) : undefined;
  }

  async #parts(job: Job<QueueJob>): Promise<Job<QueueJob>[]> {
    const { data } = job;
    if (data.kind === 'analyze') return [job];
    const { queue } = this.#options;
    const ids = (slideFlow(queue.name, data.task, data).children ?? []).map(({ opts }) => opts?.jobId ?? '');
    const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
    return jobs.filter((part) => part !== undefined);
  }

  async #resultSize({ data }: Job<QueueJob>): Promise<number | undefined> {
    const { output } = data.task;
    return this.#options.storage(output).size(output);
  }
}

async function shareOf(part: Job<QueueJob>): Promise<number> {
  if (await part.isCompleted()) return 1;
  const { done = 0, total = 0 } = part.progress as { done?: number; total?: number };
  return total > 0 ? done / total : 0;
}

/** The part's own reason rather than that a part has failed. */
async function reasonOf(job: Job<QueueJob>, parts: readonly Job<QueueJob>[]): Promise<string> {
  const reasons = parts.filter((part) => part.failedReason !== undefined).map((part) => part.failedReason);
  return reasons[0] ?? job.failedReason ?? 'unknown';
}

/** Cells of the shards that have ended, as changes since one last asked. */
export class Findings {
  readonly #job: QueueJob;
  readonly #storage: Storage;
  readonly #tiles = new Map<string, readonly KeptTile[]>();
  #told = new CellStore();

  constructor(job: QueueJob, storage: Storage) {
    this.#job = job;
    this.#storage = storage;
  }

  /** A GeoJSON collection of new cells and the ids of those that were taken back; `undefined` where nothing changed. */
  async next(): Promise<{ readonly geoJson: string; readonly removed: readonly string[] } | undefined> {
    const header = await this.#readNewShards();
    if (!header) return undefined;
    const { width, height, micronsPerPixel, run } = header;
    const region = analysedRegion({ run, width, height });
    const slide = { width, height };
    const claims = new RegionClaims({ region, slide, micronsPerPixel, newId: cellIds(run.input) });
    const cells = new CellStore();
    const tiles = [...this.#tiles.values()].flat().sort((a, b) => a.index - b.index);
    for (const tile of tiles) cells.apply(claims.take(tile, { shown: [], found: tile.found }));
    const added = [...cells.all()].filter(({ id }) => !this.#told.get(id));
    const removed = [...this.#told.all()].filter(({ id }) => !cells.get(id)).map(({ id }) => id);
    this.#told = cells;
    const { classes } = run;
    const geoJson = [...encodeGeoJson(added, { header: { ...header, run: undefined }, classes })].join('');
    return { geoJson, removed };
  }

  async #readNewShards(): Promise<PlannedHeader | undefined> {
    if (this.#job.kind !== 'merge') return undefined;
    const { task, shards } = this.#job;
    let header: PlannedHeader | undefined;
    for (let number = 1; number <= shards; number++) {
      const place = shardPlace(task.output, { number, count: shards });
      if (this.#tiles.has(place)) continue;
      const store = this.#storage(place);
      if ((await store.size(place)) === undefined) continue;
      // The merge takes the shards away: what is gone is in the result.
      const shard = await readShard(store, place).catch(() => undefined);
      if (!shard) continue;
      this.#tiles.set(place, shard.tiles);
      header = shard.header;
    }
    return header;
  }
}
