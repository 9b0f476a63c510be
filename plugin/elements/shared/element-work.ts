import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface WorkOptions {
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Work that an element shows while it is under way, one at a time: a new one aborts the one before, and so does taking
 * the element out of the document.
 */
export class ElementWork implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #current: AbortController | undefined;
  #progress = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** From 0 to 1 while work is under way, also after abort until it has ended. */
  get progress(): number | undefined {
    return this.#current && this.#progress;
  }

  hostDisconnected(): void {
    this.abort();
  }

  abort(): void {
    this.#current?.abort();
  }

  /** How it ended; what it throws goes to `onError`, unless it was aborted. */
  async run(
    work: (options: WorkOptions) => Promise<void>,
    onError: (error: unknown) => void,
  ): Promise<'done' | 'failed' | 'aborted'> {
    this.abort();
    const own = new AbortController();
    this.#current = own;
    const onProgress = (share: number): void => {
      if (this.#current !== own) return;
      this.#progress = share;
      this.#host.requestUpdate();
    };
    onProgress(0);
    try {
      await work({ signal: own.signal, onProgress });
      return 'done';
    } catch (error) {
      if (own.signal.aborted) return 'aborted';
      onError(error);
      return 'failed';
    } finally {
      if (this.#current === own) {
        this.#current = undefined;
        this.#host.requestUpdate();
      }
    }
  }
}
