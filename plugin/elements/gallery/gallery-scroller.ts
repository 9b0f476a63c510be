import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { GalleryField } from '../../gallery/gallery-field.js';
import { shapeFor } from '../../gallery/layout.js';

/** Least width of a tile, CSS pixels. */
const LEAST = 74;
const LEAST_LARGE = 104;
/** Sizes of the pictures that a reader can choose from, as factors. */
const FACTORS = [0.7, 1, 1.5, 2.2, 3.2] as const;
/** Text for which these are meant, CSS pixels. */
const USUAL_EM = 13;
/** The field's inset from the scroller's edges together, CSS pixels. */
const INSET = 12;

type Host = ReactiveControllerHost & HTMLElement & { readonly large: boolean };

/**
 * Keeps the box that scrolls on the page and the field in step: measures the box, takes over where the reader scrolls
 * it, and scrolls it to where the field wants to be.
 */
export class GalleryScroller implements ReactiveController {
  readonly #host: Host;
  readonly #field: GalleryField;
  #sizes: ResizeObserver | undefined;
  #scrolledTo = 0;
  /** Which of the sizes is chosen. */
  #size = FACTORS.indexOf(1);
  /** The tiles in the page, as one word: scrolling within them changes nothing. */
  #shown = '';

  constructor(host: Host, field: GalleryField) {
    this.#host = host;
    this.#field = field;
    host.addController(this);
  }

  get element(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('.scroller') ?? null;
  }

  hostUpdated(): void {
    const { element } = this;
    if (!element) {
      this.hostDisconnected();
      return;
    }
    if (!this.#sizes) {
      this.#sizes = new ResizeObserver(() => this.#measure());
      this.#sizes.observe(element);
    }
    // Asking the page where it is would make it lay itself out once more.
    if (Math.abs(this.#scrolledTo - this.#field.scrollTop) >= 1) {
      element.scrollTop = this.#field.scrollTop;
      this.#scrolledTo = this.#field.scrollTop;
    }
    this.#shown = JSON.stringify(this.#field.drawn);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
    this.#sizes = undefined;
    this.#scrolledTo = 0;
  }

  readonly onScroll = (): void => {
    const { element } = this;
    if (!element) return;
    this.#scrolledTo = this.#field.scrollTop = element.scrollTop;
    if (JSON.stringify(this.#field.drawn) !== this.#shown) this.#host.requestUpdate();
  };

  /** One size larger or smaller; the largest and the smallest stay. */
  resize(step: 1 | -1): void {
    this.#size = Math.min(FACTORS.length - 1, Math.max(0, this.#size + step));
    this.#measure();
  }

  #measure(): void {
    const { element } = this;
    if (!element || element.clientWidth === 0) return;
    // Folded away and back, it stands at its beginning again.
    this.#scrolledTo = element.scrollTop;
    const em = parseFloat(getComputedStyle(this.#host).fontSize);
    const usual = (this.#host.large ? LEAST_LARGE : LEAST) * Math.max(1, em / USUAL_EM);
    const least = usual * (FACTORS[this.#size] ?? 1);
    const shape = shapeFor(element.clientWidth - INSET, { least, em, height: element.clientHeight });
    const hasMoved = this.#scrolledTo !== this.#field.scrollTop;
    if (this.#field.measured(shape, element.clientHeight) || hasMoved) this.#host.requestUpdate();
  }
}
