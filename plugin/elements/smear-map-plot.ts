import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import type { Point } from '../../models/domain/geometry.js';
import type { Rgb } from '../../overlays/colormap.js';
import { isShown } from '../cells/is-shown.js';
import { lookOf, mapInks, mapKinds, type MapColouring } from './map-inks.js';
import {
  viewBox,
  viewShowing,
  WHOLE_MAP,
  zoomView,
  type MapPoints,
  type MapView,
} from '../neighbours/map-points.js';
import { paintPoints } from '../neighbours/paint-points.js';
import type { SessionInfo, SmearSession } from '../session.js';
import { className } from './class-words.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

const REACH_PX = 12;
/** A pointer that moves less than this has clicked, CSS pixels. */
const CLICK_PX = 4;
const ZOOM_STEP = 1.5;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * The cells of a map as points: shape and colour by kind, the chosen ones larger. Pointing names a cell, a click goes
 * to it, a drag around cells chooses them together; arrow keys, Enter and Space do the same.
 */
export class SmearMapPlot extends SmearElement {
  static override properties = {
    points: { attribute: false },
    colouring: {},
    view: { state: true },
    hovered: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        cursor: crosshair;
        touch-action: none;
        forced-color-adjust: none;
      }
      .tip {
        position: absolute;
        max-width: 70%;
        padding: 0.125rem 0.5rem;
        border-radius: var(--_radius);
        background: rgb(17 19 24 / 0.92);
        color: #fff;
        font-size: 0.75rem;
        pointer-events: none;
        transform: translate(-50%, calc(-100% - 0.625rem));
      }
    `,
  ];

  declare points: MapPoints | undefined;
  declare colouring: MapColouring;
  declare view: MapView;
  /** Row of the point that is pointed at, or was gone to by key. */
  declare hovered: number | undefined;
  #lasso: Point[] = [];
  #request = 0;
  #isStale = true;
  #threshold = -1;
  #info: SessionInfo | undefined;
  #resized?: ResizeObserver;

  constructor() {
    super();
    this.colouring = 'kind';
    this.view = WHOLE_MAP;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(() => this.#paintSoon());
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  /** Ids of the cells on view, for choosing them together. */
  get inView(): string[] {
    return this.points?.within(viewBox(this.view)) ?? [];
  }

  zoom(factor: number): void {
    this.view = zoomView(this.view, factor);
  }

  showAll(): void {
    this.view = WHOLE_MAP;
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    this.#isStale = true;
    const lookAgain = ({
      added,
      removed,
    }: {
      added: readonly { id: string }[];
      removed: readonly string[];
    }): void => this.#look(session, [...added.map(({ id }) => id), ...removed]);
    const onSelection = (): void => {
      this.#isStale = true;
    };
    session.selection.addEventListener('change', onSelection);
    return [
      session.cells.subscribe(lookAgain),
      () => session.selection.removeEventListener('change', onSelection),
      ...super.followSession(session),
    ];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (changed.has('points')) {
      this.view = WHOLE_MAP;
      this.hovered = undefined;
    }
    if (!session) return;
    const isOther =
      changed.has('points') ||
      changed.has('colouring') ||
      session.threshold !== this.#threshold ||
      session.info !== this.#info;
    if (isOther || this.#isStale) this.#look(session);
  }

  protected override render(): TemplateResult {
    const { strings: t } = this;
    const tip = this.#tip();
    return html`<canvas
        tabindex="0"
        role="application"
        aria-label="${t.map.label}. ${t.map.keys}"
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#giveUpLasso}
        @pointerleave=${() => {
          if (this.#lasso.length === 0) this.hovered = undefined;
        }}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
      ></canvas>
      <div class="tip" ?hidden=${!tip} style=${tip ? `left:${tip.x}%;top:${tip.y}%` : ''}>${tip?.text}</div>
      <div class="hidden" aria-live="polite">${tip?.text}</div>`;
  }

  protected override updated(): void {
    this.#paintSoon();
  }

  #look(session: SmearSession, ids?: readonly string[]): void {
    this.#isStale &&= ids !== undefined;
    if (ids === undefined) {
      this.#threshold = session.threshold;
      this.#info = session.info;
    }
    const { threshold, cells, selection } = session;
    const look = lookOf(mapKinds(session.info?.classes ?? []), this.colouring, session.info, (cell) =>
      isShown(cell, threshold),
    );
    this.points?.update(
      (id) => cells.get(id),
      look,
      (id) => selection.has(id),
      ids,
    );
  }

  #tip(): { text: string; x: number; y: number } | undefined {
    const { session, points, hovered, strings: t } = this;
    const cell = hovered === undefined ? undefined : session?.cells.get(points?.ids[hovered] ?? '');
    if (!cell || !points || hovered === undefined) return undefined;
    const place = this.#onScreen(points.placeOf(hovered), 100);
    return {
      text: className(t, cell.label.name),
      x: Math.min(85, Math.max(15, place.x)),
      y: Math.max(8, place.y),
    };
  }

  /** From the map to a square of that side. */
  #onScreen({ x, y }: Point, side: number): Point {
    const { view } = this;
    return { x: ((x - view.x) * view.zoom + 0.5) * side, y: ((y - view.y) * view.zoom + 0.5) * side };
  }

  #paintSoon(): void {
    if (this.#request === 0 && this.isConnected) this.#request = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#request = 0;
    const canvas = this.#canvas;
    const { session, points } = this;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !session || !points || canvas.clientWidth === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const side = Math.round(canvas.clientWidth * ratio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const style = getComputedStyle(canvas);
    const [ground, text] = [readColour(style.backgroundColor), readColour(style.color)];
    const image = context.createImageData(side, side);
    const { x, y, zoom } = this.view;
    // As `#onScreen` has it, without an object for each of a hundred thousand points.
    const places = points.places.map((value, i) => ((value - (i % 2 === 0 ? x : y)) * zoom + 0.5) * side);
    paintPoints(
      { pixels: new Uint32Array(image.data.buffer), width: side, height: side },
      { places, shapes: points.shapes, colours: points.colours, states: points.states },
      mapInks(mapKinds(session.info?.classes ?? []), ground, text),
      pointSize(points.ids.length, this.view.zoom, ratio),
    );
    context.putImageData(image, 0, 0);
    context.strokeStyle = style.color;
    context.lineWidth = 2 * ratio;
    for (const row of [
      session.selected === undefined ? undefined : points.rowOf(session.selected),
      this.hovered,
    ]) {
      if (row === undefined || points.states[row] === 0) continue;
      context.beginPath();
      context.arc(
        places[row * 2] ?? 0,
        places[row * 2 + 1] ?? 0,
        (row === this.hovered ? 6 : 9) * ratio,
        0,
        Math.PI * 2,
      );
      context.stroke();
    }
    this.#paintLasso(context, side, ratio);
  }

  #paintLasso(context: CanvasRenderingContext2D, side: number, ratio: number): void {
    if (this.#lasso.length < 2) return;
    context.beginPath();
    for (const place of this.#lasso) {
      const { x, y } = this.#onScreen(place, side);
      context.lineTo(x, y);
    }
    context.closePath();
    context.setLineDash([6 * ratio, 4 * ratio]);
    context.stroke();
    context.setLineDash([]);
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas');
  }

  /** Where on the map the pointer is. */
  #placeOf(event: MouseEvent): Point {
    const { left, top, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { view } = this;
    return {
      x: ((event.clientX - left) / width - 0.5) / view.zoom + view.x,
      y: ((event.clientY - top) / width - 0.5) / view.zoom + view.y,
    };
  }

  #mapLength(pixels: number): number {
    return pixels / ((this.#canvas?.clientWidth || 1) * this.view.zoom);
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#lasso = [this.#placeOf(event)];
  }

  #onMove(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (this.#lasso.length > 0) {
      this.#lasso.push(place);
      this.#paintSoon();
    } else {
      this.hovered = this.points?.nearest(place, this.#mapLength(REACH_PX));
    }
  }

  #onUp(event: PointerEvent): void {
    const lasso = this.#lasso;
    this.#giveUpLasso();
    const [start] = lasso;
    const { session, points } = this;
    if (!start || !session || !points) return;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    const reach = this.#mapLength(CLICK_PX);
    if (lasso.every(({ x, y }) => Math.hypot(x - start.x, y - start.y) <= reach)) {
      const row = points.nearest(start, this.#mapLength(REACH_PX));
      if (row !== undefined) this.#choose(row, adds);
      return;
    }
    const ids = points.inside(Float64Array.from(lasso.flatMap(({ x, y }) => [x, y])));
    if (adds) session.selection.add(ids);
    else session.selection.set(ids);
  }

  readonly #giveUpLasso = (): void => {
    this.#lasso = [];
    this.#paintSoon();
  };

  /** Goes to the cell, or chooses it beside the others. */
  #choose(row: number, together: boolean): void {
    const id = this.points?.ids[row];
    if (id === undefined) return;
    if (together) this.session?.selection.toggle(id);
    else this.session?.goTo(id);
  }

  #onWheel(event: WheelEvent): void {
    // A plain wheel scrolls the panel; two fingers on a pad arrive with Ctrl.
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.view = zoomView(this.view, 2 ** (-event.deltaY / 200), this.#placeOf(event));
  }

  #onKey(event: KeyboardEvent): void {
    const { points } = this;
    if (!points || event.altKey || event.metaKey || event.ctrlKey) return;
    const towards = ARROWS[event.key];
    if (towards) this.#step(points, towards);
    else if (event.key === 'Enter' && this.hovered !== undefined) this.#choose(this.hovered, false);
    else if (event.key === ' ' && this.hovered !== undefined) this.#choose(this.hovered, true);
    else if (event.key === '+' || event.key === '=') this.zoom(ZOOM_STEP);
    else if (event.key === '-') this.zoom(1 / ZOOM_STEP);
    else if (event.key === '0') this.showAll();
    else if (event.key === 'Escape' && this.#lasso.length > 0) this.#giveUpLasso();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step(points: MapPoints, towards: Point): void {
    const { selected } = this.session ?? {};
    const from = this.hovered ?? (selected === undefined ? undefined : points.rowOf(selected));
    const row = from === undefined ? points.nearest(this.view, 1) : (points.next(from, towards) ?? from);
    this.hovered = row;
    if (row !== undefined) this.view = viewShowing(this.view, points.placeOf(row));
  }
}

/** Odd, in pixels of the canvas: smaller where there are many, larger again when they are looked at closely. */
function pointSize(count: number, zoom: number, ratio: number): number {
  const base = count > 20_000 ? 3 : count > 3000 ? 5 : 7;
  const size = Math.min(9, base + 2 * Math.floor(Math.log2(zoom))) * Math.min(2, ratio);
  return 2 * Math.floor(size / 2) + 1;
}

/** Any CSS colour as the browser paints it. */
function readColour(colour: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return [255, 255, 255];
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
