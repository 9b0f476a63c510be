import type OpenSeadragon from 'openseadragon';
import type { Point } from '../../models/domain/geometry.js';
import { applyAffine, invertAffine, type Affine } from '../viewport/affine.js';
import { pointOnViewport } from '../viewport/on-viewport.js';

/** The viewer as tools on the slide see it. `dispose` takes its one element away, and may be called twice. */
export class SlideStage {
  readonly viewer: OpenSeadragon.Viewer;
  readonly image: () => OpenSeadragon.TiledImage | undefined;
  readonly #spoken: HTMLElement;

  constructor(viewer: OpenSeadragon.Viewer, image: () => OpenSeadragon.TiledImage | undefined) {
    this.viewer = viewer;
    this.image = image;
    // There before it has anything to say, for screen readers pass over regions that come with their text.
    this.#spoken = viewer.canvas.ownerDocument.createElement('div');
    this.#spoken.className = 'smear-spoken';
    this.#spoken.setAttribute('role', 'status');
    this.#spoken.setAttribute('aria-live', 'polite');
    this.#spoken.style.cssText =
      'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
    viewer.canvas.append(this.#spoken);
  }

  /** Says something to a reader who listens to the page. */
  say(text: string): void {
    // The same words twice are spoken twice only where the text differs.
    this.#spoken.textContent = this.#spoken.textContent === text ? `${text}\u00a0` : text;
  }

  /**
   * Pans and zooms at once so that a level-0 point lies at a place of the viewer's canvas (CSS pixels);
   * `transform` is read again after each step.
   */
  bring(point: Point, place: Point, transform: () => Affine | undefined, zoom = 1): void {
    const image = this.image();
    const { viewport } = this.viewer;
    if (!image || !viewport) return;
    const target = pointOnViewport(image, point, true);
    if (zoom !== 1) viewport.zoomBy(zoom, target, true);
    const now = transform();
    const back = now && invertAffine(now);
    if (!back) return;
    const there = applyAffine(back, place);
    viewport.panBy(target.minus(pointOnViewport(image, there, true)), true);
    viewport.applyConstraints(true);
  }

  dispose(): void {
    this.#spoken.remove();
  }
}
