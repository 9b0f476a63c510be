import type { Cell } from '../../models/domain/cell.js';
import { boxCentre } from '../../models/domain/geometry.js';
import { cellSizeOnScreen, type CellSource } from '../layers/layer.js';
import { HALO_UP_TO } from '../layers/outline-layer.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';
import { CountGrid, powerOfTwo, type CountedBlock } from './count-grid.js';
import { DrawnTiles } from './drawn-tiles.js';

/** From so many cells on view on, shown or not, no frame goes through them. */
const SHOWN_FROM = 1500;
const ALL_FROM = 3000;
/** Cells as large as this on screen, CSS pixels, have their labels and are gone through however many there are. */
const BELOW_PX = 20;
/** Of a frame's 16 ms, what counting may take. */
const SLICE_MS = 4;
/** The same where nothing can be shown before. */
const FIRST_SLICE_MS = 12;
/** Lines that are shorter together, CSS pixels, are drawn anew in each frame: that costs little, and is sharp at once. */
const DRAWN_ONCE_FROM_PX = 4000;
/** How long the line around a cell is, in its sizes. */
const LINE_OF_SIZE = Math.PI;
/** More lines than this, CSS pixels, would hold up a frame in which all of them are drawn. */
const WHOLE_UP_TO_PX = 25_000;
/** The finest squares are so many cells wide, about. */
const CELLS_A_BLOCK = 8;
/** Chosen cells that are marked where all cells are but counts. */
const MOST_CHOSEN = 2000;
/** Cells counted between two looks at the clock. */
const COUNTED_AT_ONCE = 512;

export interface CellCrowdOptions {
  readonly cells: CellSource;
  readonly isShown: (cell: Cell) => boolean;
  readonly isChosen: (id: string) => boolean;
  /** Asks for a frame more. */
  readonly again: () => void;
  /** Paints the outlines of these cells, of so many on view. */
  readonly paintCells: (frame: SyncedFrame, cells: readonly Cell[], onView: number) => void;
  /** Marks these cells, which are chosen. */
  readonly paintChosen: (frame: SyncedFrame, cells: readonly Cell[]) => void;
}

/** Where the cells of the whole slide are. */
interface Census {
  readonly grid: CountGrid;
  /** Mean of the longer sides of those that are shown, level-0 pixels. */
  readonly meanSize: number;
  readonly chosen: readonly Cell[];
}

/**
 * Shows outlines that took too long to be drawn in each frame: they are drawn once, into tiles that move with the slide.
 * Where so many cells are on view that no frame could go through them, they are counted once, too, both a few
 * milliseconds a frame and anew when something about them changed.
 */
export class CellCrowd {
  readonly #options: CellCrowdOptions;
  readonly #tiles: DrawnTiles;
  #census: Census | undefined;
  #counting: Generator<void, Census, void> | undefined;
  #revision = 0;
  #countedAt = -1;
  #countingAt = -1;

  constructor(options: CellCrowdOptions) {
    this.#options = options;
    this.#tiles = new DrawnTiles(options.again);
  }

  /** Cells, or which of them are shown, or how, may have changed. */
  changed(): void {
    this.#revision++;
  }

  /**
   * What is known of the view where it has a crowd on it, or may have one and has not been counted yet. While that is so,
   * the counting goes on at each call.
   */
  onView({ region, scale }: SyncedFrame): CrowdOnView | undefined {
    const { cells } = this.#options;
    if (cells.size < SHOWN_FROM) {
      this.#census = this.#counting = undefined;
      this.#countedAt = -1;
      return undefined;
    }
    const deadline = performance.now() + (this.#census ? SLICE_MS : FIRST_SLICE_MS);
    this.#count(deadline);
    if (!this.#census) return { meanPx: 0, blocks: () => [], chosen: [], paint: () => undefined };
    const { grid, meanSize, chosen } = this.#census;
    const { shown, all } = grid.countIn(region);
    const meanPx = meanSize * scale;
    if ((shown < SHOWN_FROM && all < ALL_FROM) || meanPx >= BELOW_PX) return undefined;
    return {
      meanPx,
      chosen,
      blocks: (side) => [...grid.blocks(region, powerOfTwo(side))],
      paint: (frame) => this.#paint(frame, shown, shown * meanPx * LINE_OF_SIZE),
    };
  }

  /** Shows the outlines of these cells: all of those on view, and no crowd. */
  paintFew(frame: SyncedFrame, few: readonly Cell[]): void {
    const { cells, isShown, paintCells } = this.#options;
    const linesPx = few.reduce((sum, cell) => sum + cellSizeOnScreen(cell, frame.scale), 0) * LINE_OF_SIZE;
    if (linesPx < DRAWN_ONCE_FROM_PX) {
      this.#tiles.clear();
      paintCells(frame, few, few.length);
      return;
    }
    this.#tiles.paint(frame, {
      revision: drawnAs(this.#revision, few.length),
      linesPx,
      isWhole: linesPx <= WHOLE_UP_TO_PX,
      cellsIn: (region) => cells.within(region).filter(isShown),
      paint: (part, inside) => paintCells(part, inside, few.length),
    });
  }

  dispose(): void {
    this.#tiles.clear();
  }

  #count(deadline: number): void {
    if (!this.#counting && this.#countedAt !== this.#revision) {
      this.#counting = census(this.#options);
      this.#countingAt = this.#revision;
    }
    while (this.#counting) {
      const { done, value } = this.#counting.next();
      if (done) {
        // What changed meanwhile is counted after it, or a busy run would never let it come to an end.
        this.#census = value;
        this.#countedAt = this.#countingAt;
        this.#counting = undefined;
      } else if (performance.now() >= deadline) break;
    }
    if (this.#countedAt !== this.#revision) this.#options.again();
  }

  #paint(frame: SyncedFrame, shown: number, linesPx: number): void {
    const { cells, isShown, isChosen, paintCells, paintChosen } = this.#options;
    this.#tiles.paint(frame, {
      revision: drawnAs(this.#countedAt, shown),
      linesPx,
      isWhole: false,
      cellsIn: (region) => cells.within(region).filter(isShown),
      paint: (part, inside) => {
        paintCells(part, inside, shown);
        paintChosen(
          part,
          inside.filter(({ id }) => isChosen(id)),
        );
      },
    });
  }
}

/** A number for how cells are drawn, of which so many are on view. */
function drawnAs(revision: number, onView: number): number {
  return 2 * revision + Number(onView <= HALO_UP_TO);
}

/** A view with a crowd on it. */
export interface CrowdOnView {
  /** Mean size of the cells on screen, CSS pixels. */
  readonly meanPx: number;
  /** The squares of at least this side (level-0 pixels) that hold cells. */
  readonly blocks: (side: number) => readonly CountedBlock[];
  /** Those of the whole slide that are chosen together; of very many only so many. */
  readonly chosen: readonly Cell[];
  /** Shows the cells, those that are chosen framed. */
  readonly paint: (frame: SyncedFrame) => void;
}

function* census({ cells, isShown, isChosen }: CellCrowdOptions): Generator<void, Census, void> {
  let grid: CountGrid | undefined;
  let [sum, shown, seen] = [0, 0, 0];
  const chosen: Cell[] = [];
  for (const cell of cells.all()) {
    const { x, y } = boxCentre(cell.box);
    const size = Math.max(cell.box.maxX - cell.box.minX, cell.box.maxY - cell.box.minY);
    grid ??= new CountGrid(powerOfTwo(CELLS_A_BLOCK * Math.max(1, size)));
    const isOne = isShown(cell);
    grid.add(x, y, isOne);
    if (isOne) {
      sum += size;
      shown++;
      if (isChosen(cell.id) && chosen.length < MOST_CHOSEN) chosen.push(cell);
    }
    if (++seen % COUNTED_AT_ONCE === 0) yield;
  }
  return { grid: grid ?? new CountGrid(1), meanSize: shown === 0 ? 0 : sum / shown, chosen };
}
