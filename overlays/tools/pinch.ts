import type { Point } from '../../models/domain/geometry.js';
import { applyAffine, invertAffine, type Affine } from '../viewport/affine.js';
import type { SlideStage } from './slide-stage.js';

/** Two fingers on a sheet still pan and zoom the slide beneath it. */
export class Pinch {
  readonly #stage: SlideStage;
  readonly #transform: () => Affine | undefined;
  readonly #fingers = new Map<number, Point>();

  constructor(stage: SlideStage, transform: () => Affine | undefined) {
    this.#stage = stage;
    this.#transform = transform;
  }

  /** Whether more than one finger is down now; places in CSS pixels of the viewer's canvas. */
  down(event: PointerEvent, place: Point): boolean {
    if (event.pointerType === 'touch') this.#fingers.set(event.pointerId, place);
    return this.#fingers.size > 1;
  }

  /** Whether the movement was a pinch's. */
  move(event: PointerEvent, place: Point): boolean {
    if (!this.#fingers.has(event.pointerId)) return false;
    const before = this.#pose();
    this.#fingers.set(event.pointerId, place);
    const after = this.#pose();
    if (!before || !after) return false;
    const now = this.#transform();
    const back = now && invertAffine(now);
    if (back && before.span > 0) {
      this.#stage.bring(
        applyAffine(back, before.middle),
        after.middle,
        this.#transform,
        after.span / before.span,
      );
    }
    return true;
  }

  up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
  }

  #pose(): { middle: Point; span: number } | undefined {
    const [one, other] = [...this.#fingers.values()];
    if (!one || !other) return undefined;
    return {
      middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
      span: Math.hypot(one.x - other.x, one.y - other.y),
    };
  }
}
