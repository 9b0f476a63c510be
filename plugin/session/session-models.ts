import type { ModelInfo } from '../../models/domain/model-info.js';
import type { OpeningState, OpenPipeline, SessionPipeline } from './session-parts.js';

export interface SessionModelsOptions {
  readonly open: OpenPipeline;
  readonly backend?: string;
  /** Ends every opening when it is aborted. */
  readonly lifetime: AbortSignal;
  readonly onProgress: (state: OpeningState) => void;
  readonly onReady: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** The models of one session: opened once for all who ask, again after a failure, anew on another back end. */
export class SessionModels {
  readonly #options: SessionModelsOptions;
  #backend: string | undefined;
  #pipeline?: Promise<SessionPipeline>;
  #opened?: SessionPipeline;
  /** Counts the times that the models were ended. */
  #round = 0;

  constructor(options: SessionModelsOptions) {
    this.#options = options;
    this.#backend = options.backend;
  }

  /** As the models are now, which may have started again on another back end; absent until they are open. */
  get info(): ModelInfo | undefined {
    return this.#opened?.info;
  }

  /** Starts opening the models; a second call shares the first one's work, and tries again after a failure. */
  load(): Promise<SessionPipeline> {
    this.#pipeline ??= this.#open();
    return this.#pipeline;
  }

  /** Ends the models and opens them on another back end; `undefined` has one elected. */
  async reopen(backend: string | undefined): Promise<void> {
    const ended = this.dispose();
    this.#backend = backend;
    this.#opened = undefined;
    await ended;
    await this.load();
  }

  async dispose(): Promise<void> {
    const old = this.#pipeline;
    this.#pipeline = undefined;
    this.#round += 1;
    const pipeline = await old?.catch(() => undefined);
    await pipeline?.dispose();
  }

  async #open(): Promise<SessionPipeline> {
    const { open, lifetime, onProgress, onReady, onFailed } = this.#options;
    lifetime.throwIfAborted();
    const round = this.#round;
    // What comes of an opening that was given up meanwhile is not reported.
    const isCurrent = (): boolean => round === this.#round;
    try {
      const pipeline = await open({
        backend: this.#backend,
        signal: lifetime,
        onProgress: (state) => {
          if (isCurrent()) onProgress(state);
        },
      });
      if (isCurrent()) {
        this.#opened = pipeline;
        onReady();
      }
      return pipeline;
    } catch (error) {
      if (isCurrent()) {
        this.#pipeline = undefined;
        if (!lifetime.aborted) onFailed(error);
      }
      throw error;
    }
  }
}
