import type { CellClass } from '../../models/domain/cell.js';
import type { CellStore } from '../cells/cell-store.js';
import type { CountedAsNamed } from '../kinds/kind-list.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { NoteAreas } from './count-areas.js';

/** What a count is made from. */
export interface CountingOptions {
  readonly cells: CellStore;
  readonly threshold: () => number;
  readonly micronsPerPixel: () => number | undefined;
  /** The kinds that have a row in any case, in the order of the rows. */
  readonly classes: () => readonly CellClass[];
  /** How each kind is counted; as ICSH counts it where left out. */
  readonly countedAs?: () => CountedAsNamed;
  readonly slide: () => SlideReader | undefined;
  /** Remembers what a reader does to the areas; nothing can be undone where it is left out. */
  readonly noteAreas?: NoteAreas;
  /** Whether nothing may be changed now: the count is signed. Nothing is refused where it is left out. */
  readonly refuses?: () => boolean;
}
