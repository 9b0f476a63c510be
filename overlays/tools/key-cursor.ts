import type { Point } from '../../models/domain/geometry.js';
import { applyAffine, invertAffine, type Affine } from '../viewport/affine.js';
import { DIRECTIONS, type Direction } from '../keys/directions.js';
import { strokeTwice } from '../layers/ink.js';
import type { SlideStage } from './slide-stage.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

const STEP_PX = 4;
const FAST_PX = 32;
/** Nearer to the edge of the view than this the slide moves instead, CSS pixels. */
const MARGIN_PX = 32;

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

  /** Moves a step on screen, with Shift a longer one. */
  move(direction: Direction, { shiftKey }: { readonly shiftKey: boolean }): void {
    const arrow = DIRECTIONS[direction];
    const { clientWidth: width, clientHeight: height } = this.#stage.viewer.canvas;
    const step = shiftKey ? FAST_PX : STEP_PX;
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
  }

  /** Goes out of sight; the keys go on from where the pointer is (CSS pixels), or from here. */
  hide(place = this.#place): void {
    this.#place = place;
    this.#isShown = false;
  }

  paint(frame: SyncedFrame): void {
    if (!this.#place || !this.#isShown) return;
    const { x, y } = this.#place;
    const path = new Path2D();
    for (const arrow of Object.values(DIRECTIONS)) {
      path.moveTo(x + arrow.x * 4, y + arrow.y * 4);
      path.lineTo(x + arrow.x * 14, y + arrow.y * 14);
    }
    strokeTwice(frame, path, 2);
  }
}
