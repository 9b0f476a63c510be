import { SmearError } from '../../models/domain/errors.js';
import { isEnough, learnableNames, NEEDED_KINDS, NEEDED_PER_KIND } from './refit-needs.js';

/** The confirmed cells that a forest is fitted to, expanded to the finest classes. */
export interface TrainingCells {
  readonly rows: Float32Array;
  readonly kinds: Uint8Array;
  readonly weights: Float32Array;
  /** Position of each row's cell among the confirmed ones. */
  readonly cells: Uint32Array;
  readonly classes: readonly string[];
}

/**
 * The confirmed cells of those kinds that have enough of them. A cell that is known only as a coarse kind counts as
 * each of its finer ones, weighted by the pack's probabilities (one row per cell). Throws `lesson-too-small`.
 */
export function trainingCells(
  own: Float32Array,
  names: readonly string[],
  pack: Float32Array,
  leaves: readonly string[],
  width: number,
): TrainingCells {
  const all: { cell: number; leaf: number; weight: number }[] = [];
  names.forEach((name, cell) => {
    const possible = leavesOf(name, leaves);
    const chances = possible.map((at) => (pack[cell * leaves.length + at] as number) + 1e-3);
    const sum = chances.reduce((a, b) => a + b, 0);
    possible.forEach((leaf, at) => all.push({ cell, leaf, weight: (chances[at] as number) / sum }));
  });
  const counts = new Map<string, number>();
  names.forEach((name) => {
    if (leavesOf(name, leaves).length > 0) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const kinds = learnableNames(counts);
  if (!isEnough(kinds)) {
    throw new SmearError(
      'lesson-too-small',
      `Too few cells are confirmed. Confirm at least ${NEEDED_PER_KIND} cells of each of ${NEEDED_KINDS} classes.`,
    );
  }
  const weights = leaves.map((_, leaf) =>
    all.reduce((sum, row) => sum + (row.leaf === leaf ? row.weight : 0), 0),
  );
  const enough = leavesToFit(kinds, leaves, weights);
  const kept = all.filter(({ leaf }) => enough.includes(leaf));
  const cells = Uint32Array.from(kept, ({ cell }) => cell);
  return {
    rows: gather(own, cells, width),
    kinds: Uint8Array.from(kept, ({ leaf }) => enough.indexOf(leaf)),
    weights: Float32Array.from(kept, ({ weight }) => weight),
    cells,
    classes: enough.map((leaf) => leaves[leaf] as string),
  };
}

/**
 * The finest classes that are fitted: those with enough cells, by weight. A coarse kind whose cells are spread so that
 * none has enough is fitted all the same, by those of its finer ones that have at least their even part.
 */
function leavesToFit(
  names: readonly string[],
  leaves: readonly string[],
  weights: readonly number[],
): number[] {
  const has = (leaf: number, weight: number): boolean => (weights[leaf] as number) >= weight - 1e-9;
  const kinds = names.flatMap((name) => {
    const own = leavesOf(name, leaves);
    const full = own.filter((leaf) => has(leaf, NEEDED_PER_KIND));
    return full.length > 0 ? full : own.filter((leaf) => has(leaf, NEEDED_PER_KIND / own.length));
  });
  return [...leaves.keys()].filter((leaf) => has(leaf, NEEDED_PER_KIND) || kinds.includes(leaf));
}

/** Where the finest classes of a kind stand; its own place where it is one. */
function leavesOf(name: string, leaves: readonly string[]): number[] {
  return leaves.flatMap((leaf, at) => (leaf === name || leaf.startsWith(`${name}:`) ? [at] : []));
}

/** The rows of the cells that are not held out. */
export function without(
  training: TrainingCells,
  isHeldOut: (cell: number) => boolean,
  width: number,
): TrainingCells {
  const kept = Uint32Array.from(training.cells.keys()).filter(
    (row) => !isHeldOut(training.cells[row] as number),
  );
  return {
    classes: training.classes,
    rows: gather(training.rows, kept, width),
    kinds: Uint8Array.from(kept, (row) => training.kinds[row] as number),
    weights: gather(training.weights, kept, 1),
    cells: Uint32Array.from(kept, (row) => training.cells[row] as number),
  };
}

/** The rows of these cells, one after another. */
export function gather(rows: Float32Array, cells: Uint32Array, width: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(cells.length * width);
  cells.forEach((cell, at) => result.set(rows.subarray(cell * width, (cell + 1) * width), at * width));
  return result;
}
