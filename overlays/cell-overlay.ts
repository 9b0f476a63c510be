import type OpenSeadragon from 'openseadragon';
import type { Cell, CellClass } from '../models/domain/cell.js';
import type { CountMarks } from '../models/domain/count-area.js';
import { fullExtent, type Box } from '../models/domain/geometry.js';
import { affineScale, invertAffine, transformBox } from './viewport/affine.js';
import { AreaLayer } from './layers/area-layer.js';
import { CellPointer } from './cell-pointer.js';
import { CellCrowd } from './crowd/cell-crowd.js';
import { ChosenLayer } from './layers/chosen-layer.js';
import { CountLayer } from './layers/count-layer.js';
import { HeatmapCache, type HeatmapSource } from './layers/heatmap-cache.js';
import { HEAT_FROM_PX, HeatmapLayer } from './layers/heatmap-layer.js';
import { LabelLayer } from './layers/label-layer.js';
import { cellSizeOnScreen, type CellSource, type Frame } from './layers/layer.js';
import type { ReviewStatus } from '../models/domain/review-status.js';
import { OutlineLayer } from './layers/outline-layer.js';
import { SelectionLayer } from './layers/selection-layer.js';
import { ViewportSync, type SyncedFrame } from './viewport/viewport-sync.js';

/** What is drawn over the slide: outlines with names, heat maps of the reconstruction error, both or nothing. */
export type OverlayMode = 'labels' | 'heatmap' | 'both' | 'none';

export interface CellOverlayOptions {
  readonly viewer: OpenSeadragon.Viewer;
  /** The image that the cells lie on; asked for at every frame, since a viewer may open another. */
  readonly image: () => OpenSeadragon.TiledImage | undefined;
  readonly cells: CellSource;
  readonly isShown: (cell: Cell) => boolean;
  readonly standing: (cell: Cell) => ReviewStatus;
  /** The code and colour that a class is drawn with; its own where left out. */
  readonly look?: (label: CellClass) => CellClass;
  /** Whether the cell is one of those chosen together. */
  readonly isChosen: (id: string) => boolean;
  /** The areas chosen for the count, and the way through them. */
  readonly areas: () => CountMarks;
  /** What a reader sees on pointing at a cell. */
  readonly describe: (cell: Cell) => string;
  readonly heatmaps: HeatmapSource;
  /** A cell's error as a whole on the colour scale, 0 (typical) to 1; no rings are painted where it is left out. */
  readonly errorOf?: (cell: Cell) => number | undefined;
  readonly onSelect: (id: string | undefined) => void;
  /** A key was pressed on the slide; true where it was meant for the cells. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** Heat maps could not be made. */
  readonly onError: (error: unknown) => void;
}

/** Below this mean size on screen even dots run together, CSS pixels. */
const COUNT_BELOW_PX = 2.5;

/**
 * Everything drawn over the slide, and what the reader does there: a click chooses a cell, pointing names
 * it, holding H hides the heat maps; other keys are handed on. `dispose` may be called twice.
 */
export class CellOverlay {
  readonly #options: CellOverlayOptions;
  readonly #sync: ViewportSync;
  readonly #pointer: CellPointer;
  readonly #heat: HeatmapCache;
  readonly #heatLayer: HeatmapLayer;
  readonly #outlines: OutlineLayer;
  readonly #labels = new LabelLayer();
  readonly #counts = new CountLayer();
  readonly #areas: AreaLayer;
  readonly #chosen: ChosenLayer;
  readonly #selection: SelectionLayer;
  readonly #crowd: CellCrowd;
  #mode: OverlayMode = 'labels';
  #selected: string | undefined;

  constructor(options: CellOverlayOptions) {
    this.#options = options;
    this.#heat = new HeatmapCache(options.heatmaps, () => this.invalidate(), options.onError);
    this.#heatLayer = new HeatmapLayer(this.#heat, options.errorOf);
    this.#outlines = new OutlineLayer(options.standing);
    this.#areas = new AreaLayer(options.areas);
    this.#chosen = new ChosenLayer(options.isChosen);
    this.#selection = new SelectionLayer((id) => options.cells.get(id));
    this.#sync = new ViewportSync(options.viewer, options.image, (frame) => this.#paint(frame));
    // What was drawn by a graphics card that went away is gone with it.
    this.#sync.canvas.addEventListener('contextrestored', () => {
      this.#labels.dispose();
      this.invalidate();
    });
    this.#crowd = new CellCrowd({
      ...options,
      again: () => this.#sync.repaintLater(),
      paintCells: (synced, cells, onView) => {
        this.#outlines.paint(this.#frame(synced, cells, onView));
      },
      paintChosen: (synced, cells) => this.#chosen.paint(this.#frame(synced, cells)),
    });
    this.#pointer = new CellPointer({
      ...options,
      isShown: (cell) => this.#mode !== 'none' && options.isShown(cell),
      transform: () => this.#sync.transform,
      onChange: () => this.#sync.invalidate(),
      hasSelection: () => this.#selected !== undefined,
    });
  }

  get mode(): OverlayMode {
    return this.#mode;
  }

  set mode(mode: OverlayMode) {
    this.#mode = mode;
    this.invalidate();
  }

  set selected(id: string | undefined) {
    this.#selected = id;
    this.invalidate();
  }

  /** Repaints soon: cells, threshold or colours changed. */
  invalidate(): void {
    this.#crowd.changed();
    this.#sync.invalidate();
  }

  /** Forgets all heat maps: the cells or the resolution they rest on changed. */
  clearHeatmaps(): void {
    this.#heat.clear();
    this.invalidate();
  }

  /** Level-0 box around everything on view now; `undefined` while nothing is open. */
  get viewRegion(): Box | undefined {
    const { clientWidth, clientHeight } = this.#sync.canvas;
    return this.levelZeroBox(fullExtent({ width: clientWidth, height: clientHeight }));
  }

  /** CSS pixels per level-0 pixel. */
  get scale(): number | undefined {
    const transform = this.#sync.transform;
    return transform && affineScale(transform);
  }

  /** Level-0 box around a box in CSS pixels of the viewer's canvas. */
  levelZeroBox(box: Box): Box | undefined {
    const transform = this.#sync.transform;
    const back = transform && invertAffine(transform);
    return back && transformBox(back, box);
  }

  dispose(): void {
    this.#pointer.dispose();
    this.#sync.dispose();
    this.#crowd.dispose();
    this.#heatLayer.dispose();
    this.#labels.dispose();
  }

  #paint(synced: SyncedFrame): void {
    this.#areas.paint(synced);
    // While the key is held the cells are seen as they are; what is chosen stays marked.
    const isDrawn = this.#mode !== 'none' && !this.#pointer.isPeeking;
    const crowd = this.#crowd.onView(synced);
    const isCounted = crowd && crowd.meanPx < COUNT_BELOW_PX;
    if (crowd && isDrawn && !isCounted && this.#mode === 'labels') crowd.paint(synced);
    else if (crowd && (isCounted || !isDrawn)) {
      if (isDrawn) this.#counts.paint({ ...synced, blocks: crowd.blocks });
      this.#chosen.paint(this.#frame(synced, crowd.chosen));
    } else {
      const { cells, isShown } = this.#options;
      const frame = this.#frame(synced, cells.within(synced.region).filter(isShown));
      if (isDrawn && frame.cells.length > 0 && meanSize(frame) < COUNT_BELOW_PX) this.#counts.paint(frame);
      else if (isDrawn) this.#paintCells(frame);
      this.#chosen.paint(frame);
    }
    this.#selection.paint(this.#frame(synced, []));
  }

  #frame(synced: SyncedFrame, cells: readonly Cell[], onView = cells.length): Frame {
    return {
      ...synced,
      cells,
      onView,
      selected: this.#selected,
      hovered: this.#pointer.hovered,
      look: this.#options.look ?? asItIs,
    };
  }

  #paintCells(frame: Frame): void {
    if (this.#mode !== 'labels') this.#heatLayer.paint(frame);
    if (this.#mode === 'heatmap') {
      const tooSmall = frame.cells.filter((cell) => cellSizeOnScreen(cell, frame.scale) < HEAT_FROM_PX);
      this.#outlines.paint({ ...frame, cells: tooSmall });
      return;
    }
    this.#crowd.paintFew(frame, frame.cells);
    this.#labels.paint(frame);
  }
}

function asItIs(label: CellClass): CellClass {
  return label;
}

function meanSize(frame: Frame): number {
  const sample = frame.cells.slice(0, 64);
  return sample.reduce((sum, cell) => sum + cellSizeOnScreen(cell, frame.scale), 0) / sample.length;
}
