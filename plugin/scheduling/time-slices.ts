/** Long enough to be worth the pause, short enough that a key pressed meanwhile is answered at once. */
const SLICE_MS = 10;

/**
 * Cuts long work on the page's own thread into slices: after each step, `if (slices.due) await slices.pause(signal)`.
 * What waits (keys, drawing) comes in between. An abort rejects the pause with the signal's reason.
 */
export class TimeSlices {
  readonly #sliceMs: number;
  #started = performance.now();

  constructor(sliceMs = SLICE_MS) {
    this.#sliceMs = sliceMs;
  }

  /** Whether the slice is used up. */
  get due(): boolean {
    return performance.now() - this.#started >= this.#sliceMs;
  }

  async pause(signal?: AbortSignal): Promise<void> {
    await nextTask();
    signal?.throwIfAborted();
    this.#started = performance.now();
  }
}

/** A task of its own. A timer would wait for at least 4 ms in a browser, and a second in a hidden tab. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
