import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Box } from '../../models/domain/geometry.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

/** Where the cells of a view come from; the cell store is one. */
export interface CellSource {
  readonly size: number;
  all(): Iterable<Cell>;
  /** Cells whose box touches the region (level-0 pixels). */
  within(region: Box): readonly Cell[];
  get(id: string): Cell | undefined;
}

/** Everything a layer may know about the frame it paints. */
export interface Frame extends SyncedFrame {
  /** Cells on view that are to be shown, in no particular order. */
  readonly cells: readonly Cell[];
  /** How many there are, where `cells` are only some of them. */
  readonly onView: number;
  readonly selected?: string;
  readonly hovered?: string;
  /** The code and colour that a class is drawn with. */
  readonly look: (label: CellClass) => CellClass;
}

/** One kind of drawing over the slide. Paints synchronously, within the viewer's own frame. */
export interface Layer {
  paint(frame: Frame): void;
  /** Frees what the layer caches; may be called twice. */
  dispose(): void;
}

/** How large a cell is on screen: the longer side of its box in CSS pixels. */
export function cellSizeOnScreen(cell: Cell, scale: number): number {
  return Math.max(cell.box.maxX - cell.box.minX, cell.box.maxY - cell.box.minY) * scale;
}
