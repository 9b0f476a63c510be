/** Words for the cells that are like the chosen one, and for the map of all cells. */
export interface NeighbourWords {
  readonly title: string;
  /** No cell is chosen. */
  readonly pick: string;
  /** The chosen cell was drawn by hand: the models have not described it. */
  readonly notDescribed: string;
  readonly none: string;
  readonly list: string;
  /** How many of the shown ones are called as the chosen cell is. */
  agree(count: string, of: string, name: string): string;
  /** Name of one of them, for a screen reader and on pointing. */
  cell(name: string, likeness: string): string;
  choose(count: string): string;
  /** How many cells the like ones are sought among, as a person says them. */
  among(cells: string): string;
  readonly more: string;
}

export interface MapWords {
  readonly title: string;
  readonly label: string;
  readonly keys: string;
  readonly colourBy: string;
  readonly byKind: string;
  readonly byError: string;
  readonly usual: string;
  readonly unusual: string;
  readonly choose: string;
  readonly chooseButton: string;
  readonly inView: string;
  ofKind(name: string, count: string): string;
  chosen(count: number, written: string): string;
  readonly deselect: string;
  readonly nearer: string;
  readonly further: string;
  readonly whole: string;
  readonly draw: string;
  readonly drawAgain: string;
  readonly cancel: string;
  drawing(percent: string): string;
  readonly waiting: string;
  readonly empty: string;
  readonly failed: string;
  newer(count: number, written: string): string;
  readonly hint: string;
  umap(count: string): string;
  umapSample(sample: string, rest: string): string;
  /** Said after it where some cells are hidden or not counted. */
  shownOfAll(shown: string, all: string): string;
  readonly principal: string;
}
