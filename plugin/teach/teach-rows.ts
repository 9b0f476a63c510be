import type { Classifier } from '../../models/classifier/classifier.js';
import { fitForest } from '../../models/classifier/fit-forest.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import { openForest, type CompactForest } from '../../models/classifier/random-forest.js';
import { blend, TAUGHT_KIND, type TaughtClassifier } from '../../models/classifier/taught-classifier.js';
import type { CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { labelCell } from '../cells/label-cell.js';
import { stratifiedFolds } from './folds.js';
import { isEnough, learntNames, NEEDED_KINDS, NEEDED_PER_KIND } from './lesson-needs.js';

/** The cells of a lesson as parallel arrays. */
export interface CellRows {
  /** One after another. */
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** How little each is like those that the models know; NaN where it is not known. */
  readonly novelties: Float32Array<ArrayBuffer>;
}

/** Cells of which a person has confirmed some. */
export interface TaughtRows extends CellRows {
  /** What the person said, as an index into the pack's classes; −1 where nobody has said anything. */
  readonly said: Int16Array<ArrayBuffer>;
}

/** How cells are called, by a classifier. */
export interface Naming {
  /** One per class of the pack, cell after cell. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** Index into the pack's classes; −1 is unknown. */
  readonly labels: Int16Array<ArrayBuffer>;
}

/** What teaching the rows has brought. */
export interface TaughtAnswer extends Naming {
  /** The `TaughtClassifier` as text. */
  readonly taught: string;
  /** By the pack alone, for the confirmed cells in their order. */
  readonly before: Int16Array<ArrayBuffer>;
  /** By classifiers that were taught without the cell, for the confirmed cells in their order. */
  readonly after: Int16Array<ArrayBuffer>;
}

/** The models, as far as teaching needs them. */
export interface Knowledge {
  readonly packHash: string;
  readonly head: string;
  /** Over the finest classes. */
  readonly leaves: Classifier;
  readonly classes: readonly CellClass[];
  readonly noveltyThreshold?: number;
}

/** Lets others work, and says how far it is; throws where the work was given up. */
export type Pace = (done: number, total: number) => Promise<void>;

const FOLDS = 5;
const FOLD_TREES = 40;
const TREES = 100;
/** How far the laboratory's forest may be believed beside the pack. */
const SHARES = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];
/** As many of the cells that a person could name stay below the novelty threshold, as in the pack's training. */
const KNOWN_SHARE = 0.985;
const ENOUGH_FOR_NOVELTY = 20;

/** Cells of a lesson that can be learnt from, expanded to the finest classes. */
interface Learnt {
  readonly rows: Float32Array;
  readonly kinds: Uint8Array;
  readonly weights: Float32Array;
  /** Position of each row's cell among the confirmed ones. */
  readonly cells: Uint32Array;
  readonly classes: readonly string[];
}

/**
 * Teaches a classifier with the confirmed cells and names all cells with it. How far it is believed beside the pack is
 * what would have foretold each confirmed cell best from the others (stratified folds of cells). Pure but for
 * `pace`. Rejects with `lesson-too-small` where too few cells are confirmed, or as `pace` does.
 */
export async function teachRows(
  { embeddings, novelties, said }: TaughtRows,
  knowledge: Knowledge,
  pace: Pace,
): Promise<TaughtAnswer> {
  const { leaves, classes } = knowledge;
  const confirmed = Uint32Array.from(said.keys()).filter((cell) => (said[cell] as number) >= 0);
  const width = said.length > 0 ? embeddings.length / said.length : 0;
  const own = gather(embeddings, confirmed, width);
  const names = Array.from(confirmed, (cell) => (classes[said[cell] as number] as CellClass).name);
  const pack = leaves.classify(own, confirmed.length);
  const learnt = expand(own, names, pack, leaves.classes, width);
  const total = FOLDS * FOLD_TREES + TREES;
  let done = 0;
  const fit = async (part: Learnt, trees: number): Promise<CompactForest> => {
    const fitting = fitForest({ ...part, features: width }, { trees, leaf: 2 });
    for (;;) {
      const step = fitting.next();
      if (step.done) return step.value;
      await pace(++done, total);
    }
  };

  const folds = stratifiedFolds(
    names.map((name) => classes.findIndex((label) => label.name === name)),
    FOLDS,
  );
  const foretold = new Map<number, Float32Array>(
    SHARES.map((share) => [share, new Float32Array(names.length * leaves.classes.length)]),
  );
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = Uint32Array.from(folds.keys()).filter((cell) => folds[cell] === fold);
    const part = without(learnt, (cell) => folds[cell] === fold, width);
    // Named once by each; only the blend differs between the shares.
    const local = once(openForest(await fit(part, FOLD_TREES)));
    const known = once({
      classes: leaves.classes,
      classify: () => gather(pack, held, leaves.classes.length),
    });
    const asked = gather(own, held, width);
    for (const [share, rows] of foretold) {
      const answer = blend(known, local, share).classify(asked, held.length);
      held.forEach((cell, at) =>
        rows.set(
          answer.subarray(at * leaves.classes.length, (at + 1) * leaves.classes.length),
          cell * leaves.classes.length,
        ),
      );
    }
  }
  const share = bestShare(foretold, names, leaves.classes);
  const forest = await fit(learnt, TREES);
  const noveltyThreshold = widened(knowledge.noveltyThreshold, gather(novelties, confirmed, 1));
  const taught: TaughtClassifier = {
    format: 1,
    kind: TAUGHT_KIND,
    packHash: knowledge.packHash,
    head: knowledge.head,
    share,
    cells: new Set(learnt.cells).size,
    ...(noveltyThreshold === undefined ? {} : { noveltyThreshold }),
    forest,
  };
  const ownNovelties = gather(novelties, confirmed, 1);
  const labelsOf = (chances: Float32Array, limit: number | undefined): Int16Array<ArrayBuffer> => {
    const fixed: Classifier = { classes: leaves.classes, classify: () => chances };
    const all = overClasses(fixed, classes).classify(own, names.length);
    return label(all, ownNovelties, classes, limit);
  };
  const all = { embeddings, novelties };
  const named = await nameRows(
    all,
    { ...knowledge, leaves: blend(leaves, openForest(forest), share), noveltyThreshold },
    pace,
  );
  return {
    ...named,
    taught: JSON.stringify(taught),
    before: labelsOf(pack, knowledge.noveltyThreshold),
    after: labelsOf(foretold.get(share) as Float32Array, noveltyThreshold),
  };
}

/** Names cells; lets others work between parts. */
export async function nameRows(
  { embeddings, novelties }: CellRows,
  { leaves, classes, noveltyThreshold }: Pick<Knowledge, 'leaves' | 'classes' | 'noveltyThreshold'>,
  pace: Pace,
): Promise<Naming> {
  const count = novelties.length;
  const width = count > 0 ? embeddings.length / count : 0;
  const classifier = overClasses(leaves, classes);
  const probabilities = new Float32Array(count * classes.length);
  const part = 256;
  for (let from = 0; from < count; from += part) {
    const to = Math.min(count, from + part);
    probabilities.set(
      classifier.classify(embeddings.subarray(from * width, to * width), to - from),
      from * classes.length,
    );
    await pace(to, count);
  }
  return { probabilities, labels: label(probabilities, novelties, classes, noveltyThreshold) };
}

function label(
  probabilities: Float32Array,
  novelties: Float32Array,
  classes: readonly CellClass[],
  noveltyThreshold = Infinity,
): Int16Array<ArrayBuffer> {
  const width = classes.length;
  return Int16Array.from(novelties, (novelty, cell) => {
    const named = labelCell(
      probabilities.subarray(cell * width, (cell + 1) * width),
      classes,
      novelty > noveltyThreshold,
    );
    return classes.indexOf(named);
  });
}

/** A cell that is known only as a coarse kind counts as each of its finer ones, as far as the pack takes it for that. */
function expand(
  own: Float32Array,
  names: readonly string[],
  pack: Float32Array,
  leaves: readonly string[],
  width: number,
): Learnt {
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
  const learnt = learntNames(counts);
  if (!isEnough(learnt)) {
    throw new SmearError(
      'lesson-too-small',
      `There is too little to learn from. Confirm at least ${NEEDED_PER_KIND} cells of each of ${NEEDED_KINDS} kinds.`,
    );
  }
  const weights = leaves.map((_, leaf) =>
    all.reduce((sum, row) => sum + (row.leaf === leaf ? row.weight : 0), 0),
  );
  const enough = leavesToLearn(learnt, leaves, weights);
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
 * The finest classes that are learnt: those that enough cells speak for. A coarse kind whose cells are spread so that
 * none has enough is learnt all the same, by those of its finer ones that have at least their even part.
 */
function leavesToLearn(
  names: readonly string[],
  leaves: readonly string[],
  weights: readonly number[],
): number[] {
  const has = (leaf: number, weight: number): boolean => (weights[leaf] as number) >= weight - 1e-9;
  const learnt = names.flatMap((name) => {
    const own = leavesOf(name, leaves);
    const full = own.filter((leaf) => has(leaf, NEEDED_PER_KIND));
    return full.length > 0 ? full : own.filter((leaf) => has(leaf, NEEDED_PER_KIND / own.length));
  });
  return [...leaves.keys()].filter((leaf) => has(leaf, NEEDED_PER_KIND) || learnt.includes(leaf));
}

/** Where the finest classes of a kind stand; its own place where it is one. */
function leavesOf(name: string, leaves: readonly string[]): number[] {
  return leaves.flatMap((leaf, at) => (leaf === name || leaf.startsWith(`${name}:`) ? [at] : []));
}

function without(learnt: Learnt, isHeld: (cell: number) => boolean, width: number): Learnt {
  const kept = Uint32Array.from(learnt.cells.keys()).filter((row) => !isHeld(learnt.cells[row] as number));
  return {
    classes: learnt.classes,
    rows: gather(learnt.rows, kept, width),
    kinds: Uint8Array.from(kept, (row) => learnt.kinds[row] as number),
    weights: gather(learnt.weights, kept, 1),
    cells: Uint32Array.from(kept, (row) => learnt.cells[row] as number),
  };
}

/** The share under which the confirmed names were likeliest; the smaller of two that are as good. */
function bestShare(
  foretold: ReadonlyMap<number, Float32Array>,
  names: readonly string[],
  leaves: readonly string[],
): number {
  let best = 0;
  let lowest = Infinity;
  for (const [share, chances] of foretold) {
    const loss = names.reduce((sum, name, cell) => {
      const chance = leaves.reduce(
        (total, leaf, at) =>
          leaf === name || leaf.startsWith(`${name}:`)
            ? total + (chances[cell * leaves.length + at] as number)
            : total,
        0,
      );
      return sum - Math.log(Math.max(1e-3, chance));
    }, 0);
    if (loss < lowest - 1e-6) {
      lowest = loss;
      best = share;
    }
  }
  return best;
}

/** The pack's threshold, raised where a person could name cells that it would call unknown. */
function widened(threshold: number | undefined, novelties: Float32Array): number | undefined {
  const known = novelties.filter((novelty) => !Number.isNaN(novelty)).sort();
  if (threshold === undefined || known.length < ENOUGH_FOR_NOVELTY) return threshold;
  return Math.max(threshold, known[Math.floor(KNOWN_SHARE * (known.length - 1))] as number);
}

/** Classifies the first time it is asked, and gives a copy of that each time. */
function once(classifier: Classifier): Classifier {
  let answer: Float32Array | undefined;
  return {
    classes: classifier.classes,
    classify: (embeddings, count) => (answer ??= classifier.classify(embeddings, count)).slice(),
  };
}

function gather(rows: Float32Array, cells: Uint32Array, width: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(cells.length * width);
  cells.forEach((cell, at) => result.set(rows.subarray(cell * width, (cell + 1) * width), at * width));
  return result;
}
