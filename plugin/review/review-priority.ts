import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';

/** Why a cell should be reviewed. The kinds choose its words. */
export type ReviewReason =
  /** Two classes are nearly as likely. */
  | { readonly kind: 'close'; readonly names: readonly [string, string] }
  /** Two subclasses of one class are nearly as likely. */
  | { readonly kind: 'finer'; readonly names: readonly [string, string] }
  /** Unlike the cells of the training data. */
  | { readonly kind: 'unlike' }
  /** Its reconstruction error is high. */
  | { readonly kind: 'rebuilt' }
  /** It may be no cell at all. */
  | { readonly kind: 'faint' };

/** What a cell is measured against; `ModelInfo` is one. */
export interface PriorityReference {
  readonly classes: readonly CellClass[];
  readonly noveltyThreshold?: number;
  /** Where the models state their doubt, it alone says which cells are doubtful. */
  readonly doubt?: { readonly doubtful: number };
  readonly reconstruction: { readonly mean: number; readonly std: number };
}

/** Cells of at least this priority are called doubtful. */
export const DOUBTFUL = 0.35;

/** Difference of two probabilities from which the classes are not close. */
const CLOSE_MARGIN = 0.5;
/** The same between subclasses, as a share of their class. */
const FINER_MARGIN = 0.3;
/** Standard deviations of the reconstruction error from which a cell is somewhat, and quite, unusual. */
const UNUSUAL_FROM = 1;
const UNUSUAL_TO = 4;
/** Shares of the novelty threshold from which a cell is somewhat, and quite, unlike the training data. */
const UNLIKE_FROM = 0.6;
const UNLIKE_TO = 1.2;
/** Detection probability below which a detection may be no cell. */
const FAINT_BELOW = 0.6;

/** Weight of each reason alone, 0 to 1. Which class it is matters most, then whether it is a known one at all. */
const WEIGHT = { close: 0.9, unlike: 0.8, rebuilt: 0.5, finer: 0.35, faint: 0.3 } as const;
/** Weaker reasons are not stated. */
const LEAST_STRENGTH = 0.25;

interface Pair {
  readonly first: number;
  readonly second: number;
}

/**
 * The review priority of each cell, from the models' predictions alone: class probabilities, detection probability,
 * reconstruction error and novelty. What a person has answered plays no part.
 */
export class ReviewPriority {
  readonly #reference: PriorityReference;
  readonly #coarse: readonly number[];
  readonly #finerOf: ReadonlyMap<number, readonly number[]>;
  /** A cell never changes (a change makes another one), so its priority is computed once. */
  readonly #known = new WeakMap<Cell, number>();

  constructor(reference: PriorityReference) {
    this.#reference = reference;
    const { classes } = reference;
    const at = new Map(classes.map(({ name }, index) => [name, index]));
    const finerOf = new Map<number, number[]>();
    this.#coarse = classes.flatMap(({ name }, index) => {
      const parent = at.get(coarseName(name));
      if (parent === undefined || parent === index) return name === UNKNOWN.name ? [] : [index];
      finerOf.set(parent, [...(finerOf.get(parent) ?? []), index]);
      return [];
    });
    this.#finerOf = finerOf;
  }

  /** 0 (no reason to review it) to 1. Reasons are combined as independent probabilities. */
  of(cell: Cell): number {
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    const priority = this.#compute(cell);
    this.#known.set(cell, priority);
    return priority;
  }

  /** Whether the models' name for the cell needs a look. */
  isDoubtful(cell: Cell): boolean {
    return this.of(cell) >= DOUBTFUL;
  }

  /** The reasons, the weightiest first; none for a cell that is clearly one of its class. */
  reasons(cell: Cell): ReviewReason[] {
    const limit = this.#reference.doubt?.doubtful;
    if (limit === undefined || cell.doubt === undefined) return this.#signs(cell);
    // A cell of which the models are sure has no reasons beside it, and one that they doubt at least one.
    if (cell.doubt <= limit) return this.#signs(cell).filter(({ kind }) => kind === 'faint');
    const signs = this.#signs(cell);
    return signs.length > 0 ? signs : [{ kind: 'unlike' }];
  }

  #signs(cell: Cell): ReviewReason[] {
    const { probabilities } = cell;
    const pair = likeliestTwo(probabilities, this.#coarse);
    const finer = likeliestTwo(probabilities, this.#finerOf.get(pair.first) ?? []);
    const strengths: [ReviewReason, number][] = [
      [{ kind: 'close', names: this.#names(pair) }, this.#closeness(probabilities, pair)],
      [{ kind: 'finer', names: this.#names(finer) }, this.#finerCloseness(probabilities, pair.first)],
      [{ kind: 'unlike' }, this.#unlikeness(cell)],
      [{ kind: 'rebuilt' }, this.#unusualness(cell)],
      [{ kind: 'faint' }, faintness(cell)],
    ];
    const weight = ([{ kind }, strength]: [ReviewReason, number]): number => WEIGHT[kind] * strength;
    return strengths
      .filter(([, strength]) => strength >= LEAST_STRENGTH)
      .sort((one, other) => weight(other) - weight(one))
      .map(([reason]) => reason);
  }

  #compute(cell: Cell): number {
    const { probabilities, doubt } = cell;
    const limit = this.#reference.doubt?.doubtful;
    if (doubt !== undefined && limit !== undefined) {
      return 1 - (1 - priorityOf(doubt, limit)) * (1 - WEIGHT.faint * faintness(cell));
    }
    let left = 1;
    if (probabilities.length > 0) {
      const pair = likeliestTwo(probabilities, this.#coarse);
      left *= 1 - WEIGHT.close * this.#closeness(probabilities, pair);
      left *= 1 - WEIGHT.finer * this.#finerCloseness(probabilities, pair.first);
    }
    left *= 1 - WEIGHT.unlike * this.#unlikeness(cell);
    left *= 1 - WEIGHT.rebuilt * this.#unusualness(cell);
    left *= 1 - WEIGHT.faint * faintness(cell);
    return 1 - left;
  }

  #closeness(probabilities: Float32Array, { first, second }: Pair): number {
    if (probabilities.length === 0 || first < 0 || second < 0) return 0;
    return 1 - ramp(chance(probabilities, first) - chance(probabilities, second), 0, CLOSE_MARGIN);
  }

  #finerCloseness(probabilities: Float32Array, coarse: number): number {
    const finer = this.#finerOf.get(coarse);
    const whole = chance(probabilities, coarse);
    if (!finer || finer.length < 2 || !(whole > 0)) return 0;
    const { first, second } = likeliestTwo(probabilities, finer);
    const margin = (chance(probabilities, first) - chance(probabilities, second)) / whole;
    return 1 - ramp(margin, 0, FINER_MARGIN);
  }

  #unlikeness({ novelty, label, review, probabilities }: Cell): number {
    const named = review?.suggested ?? label;
    // There is no prediction for a cell drawn by hand, so it is not unlike anything.
    if (named.name === UNKNOWN.name) return probabilities.length > 0 ? 1 : 0;
    const limit = this.#reference.noveltyThreshold;
    if (novelty === undefined || !Number.isFinite(novelty) || limit === undefined || !(limit > 0)) return 0;
    return ramp(novelty / limit, UNLIKE_FROM, UNLIKE_TO);
  }

  #unusualness({ reconstructionError }: Cell): number {
    const { mean, std } = this.#reference.reconstruction;
    if (!(std > 0) || !Number.isFinite(reconstructionError)) return 0;
    return ramp((reconstructionError - mean) / std, UNUSUAL_FROM, UNUSUAL_TO);
  }

  #names({ first, second }: Pair): [string, string] {
    const { classes } = this.#reference;
    return [classes[first]?.name ?? UNKNOWN.name, classes[second]?.name ?? UNKNOWN.name];
  }
}

/** Doubt on the scale of priorities, so that what lies above its limit, and nothing else, is called doubtful. */
function priorityOf(doubt: number, limit: number): number {
  if (doubt <= limit) return limit > 0 ? ((DOUBTFUL - 1e-6) * doubt) / limit : 0;
  return DOUBTFUL + ((1 - DOUBTFUL) * (doubt - limit)) / Math.max(1e-6, 1 - limit);
}

function faintness({ score }: Cell): number {
  return 1 - ramp(score, FAINT_BELOW / 2, FAINT_BELOW);
}

function likeliestTwo(probabilities: Float32Array, indices: readonly number[]): Pair {
  let [first, second] = [-1, -1];
  for (const index of indices) {
    if (first < 0 || chance(probabilities, index) > chance(probabilities, first)) {
      second = first;
      first = index;
    } else if (second < 0 || chance(probabilities, index) > chance(probabilities, second)) {
      second = index;
    }
  }
  return { first, second };
}

function chance(probabilities: Float32Array, index: number): number {
  return probabilities[index] ?? 0;
}

/** 0 up to `from`, 1 from `to` on, linear in between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
