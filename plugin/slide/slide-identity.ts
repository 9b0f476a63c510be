import { fingerprintSlide } from './fingerprint.js';
import type { SlideReader } from './slide-reader.js';

/** Who the slides of a session are: each is looked at once, when somebody first asks. */
export class SlideIdentity {
  readonly #known = new WeakMap<SlideReader, Promise<string | undefined>>();

  /** The fingerprint; `undefined` where the slide was closed before it could be taken. */
  of(slide: SlideReader): Promise<string | undefined> {
    const known = this.#known.get(slide) ?? fingerprintSlide(slide).catch(() => undefined);
    this.#known.set(slide, known);
    return known;
  }
}
