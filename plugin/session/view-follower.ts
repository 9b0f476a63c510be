import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';

/** A wider view is an overview: to analyse it would take minutes, and nobody asked for that by panning. */
const WIDEST_UM = 1200;

export interface FollowedSession {
  /** Of level 0, where it is known. */
  readonly micronsPerPixel: () => number | undefined;
  readonly analyzeView: () => Promise<void>;
}

/**
 * Analyses every view on which the reader rests, while it is switched on. A run for a view that was left ends at once; the
 * next one looks only at what was not looked at before.
 */
export class ViewFollower {
  readonly #session: FollowedSession;
  #isOn = false;
  #view: Box | undefined;
  #last: Box | undefined;

  constructor(session: FollowedSession) {
    this.#session = session;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Switched on, it begins with the view that is there. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    this.#last = undefined;
    this.rest(this.#view);
  }

  /** The reader has come to rest on this view, level-0 pixels. */
  rest(view: Box | undefined): void {
    this.#view = view;
    if (!this.#isOn || !view || isSame(view, this.#last)) return;
    const side = Math.max(boxWidth(view), boxHeight(view));
    if (side * (this.#session.micronsPerPixel() ?? FALLBACK_MICRONS_PER_PIXEL) > WIDEST_UM) return;
    this.#last = view;
    // What fails is the session's state and its error event by then.
    this.#session.analyzeView().catch(() => undefined);
  }
}

function isSame(a: Box, b: Box | undefined): boolean {
  return b !== undefined && a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}
