import { SmearElement } from './smear-element.js';

/** The wait ends after this even on a page that is never idle. */
const AT_MOST_MS = 500;

/**
 * An element that reckons over all the cells of a slide, or draws pictures of them. Scrolled out of view or folded
 * away it keeps up while the page has nothing else to do, so that a key is answered first; it is drawn at once when
 * it comes into view.
 */
export abstract class DeferredElement extends SmearElement {
  #isOnView = true;
  #watch: IntersectionObserver | undefined;
  #hurry: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new IntersectionObserver((entries) => {
      this.#isOnView = entries.at(-1)?.isIntersecting === true;
      if (this.#isOnView) this.#hurry?.();
    });
    this.#watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
    this.#isOnView = true;
    this.#hurry?.();
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated && !this.#isOnView) await this.#idle();
    await super.scheduleUpdate();
  }

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#hurry = resolve;
      if (typeof requestIdleCallback === 'function') {
        requestIdleCallback(() => resolve(), { timeout: AT_MOST_MS });
      } else {
        setTimeout(resolve, AT_MOST_MS);
      }
    });
  }
}
