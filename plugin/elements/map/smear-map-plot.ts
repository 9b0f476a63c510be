import type { ModelInfo } from '../../../models/domain/model-info.js';
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import type { CellClass } from '../../../models/domain/cell.js';
import type { Point } from '../../../models/domain/geometry.js';
import { DIRECTIONS } from '../../../overlays/keys/directions.js';
import { keyAction } from '../../../overlays/keys/key-press.js';
import { isShown } from '../../cells/is-shown.js';
import {
  viewBox,
  viewShowing,
  WHOLE_MAP,
  zoomView,
  MapPoints,
  type MapView,
} from '../../neighbours/map-points.js';
import type { SmearSession } from '../../session/session.js';
import { className } from '../../words/class-words.js';
import { lookOf, mapKinds, type MapColouring } from './map-inks.js';
import { paintMap, placeOnScreen } from './map-painting.js';
import { MapPointing } from './map-pointing.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

const ZOOM_STEP = 1.5;

/**
 * The cells of a map as points: shape and colour by kind, the chosen ones larger. Pointing names a cell, a click goes
 * to it, a drag around cells chooses them together; arrow keys, Enter and Space do the same.
 */
export class SmearMapPlot extends SmearElement {
  static override properties = {
    points: { attribute: false, accepts: (points: unknown) => points instanceof MapPoints },
    colouring: { accepts: isText },
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
  readonly #pointing = new MapPointing({
    canvas: () => this.#canvas,
    session: () => this.session,
    points: () => this.points,
    view: () => this.view,
    onHover: (row) => (this.hovered = row),
    onLasso: () => this.#paintSoon(),
  });
  #request = 0;
  #isStale = true;
  #threshold = -1;
  #info: ModelInfo | undefined;
  #kinds: readonly CellClass[] = [];
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
      session.info !== this.#info ||
      session.kinds.all !== this.#kinds;
    if (isOther || this.#isStale) this.#look(session);
  }

  protected override render(): TemplateResult {
    const { strings: t } = this;
    const tip = this.#tip();
    return html`<canvas
        tabindex="0"
        role="application"
        aria-label="${t.map.label}. ${t.map.keys}"
        @pointerdown=${this.#pointing.onDown}
        @pointermove=${this.#pointing.onMove}
        @pointerup=${this.#pointing.onUp}
        @pointercancel=${this.#pointing.giveUp}
        @pointerleave=${() => {
          if (this.#pointing.lasso.length === 0) this.hovered = undefined;
        }}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
      ></canvas>
      <div class="tip" ?hidden=${!tip} .style=${tip ? `left:${tip.x}%;top:${tip.y}%` : ''}>${tip?.text}</div>
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
      this.#kinds = session.kinds.all;
    }
    const { threshold, cells, selection } = session;
    const look = lookOf(mapKinds(session.kinds.all), this.colouring, session.info, (cell) =>
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
    const place = placeOnScreen(this.view, points.placeOf(hovered), 100);
    return {
      text: className(t, cell.label.name),
      x: Math.min(85, Math.max(15, place.x)),
      y: Math.max(8, place.y),
    };
  }

  #paintSoon(): void {
    if (this.#request === 0 && this.isConnected) this.#request = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#request = 0;
    const canvas = this.#canvas;
    const { session, points } = this;
    if (!canvas || !session || !points) return;
    paintMap(canvas, {
      points,
      view: this.view,
      kinds: session.kinds.all,
      selected: session.selected === undefined ? undefined : points.rowOf(session.selected),
      hovered: this.hovered,
      lasso: this.#pointing.lasso,
    });
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas');
  }

  #onWheel(event: WheelEvent): void {
    // A plain wheel scrolls the panel; two fingers on a pad arrive with Ctrl.
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.view = zoomView(this.view, 2 ** (-event.deltaY / 200), this.#pointing.placeOf(event));
  }

  #onKey(event: KeyboardEvent): void {
    const { points, hovered } = this;
    const action = keyAction('map', event);
    if (!points || !action) return;
    if (action === 'choose' || action === 'toggle') {
      if (hovered === undefined) return;
      this.#pointing.choose(hovered, action === 'toggle');
    } else if (action === 'zoomIn') this.zoom(ZOOM_STEP);
    else if (action === 'zoomOut') this.zoom(1 / ZOOM_STEP);
    else if (action === 'whole') this.showAll();
    else if (action === 'giveUp') {
      if (this.#pointing.lasso.length === 0) return;
      this.#pointing.giveUp();
    } else this.#step(points, DIRECTIONS[action]);
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
