import { html, nothing, type TemplateResult } from 'lit';
import type { Box } from '../../../models/domain/geometry.js';

export interface RubberBandOptions {
  /** What is dragged over; scrolls when the pointer leaves it. */
  readonly start: () => HTMLElement | null;
  /** Box in the frame of the scrolled content; `adding` to what was chosen. */
  readonly onBand: (band: Box, adding: boolean) => void;
  readonly onChange: () => void;
}

/** A drag shorter than this is a click, CSS pixels. */
const LEAST_PX = 4;
/** Content scrolled per move of the pointer beyond the edge, CSS pixels. */
const SCROLL_PX = 16;
/** The content's inset from the scroller's edge, CSS pixels. */
const INSET_PX = 6;

/** A frame dragged around tiles. */
export class RubberBand {
  readonly #options: RubberBandOptions;
  #box: Box | undefined;
  #endedAt = -Infinity;

  constructor(options: RubberBandOptions) {
    this.#options = options;
  }

  /** In the frame of the scrolled content; absent while none is dragged. */
  get box(): Box | undefined {
    return this.#box;
  }

  /** The frame, for the scrolled content. */
  get frame(): TemplateResult | typeof nothing {
    if (!this.#box) return nothing;
    const { minX, minY, maxX, maxY } = this.#box;
    return html`<div
      class="band"
      .style="left:${minX}px;top:${minY}px;width:${maxX - minX}px;height:${maxY - minY}px"
    ></div>`;
  }

  /** Whether the click that comes now is only the end of a drag. */
  get justEnded(): boolean {
    return performance.now() - this.#endedAt < 50;
  }

  begin(down: PointerEvent): void {
    const scroller = this.#options.start();
    if (!scroller) return;
    const from = placeIn(scroller, down);
    const listening = new AbortController();
    const { signal } = listening;
    const onMove = (event: PointerEvent): void => {
      const to = placeIn(scroller, event);
      if (!this.#box && Math.hypot(to.x - from.x, to.y - from.y) < LEAST_PX) return;
      if (!this.#box) scroller.setPointerCapture(down.pointerId);
      scrollTowards(scroller, event.clientY);
      this.#box = {
        minX: Math.min(from.x, to.x),
        minY: Math.min(from.y, to.y),
        maxX: Math.max(from.x, to.x),
        maxY: Math.max(from.y, to.y),
      };
      this.#options.onBand(this.#box, event.ctrlKey || event.metaKey);
      this.#options.onChange();
    };
    const end = (): void => {
      listening.abort();
      if (!this.#box) return;
      this.#box = undefined;
      this.#endedAt = performance.now();
      this.#options.onChange();
    };
    scroller.addEventListener('pointermove', onMove, { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      scroller.addEventListener(type, end, { signal });
    }
  }
}

function placeIn(scroller: HTMLElement, event: PointerEvent): { x: number; y: number } {
  const { left, top } = scroller.getBoundingClientRect();
  return {
    x: event.clientX - left - scroller.clientLeft - INSET_PX,
    y: event.clientY - top - scroller.clientTop + scroller.scrollTop,
  };
}

function scrollTowards(scroller: HTMLElement, clientY: number): void {
  const { top, bottom } = scroller.getBoundingClientRect();
  if (clientY > bottom) scroller.scrollTop += SCROLL_PX;
  else if (clientY < top) scroller.scrollTop -= SCROLL_PX;
}
