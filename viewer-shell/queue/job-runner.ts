import type { AnalysisProgress } from '../../plugin/node-entry.js';
import type { Surroundings } from '../command-line/analyze.js';
import { Models } from '../command-line/models.js';
import { analyzeFile, findFinished, type FileResult } from '../results/analyze-file.js';
import { mergeShards } from '../results/merge-shards.js';
import { shardPlace } from '../results/task.js';
import type { MergeJob, QueueJob } from './queue-job.js';

export interface JobRunnerOptions extends Pick<
  Surroundings,
  'openPipeline' | 'storage' | 'assets' | 'signal'
> {
  readonly workers: number;
  readonly pack?: string;
}

/** Progress is told at most so often. */
const TELL_MS = 1000;

/** Does the jobs of a queue. The models are opened once and serve all jobs that ask for the same. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #models = new Map<string, Models>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /**
   * Work that another worker has finished meanwhile is not done again. Abort of the runner's signal rejects with its
   * reason; rejects as `analyzeFile` and `mergeShards`.
   */
  async run(
    job: QueueJob,
    onProgress: (progress: AnalysisProgress) => Promise<unknown>,
  ): Promise<FileResult> {
    const { storage, signal } = this.#options;
    const models = this.#modelsFor(job);
    const finished = await findFinished(job.task, await models.packHash(), { storage, signal });
    if (job.kind === 'merge') return this.#merge(job, finished);
    if (finished) return finished;
    const { shard, ...whole } = job.task;
    const isMerged = async () => shard && findFinished(whole, await models.packHash(), { storage, signal });
    const merged = await isMerged();
    if (merged) return merged;
    const pipeline = await this.#open(models);
    let told = performance.now();
    const result = await analyzeFile(pipeline, job.task, {
      storage,
      signal,
      onProgress: (progress) => {
        if (performance.now() - told < TELL_MS) return;
        told = performance.now();
        // It only informs: a queue that is away for a moment does not end the work.
        onProgress(progress).catch(() => undefined);
      },
    });
    // Who was taken for dead comes late: another has done this shard, and it has been merged.
    if (await isMerged()) await storage(result.output).remove(result.output);
    return result;
  }

  /** Takes the shards away last, so that a worker that dies in between leaves enough to go on. */
  async #merge({ task, shards }: MergeJob, finished: FileResult | undefined): Promise<FileResult> {
    const { storage, signal } = this.#options;
    const places = Array.from({ length: shards }, (_, i) =>
      shardPlace(task.output, { number: i + 1, count: shards }),
    );
    const result = finished ?? (await mergeShards({ ...task, shards: places }, { storage, signal }));
    await Promise.all(places.map((place) => storage(place).remove(place)));
    return result;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#models.values()].map((models) => models.dispose()));
    this.#models.clear();
  }

  #modelsFor({ task }: QueueJob): Models {
    const { backend, head } = task.settings;
    const key = `${backend} ${head}`;
    const known = this.#models.get(key);
    if (known) return known;
    const models = new Models({ ...this.#options, backend, head: head as 'forest' | 'linear' });
    this.#models.set(key, models);
    return models;
  }

  /** Models that could not be opened are opened anew for the next job. */
  async #open(models: Models) {
    try {
      return await models.open();
    } catch (error) {
      for (const [key, known] of this.#models) if (known === models) this.#models.delete(key);
      throw error;
    }
  }
}
