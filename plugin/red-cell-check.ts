import type { CellStore } from './cells/cell-store.js';
import { FALLBACK_MICRONS_PER_PIXEL } from './resolution.js';
import { showsRedCells } from './slide/blood-check.js';
import type { SlideReader } from './slide/slide-reader.js';

export interface RedCellCheckOptions {
  readonly cells: CellStore;
  /** The slide that is open now. */
  readonly slide: () => SlideReader | undefined;
  /** Of level 0, as far as it is known. */
  readonly micronsPerPixel: () => number | undefined;
  /** Ends what is under way. */
  readonly life: AbortSignal;
  /** There is an answer. */
  readonly onAnswer: () => void;
}

interface Asked {
  readonly slide: SlideReader;
  readonly micronsPerPixel: number;
  readonly until: AbortController;
  answer?: boolean | undefined;
}

/** Whether the open slide shows red cells, as every blood smear does; looked at once for a slide and its resolution. */
export class RedCellCheck {
  readonly #options: RedCellCheckOptions;
  #asked: Asked | undefined;

  constructor(options: RedCellCheckOptions) {
    this.#options = options;
  }

  /** Absent before it was asked, and where it cannot be told; of another resolution it says nothing any more. */
  get answer(): boolean | undefined {
    return this.#wasAsked() ? this.#asked?.answer : undefined;
  }

  /** A run has ended: asks, if that was not done yet and there are cells whose meaning hangs on it. Never rejects. */
  async ask(): Promise<void> {
    const { cells, life, onAnswer } = this.#options;
    const slide = this.#options.slide();
    if (!slide || cells.size === 0 || this.#wasAsked()) return;
    this.forget();
    const asked: Asked = {
      slide,
      micronsPerPixel: this.#micronsPerPixel,
      until: new AbortController(),
    };
    this.#asked = asked;
    const signal = AbortSignal.any([life, asked.until.signal]);
    try {
      const answer = await showsRedCells(slide, asked.micronsPerPixel, { signal });
      signal.throwIfAborted();
      asked.answer = answer;
      onAnswer();
    } catch {
      // The cells stand without this hint, and parts that cannot be read the run itself has told of. To call a smear
      // doubtful because its server was slow would be worse than to say nothing.
    }
  }

  /** Another slide: nothing is known of it. */
  forget(): void {
    this.#asked?.until.abort();
    this.#asked = undefined;
  }

  #wasAsked(): boolean {
    const slide = this.#options.slide();
    return this.#asked?.slide === slide && this.#asked?.micronsPerPixel === this.#micronsPerPixel;
  }

  /** What a run goes by. */
  get #micronsPerPixel(): number {
    return this.#options.micronsPerPixel() ?? FALLBACK_MICRONS_PER_PIXEL;
  }
}
