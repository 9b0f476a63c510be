import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { CellStore } from '../cells/cell-store.js';
import { showsRedCells } from '../red-cells/blood-check.js';
import type { SlideReader } from '../slide/slide-reader.js';

export interface RedCellCheckOptions {
  /** The slide that is open now, its resolution as far as it is known, and its cells. */
  readonly session: {
    readonly cells: Pick<CellStore, 'size'>;
    readonly slide?: SlideReader;
    readonly resolution?: Resolution;
  };
  /** Ends what is under way. */
  readonly lifetime: AbortSignal;
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

  /** Absent before it was asked, where the picture does not show it, and once the resolution is another. */
  get answer(): boolean | undefined {
    return this.#wasAsked() ? this.#asked?.answer : undefined;
  }

  /** A run has ended: looks, if that was not done yet and there are cells whose meaning depends on it. Never rejects. */
  async ask(): Promise<void> {
    const { session, lifetime, onAnswer } = this.#options;
    const { cells, slide } = session;
    if (!slide || cells.size === 0 || this.#wasAsked()) return;
    this.forget();
    const asked: Asked = {
      slide,
      micronsPerPixel: this.#micronsPerPixel,
      until: new AbortController(),
    };
    this.#asked = asked;
    const signal = AbortSignal.any([lifetime, asked.until.signal]);
    try {
      const answer = await showsRedCells(slide, asked.micronsPerPixel, { signal });
      signal.throwIfAborted();
      asked.answer = answer;
      onAnswer();
    } catch {
      // The cells stand without this hint, and the run itself has reported parts that cannot be read. To call a smear
      // doubtful because its server was slow would be worse than to say nothing.
    }
  }

  /** Another slide: nothing is known of it. */
  forget(): void {
    this.#asked?.until.abort();
    this.#asked = undefined;
  }

  #wasAsked(): boolean {
    return (
      this.#asked?.slide === this.#options.session.slide &&
      this.#asked?.micronsPerPixel === this.#micronsPerPixel
    );
  }

  /** What a run goes by. */
  get #micronsPerPixel(): number {
    return this.#options.session.resolution?.micronsPerPixel ?? FALLBACK_MICRONS_PER_PIXEL;
  }
}
