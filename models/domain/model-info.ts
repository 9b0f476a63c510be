import type { CellClass } from './cell.js';

/** A pack whose models describe cells. */
export interface NamedPack {
  /** Name and version. */
  readonly pack: string;
  /** SHA-256 of the pack's manifest. */
  readonly packHash: string;
  /** In the order of the cells' probabilities. */
  readonly classes: readonly CellClass[];
}

/** The models that are open, and what computes them. */
export interface ModelInfo extends NamedPack {
  /** `webgpu`, `webgl`, `wasm` or `cpu`. */
  readonly backend: string;
  /** What names the cells: `forest` or `linear`. */
  readonly head?: string;
  /** Cells whose novelty lies above it are called unknown; absent where the pack cannot tell. */
  readonly noveltyThreshold?: number;
  /**
   * Doubt above which a cell is to be looked at, and above which it is called unknown; absent where the pack gives no
   * doubt, so that the novelty decides.
   */
  readonly doubt?: { readonly doubtful: number; readonly unknown: number };
  /** Typical reconstruction error of cells like those the models were trained on. */
  readonly reconstruction: { readonly mean: number; readonly std: number };
}
