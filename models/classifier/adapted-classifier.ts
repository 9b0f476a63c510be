import { SmearError } from '../domain/errors.js';
import type { Classifier } from './classifier.js';
import type { CompactForest } from './compact-forest.js';
import { openForest } from './random-forest.js';

/** A classifier adapted to one laboratory: a forest on its own cells, and its weight beside the pack. */
export interface AdaptedClassifier {
  readonly format: 1;
  readonly kind: typeof ADAPTED_KIND;
  /** SHA-256 of the manifest of the pack whose embeddings it reads. */
  readonly packHash: string;
  /** The pack's head that it was fitted beside, `forest` or `linear`. */
  readonly head: string;
  /** Weight of the forest beside the pack, 0 to 1. */
  readonly share: number;
  /** Confirmed cells that it was fitted to. */
  readonly cells: number;
  /**
   * Cells whose doubt, or novelty where the pack states no doubt, lies above it are called unknown; absent where the
   * pack cannot tell. Saved files know it by this name.
   */
  readonly noveltyThreshold?: number;
  /** Over those of the pack's finest classes that were fitted. */
  readonly forest: CompactForest;
}

/** In saved files: it must not change. */
export const ADAPTED_KIND = 'smearlens-taught-classifier';

/**
 * The pack's classifier and the laboratory's as one. The pack's probabilities of kinds that were not fitted stay; its
 * probability of the fitted ones together is redistributed among them, with weight `share` by the laboratory's forest.
 * So a kind that nobody corrected loses nothing to the others.
 */
export function openAdapted(pack: Classifier, { forest, share }: AdaptedClassifier): Classifier {
  return blend(pack, openForest(forest), share);
}

export function blend(pack: Classifier, local: Classifier, share: number): Classifier {
  const { classes } = pack;
  const places = local.classes.map((name) => classes.indexOf(name));
  if (places.includes(-1)) throw foreign('contains classes that the models do not have');
  return {
    classes,
    classify(embeddings, count) {
      const known = pack.classify(embeddings, count);
      if (share === 0 || places.length < 2) return known;
      const byForest = local.classify(embeddings, count);
      for (let cell = 0; cell < count; cell++) {
        const from = cell * classes.length;
        const mass = places.reduce((sum, at) => sum + (known[from + at] as number), 0);
        places.forEach((at, kind) => {
          const own = known[from + at] as number;
          const other = byForest[cell * places.length + kind] as number;
          known[from + at] = (1 - share) * own + share * mass * other;
        });
      }
      return known;
    },
  };
}

/**
 * The adapted classifier in a text, for the pack and the head that are open. Throws `lesson-unreadable` where the text
 * is none, and `lesson-other-models` where it was fitted beside other models.
 */
export function readAdapted(
  text: string,
  pack: {
    readonly hash: string;
    readonly head: string;
    readonly classes: readonly string[];
    readonly features: number;
  },
): AdaptedClassifier {
  const adapted = parse(text);
  if (adapted?.kind !== ADAPTED_KIND) throw foreign('is not an adapted classifier', 'lesson-unreadable');
  if (adapted.format !== 1) throw foreign('was written by another version');
  if (adapted.packHash !== pack.hash || adapted.head !== pack.head) {
    throw foreign('was adapted with other models');
  }
  const { share, cells, noveltyThreshold, forest } = adapted;
  const isShare = typeof share === 'number' && share >= 0 && share <= 1;
  const isLimit = noveltyThreshold === undefined || Number.isFinite(noveltyThreshold);
  if (!isShare || !isLimit || !(Number.isSafeInteger(cells) && cells >= 0)) throw damaged();
  if (!isForest(forest) || forest.features !== pack.features) throw damaged();
  try {
    openForest(forest);
  } catch (error) {
    throw damaged(error);
  }
  const unknown = forest.classes.some((name) => !pack.classes.includes(name));
  if (unknown || new Set(forest.classes).size < forest.classes.length) throw damaged();
  return adapted;
}

function isForest(forest: unknown): forest is CompactForest {
  if (typeof forest !== 'object' || forest === null) return false;
  const { classes, trees } = forest as Partial<CompactForest>;
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string')) return false;
  const areWhole = (values: unknown): boolean => Array.isArray(values) && values.every(Number.isInteger);
  return (
    Array.isArray(trees) &&
    trees.every(
      (tree) =>
        typeof tree === 'object' &&
        tree !== null &&
        areWhole(tree.feature) &&
        areWhole(tree.left) &&
        areWhole(tree.right) &&
        Array.isArray(tree.distribution) &&
        tree.distribution.every((weight: unknown) => Number.isFinite(weight) && (weight as number) >= 0),
    )
  );
}

function parse(text: string): AdaptedClassifier | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as AdaptedClassifier | undefined;
  } catch {
    return undefined; // Reported by the caller, who knows what the text should have been.
  }
}

function foreign(
  what: string,
  code: 'lesson-other-models' | 'lesson-unreadable' = 'lesson-other-models',
): SmearError {
  const advice =
    code === 'lesson-unreadable'
      ? 'Choose a file saved under “Adapt to this laboratory”.'
      : 'Adapt again with these models.';
  return new SmearError(code, `The file ${what}. Nothing was changed. ${advice}`);
}

function damaged(cause?: unknown): SmearError {
  return new SmearError(
    'lesson-unreadable',
    'The adapted classifier in the file is damaged. Nothing was changed. Choose another copy or adapt again.',
    { cause },
  );
}
