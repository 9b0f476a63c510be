import type { CellClass } from '../../models/domain/cell.js';

/** How a kind is counted: among the hundred leukocytes, beside them per hundred, or not at all. */
export type CountedAs = 'among' | 'perHundred' | 'no';

/** A kind of cell as a laboratory uses it. `name` is the name in the data and in files, and never changes. */
export interface Kind extends CellClass {
  /** Of a finer kind, that of its coarse one holds. */
  readonly counted: CountedAs;
  /** What the laboratory calls it; absent where the interface's own word holds. */
  readonly title?: string;
  /** Not among the few that are always on view. */
  readonly isHidden?: boolean;
  /** The key that names it, as in `KeyboardEvent.key`, lower case. */
  readonly key?: string;
}

/** The kinds of one laboratory, in its order. Plain data: it is saved and edited as JSON. */
export interface KindList {
  /** The laboratory, or whatever else the list is known by; empty where it has no name. */
  readonly title: string;
  readonly kinds: readonly Kind[];
}
