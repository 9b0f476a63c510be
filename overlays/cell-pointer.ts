import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../models/domain/cell.js';
import type { Point } from '../models/domain/geometry.js';
import { affineScale, applyAffine, invertAffine, type Affine } from './viewport/affine.js';
import { cellAt } from './hit-testing.js';
import type { CellSource } from './layers/layer.js';
import { keyAction } from './keys/key-press.js';
import { Tooltip } from './tooltip.js';

export interface CellPointerOptions {
  readonly viewer: OpenSeadragon.Viewer;
  readonly cells: CellSource;
  readonly isShown: (cell: Cell) => boolean;
  readonly describe: (cell: Cell) => string;
  /** Level-0 pixels to CSS pixels of the viewer's canvas. */
  readonly transform: () => Affine | undefined;
  readonly hasSelection: () => boolean;
  readonly onSelect: (id: string | undefined) => void;
  /** A key was pressed on the slide; true where it was meant for the cells. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** What is hovered or peeked at changed. */
  readonly onChange: () => void;
}

/** How far beside a cell a click still counts, CSS pixels. */
const REACH_PX = 4;
/** The same for a finger, which hides what it points at. */
const REACH_TOUCH_PX = 12;

/** Turns clicks, pointing and keys on the viewer into choices of cells. A drag never chooses. */
export class CellPointer {
  readonly #options: CellPointerOptions;
  readonly #tooltip: Tooltip;
  readonly #listening = new AbortController();
  #hovered?: string;
  #peeking = false;

  readonly #onClick = (event: OpenSeadragon.CanvasClickEvent): void => {
    if (!event.quick) return;
    const cell = this.#cellUnder(event.originalEvent as MouseEvent);
    // Without a cell, and with none to let go of, the click is the viewer's own (zoom).
    if (!cell && !this.#options.hasSelection()) return;
    event.preventDefaultAction = true;
    this.#options.onSelect(cell?.id);
  };

  readonly #onKey = (event: OpenSeadragon.CanvasKeyEvent): void => {
    const key = event.originalEvent as KeyboardEvent;
    if (!this.#options.onKey(key)) return;
    key.preventDefault();
    event.preventDefaultAction = true;
  };

  constructor(options: CellPointerOptions) {
    this.#options = options;
    const { viewer } = options;
    this.#tooltip = new Tooltip(viewer.canvas);
    viewer.addHandler('canvas-click', this.#onClick);
    viewer.addHandler('canvas-key', this.#onKey);
    const { signal } = this.#listening;
    viewer.canvas.addEventListener('pointermove', (event) => this.#hover(event), { signal });
    viewer.canvas.addEventListener('pointerleave', () => this.#leave(), { signal });
    viewer.canvas.addEventListener('pointerdown', () => this.#tooltip.hide(), { signal });
    window.addEventListener('keydown', (event) => this.#peek(event, true), { signal });
    window.addEventListener('keyup', (event) => this.#peek(event, false), { signal });
    window.addEventListener('blur', () => this.#setPeeking(false), { signal });
  }

  get hovered(): string | undefined {
    return this.#hovered;
  }

  /** Whether the reader holds H to see the plain cells. */
  get isPeeking(): boolean {
    return this.#peeking;
  }

  dispose(): void {
    this.#listening.abort();
    this.#options.viewer.removeHandler('canvas-click', this.#onClick);
    this.#options.viewer.removeHandler('canvas-key', this.#onKey);
    if (this.#hovered !== undefined) this.#options.viewer.canvas.style.cursor = '';
    this.#tooltip.dispose();
  }

  #hover(event: PointerEvent): void {
    const cell = event.buttons === 0 ? this.#cellUnder(event) : undefined;
    if (cell) this.#tooltip.show(this.#options.describe(cell), this.#place(event));
    else this.#tooltip.hide();
    if (cell?.id === this.#hovered) return;
    this.#hovered = cell?.id;
    this.#options.viewer.canvas.style.cursor = cell ? 'pointer' : '';
    this.#options.onChange();
  }

  #leave(): void {
    this.#tooltip.hide();
    if (this.#hovered === undefined) return;
    this.#hovered = undefined;
    this.#options.viewer.canvas.style.cursor = '';
    this.#options.onChange();
  }

  #peek(event: KeyboardEvent, down: boolean): void {
    if (keyAction('page', event) !== 'hideDrawing') return;
    // Releasing the key always counts, so that nothing stays hidden when the focus moved in between.
    if (down && isTextEntry(event.composedPath()[0])) return;
    this.#setPeeking(down);
  }

  #setPeeking(peeking: boolean): void {
    if (this.#peeking === peeking) return;
    this.#peeking = peeking;
    this.#options.onChange();
  }

  #place(event: MouseEvent): Point {
    const bounds = this.#options.viewer.canvas.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  #cellUnder(event: MouseEvent): Cell | undefined {
    const transform = this.#options.transform();
    const back = transform && invertAffine(transform);
    if (!transform || !back) return undefined;
    const point = applyAffine(back, this.#place(event));
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    const reach = (isTouch ? REACH_TOUCH_PX : REACH_PX) / affineScale(transform);
    return cellAt(this.#options.cells, point, reach, this.#options.isShown);
  }
}

function isTextEntry(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['range', 'checkbox', 'radio'].includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
