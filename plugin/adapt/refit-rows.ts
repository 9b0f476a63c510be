import { ADAPTED_KIND, blend, type AdaptedClassifier } from '../../models/classifier/adapted-classifier.js';
import type { Classifier } from '../../models/classifier/classifier.js';
import { fitForest } from '../../models/classifier/fit-forest.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import type { CompactForest } from '../../models/classifier/compact-forest.js';
import { openForest } from '../../models/classifier/random-forest.js';
import type { CellClass } from '../../models/domain/cell.js';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { labelRows, nameRows, type CellRows, type Naming, type Pace, type PackModels } from './name-rows.js';
import { gather, trainingCells, without, type TrainingCells } from './training-cells.js';

/** Cells of which a person has confirmed some. */
export interface RefitRows extends CellRows {
  /** The confirmed class as an index into the pack's classes; −1 where the cell is not confirmed. */
  readonly confirmed: Int16Array<ArrayBuffer>;
}

/** The refitted classifier, and how it names the rows. */
export interface RefitAnswer extends Naming {
  /** The `AdaptedClassifier` as text. */
  readonly classifier: string;
  /** Labels by the pack alone, for the confirmed cells in their order. */
  readonly before: Int16Array<ArrayBuffer>;
  /** Labels by cross-validation (each by classifiers fitted without the cell), for the same cells. */
  readonly after: Int16Array<ArrayBuffer>;
}

/** How far a refit or a naming has come. */
export interface RefitProgress {
  readonly done: number;
  readonly total: number;
}

/** Abort stops the work between two trees and rejects with the signal's reason. */
export interface RefitOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RefitProgress) => void;
}

const FOLDS = 5;
const FOLD_TREES = 40;
const TREES = 100;
/** Weights of the laboratory's forest beside the pack that are tried. */
const SHARES = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];
/** As many of the cells that a person could name stay known, as in the pack's training. */
const KNOWN_SHARE = 0.985;
const ENOUGH_FOR_LIMIT = 20;

/**
 * Refits the classifier to the confirmed cells and names all cells with it. The weight of the laboratory's forest
 * beside the pack is the one that predicts the confirmed cells best in stratified cross-validation. Pure but for
 * `pace`. Rejects with `lesson-too-small` where too few cells are confirmed, or as `pace` does.
 */
export async function refitRows(
  { embeddings, novelties, confirmed }: RefitRows,
  pack: PackModels,
  pace: Pace,
): Promise<RefitAnswer> {
  const { leaves, classes } = pack;
  const cells = Uint32Array.from(confirmed.keys()).filter((cell) => (confirmed[cell] as number) >= 0);
  const width = confirmed.length > 0 ? embeddings.length / confirmed.length : 0;
  const own = gather(embeddings, cells, width);
  const names = Array.from(cells, (cell) => (classes[confirmed[cell] as number] as CellClass).name);
  const byPack = leaves.classify(own, cells.length);
  const training = trainingCells(own, names, byPack, leaves.classes, width);
  const total = FOLDS * FOLD_TREES + TREES;
  let done = 0;
  const fit = async (part: TrainingCells, trees: number): Promise<CompactForest> => {
    const fitting = fitForest({ ...part, features: width }, { trees, leaf: 2 });
    for (;;) {
      const step = fitting.next();
      if (step.done) return step.value;
      await pace(++done, total);
    }
  };

  const predicted = await predictByFolds({ own, names, byPack, training, width }, pack, fit);
  const share = bestShare(predicted, names, leaves.classes);
  const forest = await fit(training, TREES);
  const ownNovelties = gather(novelties, cells, 1);
  const overAll = (chances: Float32Array): Float32Array => {
    const fixed: Classifier = { classes: leaves.classes, classify: () => chances };
    return overClasses(fixed, classes).classify(own, names.length);
  };
  const strangeness = (all: Float32Array): Float32Array =>
    pack.scoreDoubt?.(own, all, names.length) ?? ownNovelties;
  const before = overAll(byPack);
  const after = overAll(predicted.get(share) as Float32Array);
  const unknownAbove = widened(pack.unknownAbove, strangeness(after));
  const adapted: AdaptedClassifier = {
    format: 1,
    kind: ADAPTED_KIND,
    packHash: pack.packHash,
    head: pack.head,
    share,
    cells: new Set(training.cells).size,
    ...(unknownAbove === undefined ? {} : { noveltyThreshold: unknownAbove }),
    forest,
  };
  const blended = blend(leaves, openForest(forest), share);
  const named = await nameRows({ embeddings, novelties }, { ...pack, leaves: blended, unknownAbove }, pace);
  return {
    ...named,
    classifier: JSON.stringify(adapted),
    before: labelRows(before, strangeness(before), classes, pack.unknownAbove),
    after: labelRows(after, strangeness(after), classes, unknownAbove),
  };
}

/** The confirmed cells, one row each. */
interface ConfirmedCells {
  /** Their embeddings. */
  readonly own: Float32Array;
  readonly names: readonly string[];
  /** Probabilities of the finest classes by the pack alone. */
  readonly byPack: Float32Array;
  readonly training: TrainingCells;
  /** Numbers in an embedding. */
  readonly width: number;
}

/** For each share, the probabilities of the confirmed cells by forests that were fitted without them. */
async function predictByFolds(
  { own, names, byPack, training, width }: ConfirmedCells,
  { leaves, classes }: PackModels,
  fit: (part: TrainingCells, trees: number) => Promise<CompactForest>,
): Promise<ReadonlyMap<number, Float32Array>> {
  const kinds = leaves.classes.length;
  const folds = stratifiedFolds(
    names.map((name) => classes.findIndex((label) => label.name === name)),
    FOLDS,
  );
  const predicted = new Map(SHARES.map((share) => [share, new Float32Array(names.length * kinds)]));
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = Uint32Array.from(folds.keys()).filter((cell) => folds[cell] === fold);
    const part = without(training, (cell) => folds[cell] === fold, width);
    // Classified once by each; only the blend differs between the shares.
    const local = once(openForest(await fit(part, FOLD_TREES)));
    const known = once({ classes: leaves.classes, classify: () => gather(byPack, held, kinds) });
    const asked = gather(own, held, width);
    for (const [share, rows] of predicted) {
      const answer = blend(known, local, share).classify(asked, held.length);
      held.forEach((cell, at) => rows.set(answer.subarray(at * kinds, (at + 1) * kinds), cell * kinds));
    }
  }
  return predicted;
}

/** A fold, from 0, for each cell, such that each kind is spread over the folds as evenly as it can be. */
export function stratifiedFolds(kinds: ArrayLike<number>, folds: number, seed = 1): Uint8Array {
  const random = seededRandom(seed);
  const order = Array.from(kinds, (kind, cell) => ({ kind, cell, place: random() }));
  order.sort((a, b) => a.kind - b.kind || a.place - b.place);
  const result = new Uint8Array(kinds.length);
  order.forEach(({ cell }, at) => (result[cell] = at % folds));
  return result;
}

/** The share with the least log loss on the confirmed names; the smaller of two that are as good. */
function bestShare(
  predicted: ReadonlyMap<number, Float32Array>,
  names: readonly string[],
  leaves: readonly string[],
): number {
  let best = 0;
  let lowest = Infinity;
  for (const [share, chances] of predicted) {
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

/** The pack's limit of doubt or novelty, raised where a person could name cells that it would call unknown. */
function widened(threshold: number | undefined, strangeness: Float32Array): number | undefined {
  const known = strangeness.filter((value) => !Number.isNaN(value)).sort();
  if (threshold === undefined || known.length < ENOUGH_FOR_LIMIT) return threshold;
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
