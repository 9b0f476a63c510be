import type { Point } from '../models/domain/geometry.js';
import { applyAffine, invertAffine, type Affine } from './affine.js';
import { strokeTwice } from './ink.js';
import type { SlideStage } from './slide-stage.js';
import type { SyncedFrame } from './viewport-sync.js';

const STEP_PX = 4;
const FAST_PX = 32;
/** Nearer to the edge of the view than this the slide moves instead, CSS pixels. */
const MARGIN_PX = 32;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Which way an arrow key points on screen, one pixel long; `undefined` for other keys. */
export function arrowOf({ key }: KeyboardEvent): Point | undefined {
  const arrow = ARROWS[key];
  return arrow && { x: arrow[0], y: arrow[1] };
}

/** A crosshair that arrow keys move over the slide (4 px, with Shift 32), for hands without a pointer. */
export class KeyCursor {
  readonly #stage: SlideStage;
  readonly #transform: () => Affine | undefined;
  #place: Point | undefined;
  #isShown = false;

  constructor(stage: SlideStage, transform: () => Affine | undefined) {
    this.#stage = stage;
    this.#transform = transform;
  }

  /** Whether the keys are in use. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** Level-0 pixels; in the middle of the view where the keys have not moved it. */
  get point(): Point {
    const now = this.#transform();
    const back = now && invertAffine(now);
    const { clientWidth: width, clientHeight: height } = this.#stage.viewer.canvas;
    this.#place ??= { x: width / 2, y: height / 2 };
    return back ? applyAffine(back, this.#place) : this.#place;
  }

  /** Moves by an arrow key; returns whether it was one. */
  move(event: KeyboardEvent): boolean {
    const arrow = arrowOf(event);
    if (!arrow) return false;
    const { clientWidth: width, clientHeight: height } = this.#stage.viewer.canvas;
    const step = event.shiftKey ? FAST_PX : STEP_PX;
    const from = this.#place ?? { x: width / 2, y: height / 2 };
    const to = { x: from.x + arrow.x * step, y: from.y + arrow.y * step };
    const kept = {
      x: Math.min(width - MARGIN_PX, Math.max(MARGIN_PX, to.x)),
      y: Math.min(height - MARGIN_PX, Math.max(MARGIN_PX, to.y)),
    };
    const now = this.#transform();
    const back = now && invertAffine(now);
    if (back && (kept.x !== to.x || kept.y !== to.y)) {
      this.#stage.bring(applyAffine(back, to), kept, this.#transform);
    }
    this.#place = kept;
    this.#isShown = true;
    return true;
  }

  /** Goes out of sight; the keys go on from where the pointer is (CSS pixels), or from here. */
  hide(place = this.#place): void {
    this.#place = place;
    this.#isShown = false;
  }

  paint({ context }: SyncedFrame): void {
    if (!this.#place || !this.#isShown) return;
    const { x, y } = this.#place;
    const path = new Path2D();
    for (const [dx, dy] of Object.values(ARROWS)) {
      path.moveTo(x + dx * 4, y + dy * 4);
      path.lineTo(x + dx * 14, y + dy * 14);
    }
    strokeTwice(context, path, 2);
  }
}
