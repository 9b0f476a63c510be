/** A tree as it is saved. */
export interface CompactTree {
  /** −1 marks a leaf. */
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** Node to go to where the value is smaller than the threshold; else `right`. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Class weights, leaf after leaf in node order. */
  readonly distribution: readonly number[];
}

/** A forest as a pack's `forest.json` and an adapted classifier hold it. */
export interface CompactForest {
  readonly format: 1;
  readonly features: number;
  readonly classes: readonly string[];
  readonly trees: readonly CompactTree[];
}
