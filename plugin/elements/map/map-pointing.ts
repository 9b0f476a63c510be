import type { Point } from '../../../models/domain/geometry.js';
import type { MapPoints, MapView } from '../../neighbours/map-points.js';
import type { SmearSession } from '../../session/session.js';

/** How far from a point it can be meant, CSS pixels. */
const REACH_PX = 12;
/** A pointer that moves less than this has clicked, CSS pixels. */
const CLICK_PX = 4;

export interface MapPointingOptions {
  readonly canvas: () => HTMLCanvasElement | null;
  readonly session: () => SmearSession | undefined;
  readonly points: () => MapPoints | undefined;
  readonly view: () => MapView;
  /** Another row, or none, is pointed at. */
  readonly onHover: (row: number | undefined) => void;
  readonly onLasso: () => void;
}

/**
 * The pointer on a map: it names the cell beneath it, a click goes to the cell, and a drag around cells chooses them
 * together; with Shift or Ctrl, beside those chosen before.
 */
export class MapPointing {
  readonly #options: MapPointingOptions;
  #lasso: Point[] = [];

  constructor(options: MapPointingOptions) {
    this.#options = options;
  }

  /** Places on the map around which a line is being dragged; empty while none is. */
  get lasso(): readonly Point[] {
    return this.#lasso;
  }

  /** Where on the map the pointer is. */
  placeOf(event: MouseEvent): Point {
    const { left, top, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { x, y, zoom } = this.#options.view();
    return {
      x: ((event.clientX - left) / width - 0.5) / zoom + x,
      y: ((event.clientY - top) / width - 0.5) / zoom + y,
    };
  }

  /** Goes to the cell, or chooses it beside the others. */
  choose(row: number, together: boolean): void {
    const session = this.#options.session();
    const id = this.#options.points()?.ids[row];
    if (id === undefined) return;
    if (together) session?.selection.toggle(id);
    else session?.goTo(id);
  }

  readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#lasso = [this.placeOf(event)];
  };

  readonly onMove = (event: PointerEvent): void => {
    const place = this.placeOf(event);
    if (this.#lasso.length > 0) {
      this.#lasso.push(place);
      this.#options.onLasso();
    } else {
      this.#options.onHover(this.#options.points()?.nearest(place, this.#mapLength(REACH_PX)));
    }
  };

  readonly onUp = (event: PointerEvent): void => {
    const lasso = this.#lasso;
    this.giveUp();
    const [start] = lasso;
    const [session, points] = [this.#options.session(), this.#options.points()];
    if (!start || !session || !points) return;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    const reach = this.#mapLength(CLICK_PX);
    if (lasso.every(({ x, y }) => Math.hypot(x - start.x, y - start.y) <= reach)) {
      const row = points.nearest(start, this.#mapLength(REACH_PX));
      if (row !== undefined) this.choose(row, adds);
      return;
    }
    const ids = points.inside(Float64Array.from(lasso.flatMap(({ x, y }) => [x, y])));
    if (adds) session.selection.add(ids);
    else session.selection.set(ids);
  };

  readonly giveUp = (): void => {
    this.#lasso = [];
    this.#options.onLasso();
  };

  #mapLength(pixels: number): number {
    return pixels / ((this.#options.canvas()?.clientWidth || 1) * this.#options.view().zoom);
  }
}
