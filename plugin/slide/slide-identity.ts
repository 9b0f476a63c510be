import { fingerprintSlide } from './fingerprint.js';
import type { SlideReader } from './slide-reader.js';

/** Who the slides of a session are: each is looked at once, when somebody first asks. */
export class SlideIdentity {
  readonly #addressOf: (slide: SlideReader) => string | undefined;
  readonly #known = new WeakMap<SlideReader, Promise<string | undefined>>();

  /** The address stands in for pixels that cannot be read. */
  constructor(addressOf: (slide: SlideReader) => string | undefined = () => undefined) {
    this.#addressOf = addressOf;
  }

  /** The fingerprint; `undefined` where the slide was closed before it could be taken. */
  of(slide: SlideReader): Promise<string | undefined> {
    const address = this.#addressOf(slide);
    const known = this.#known.get(slide) ?? fingerprintSlide(slide, { address }).catch(() => undefined);
    this.#known.set(slide, known);
    return known;
  }
}
