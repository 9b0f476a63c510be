import type { Classifier } from '../../models/classifier/classifier.js';
import { fitForest } from '../../models/classifier/fit-forest.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import { openForest, type CompactForest } from '../../models/classifier/random-forest.js';
import { blend, TAUGHT_KIND, type TaughtClassifier } from '../../models/classifier/taught-classifier.js';
import type { CellClass } from '../../models/domain/cell.js';
import { stratifiedFolds } from './folds.js';
import { gather, learnableCells, without, type LearnableCells } from './learnable-cells.js';
import { labelRows, nameRows, type CellRows, type Knowledge, type Naming, type Pace } from './name-rows.js';

/** Cells of which a person has confirmed some. */
export interface TaughtRows extends CellRows {
  /** What the person said, as an index into the pack's classes; −1 where nobody has said anything. */
  readonly said: Int16Array<ArrayBuffer>;
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

const FOLDS = 5;
const FOLD_TREES = 40;
const TREES = 100;
/** How far the laboratory's forest may be believed beside the pack. */
const SHARES = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];
/** As many of the cells that a person could name stay below the novelty threshold, as in the pack's training. */
const KNOWN_SHARE = 0.985;
const ENOUGH_FOR_NOVELTY = 20;

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
  const learnt = learnableCells(own, names, pack, leaves.classes, width);
  const total = FOLDS * FOLD_TREES + TREES;
  let done = 0;
  const fit = async (part: LearnableCells, trees: number): Promise<CompactForest> => {
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
    return labelRows(all, ownNovelties, classes, limit);
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
