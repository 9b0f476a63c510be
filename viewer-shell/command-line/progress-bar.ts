import type { AnalysisProgress } from '../../plugin/node-entry.js';

const WIDTH = 24;

/** What a terminal is to the progress bar. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar in the terminal's last line; writes nothing where there is no terminal. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #start = performance.now();
  #shown = false;
  /** What was done when it was first shown: work of an earlier run, which says nothing of this one's pace. */
  #before: number | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `share` of the work is done, 0 to 1. */
  show(share: number, words: string): void {
    if (!this.#terminal.isTTY) return;
    const full = Math.round(share * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    this.#terminal.write(`\r\x1b[2K${bar} ${words}${this.#timeLeft(share)}`);
    this.#shown = true;
  }

  /** Takes the bar away, so that a line can be written in its place. */
  clear(): void {
    if (this.#shown) this.#terminal.write('\r\x1b[2K');
    this.#shown = false;
  }

  #timeLeft(share: number): string {
    const elapsedMs = performance.now() - this.#start;
    const own = share - (this.#before ??= share);
    if (own <= 0 || share >= 1 || elapsedMs < 2000) return '';
    const seconds = Math.ceil(((elapsedMs / own) * (1 - share)) / 1000);
    return `, about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
  }
}

/** Lines of JSON about the progress, for programs: `{"progress":{"input":…,"done":3,"total":12,…}}`, tiles done of all. */
export class ProgressLines {
  readonly #out: Terminal;

  constructor(out: Terminal) {
    this.#out = out;
  }

  tell(input: string, { done, total, failed, elapsedMs, remainingMs }: AnalysisProgress): void {
    const times = { elapsedMs: Math.round(elapsedMs), remainingMs: remainingMs && Math.round(remainingMs) };
    this.#out.write(`${JSON.stringify({ progress: { input, done, total, failed, ...times } })}\n`);
  }
}
