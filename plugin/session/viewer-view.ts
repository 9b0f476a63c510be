import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, growBox, type Box } from '../../models/domain/geometry.js';
import { CellOverlay } from '../../overlays/cell-overlay.js';
import { boxOnViewport } from '../../overlays/viewport/on-viewport.js';
import { drawBox } from '../../overlays/tools/region-drawing.js';
import type { OverlayMode, SmearSession } from './session.js';
import type { SessionView } from './session-parts.js';
import { isShown } from '../cells/is-shown.js';
import { reviewStatusOf } from '../../models/domain/review-status.js';
import { ENGLISH_TOOL_WORDS } from '../words/en/tools.js';
import type { ToolWords } from '../words/tools-words.js';
import { ViewerTools } from '../viewer/viewer-tools.js';

/** Text on the slide itself; the host's language. */
export interface ViewerWords {
  /** What pointing at a cell says. */
  readonly describeCell: (cell: Cell) => string;
  readonly regionHint: string;
  /** Words of the tools on the slide; English where they are left out. */
  readonly tools?: ToolWords;
}

export interface ViewerViewOptions {
  readonly viewer: OpenSeadragon.Viewer;
  readonly image: () => OpenSeadragon.TiledImage | undefined;
  readonly session: SmearSession;
  readonly words: () => ViewerWords;
  /** Something asked for by looking (a heat map) failed. */
  readonly onError: (error: unknown) => void;
  readonly onDispose: () => void;
}

/** Below this size on screen a cell that is gone to is brought nearer, CSS pixels. */
const READABLE_PX = 64;
/** Cells across the view when one is brought nearer. */
const CELLS_ACROSS = 7;
/** In a small viewer a cell is near enough at this part of the size to which it would be brought. */
const NEAR_ENOUGH = 0.65;

/** The viewer as a session sees it: what is on view, overlays, drawing a region, going to a cell. */
export class ViewerView implements SessionView {
  readonly #viewer: OpenSeadragon.Viewer;
  readonly #image: () => OpenSeadragon.TiledImage | undefined;
  readonly #words: () => ViewerWords;
  readonly #onEnd: (() => void)[] = [];
  readonly #overlay: CellOverlay;
  readonly tools: ViewerTools;
  readonly #onDispose: () => void;

  constructor({ viewer, image, session, words, onError, onDispose }: ViewerViewOptions) {
    this.#viewer = viewer;
    this.#image = image;
    this.#words = words;
    this.#onDispose = onDispose;
    this.#overlay = new CellOverlay({
      viewer,
      image,
      cells: session.cells,
      isShown: (cell) => isShown(cell, session.threshold),
      standing: reviewStatusOf,
      look: (label) => session.kinds.look(label),
      areas: () => session.counting.marks,
      isChosen: (id) => session.selection.has(id),
      describe: (cell) => words().describeCell(cell),
      errorOf: ({ reconstructionError }) => errorPlace(reconstructionError, session.info?.reconstruction),
      heatmaps: (cells, signal) => session.reconstruct(cells, { signal }),
      onSelect: (id) => {
        session.selected = id;
      },
      onKey: (event) => session.tools.press(event) || session.keys.press(event),
      onError,
    });
    this.tools = new ViewerTools({
      viewer,
      image,
      words: () => words().tools ?? ENGLISH_TOOL_WORDS,
      onShiftDrag: (event) => session.tools.lassoFrom(event),
    });
  }

  get region(): Box | undefined {
    return this.#overlay.viewRegion;
  }

  onRest(listener: (view: Box | undefined) => void): void {
    const onRest = (): void => listener(this.region);
    for (const name of ['open', 'animation-finish'] as const) {
      this.#viewer.addHandler(name, onRest);
      this.#onEnd.push(() => this.#viewer.removeHandler(name, onRest));
    }
  }

  async drawRegion(signal?: AbortSignal): Promise<Box | undefined> {
    const { regionHint: hint, tools = ENGLISH_TOOL_WORDS } = this.#words();
    const drawn = await drawBox(this.#viewer.canvas, { signal, hint, cancel: tools.cancel });
    return drawn && this.#overlay.levelZeroBox(drawn);
  }

  show(cell: Cell): void {
    const image = this.#image();
    const view = this.#overlay.viewRegion;
    const scale = this.#overlay.scale;
    if (!image || !view || scale === undefined) return;
    const size = Math.max(cell.box.maxX - cell.box.minX, cell.box.maxY - cell.box.minY);
    const shorterPx = Math.min(view.maxX - view.minX, view.maxY - view.minY) * scale;
    const isReadable = size * scale >= Math.min(READABLE_PX, (shorterPx / CELLS_ACROSS) * NEAR_ENOUGH);
    const margin = (view.maxX - view.minX) * 0.06;
    const isInView =
      cell.box.minX > view.minX + margin &&
      cell.box.minY > view.minY + margin &&
      cell.box.maxX < view.maxX - margin &&
      cell.box.maxY < view.maxY - margin;
    if (isReadable && isInView) return;
    const { x, y } = boxCentre(cell.box);
    const around = growBox({ minX: x, minY: y, maxX: x, maxY: y }, (size * CELLS_ACROSS) / 2);
    const target = boxOnViewport(image, around);
    const atOnce = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isReadable) this.#viewer.viewport.panTo(target.getCenter(), atOnce);
    else this.#viewer.viewport.fitBounds(target, atOnce);
  }

  showRegion(region: Box): void {
    const image = this.#image();
    if (!image) return;
    const around = growBox(region, (region.maxX - region.minX) * 0.04);
    const atOnce = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#viewer.viewport.fitBounds(boxOnViewport(image, around), atOnce);
  }

  refresh({
    mode,
    selected,
    heat,
  }: {
    mode: OverlayMode;
    selected: string | undefined;
    heat: boolean;
  }): void {
    this.#overlay.mode = mode;
    this.#overlay.selected = selected;
    if (heat) this.#overlay.clearHeatmaps();
  }

  dispose(): void {
    for (const end of this.#onEnd) end();
    this.tools.dispose();
    this.#overlay.dispose();
    this.#onDispose();
  }
}

/** Standard deviations above the mean at which an error reaches the end of the colour scale. */
const FULL_DEVIATIONS = 4;

/** Where a cell's error lies between what is typical (0) and quite unusual (1); absent where either is not known. */
function errorPlace(error: number, usual: { readonly mean: number; readonly std: number } | undefined) {
  if (!usual || !(usual.std > 0) || !Number.isFinite(error)) return undefined;
  return Math.min(1, Math.max(0, (error - usual.mean) / usual.std / FULL_DEVIATIONS));
}
