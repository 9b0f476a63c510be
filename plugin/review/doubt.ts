import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';

/** Why a second look at a cell is worth it. */
export type DoubtReason =
  /** Two classes are nearly as likely. */
  | { readonly kind: 'close'; readonly names: readonly [string, string] }
  /** Two finer kinds of one class are nearly as likely. */
  | { readonly kind: 'finer'; readonly names: readonly [string, string] }
  /** Unlike the cells that the models learnt from. */
  | { readonly kind: 'unlike' }
  /** The models could not rebuild its picture well. */
  | { readonly kind: 'rebuilt' }
  /** It may be no cell at all. */
  | { readonly kind: 'faint' };

/** What the models' own certainty is measured against; `SessionInfo` is one. */
export interface DoubtYardstick {
  readonly classes: readonly CellClass[];
  readonly noveltyThreshold?: number;
  readonly reconstruction: { readonly mean: number; readonly std: number };
}

/** Cells whose review is worth at least this are called doubtful. */
export const DOUBTFUL = 0.35;

/** Classes further apart than this are no close call. */
const CLOSE_MARGIN = 0.5;
/** The same between finer kinds, as a share of their class. */
const FINER_MARGIN = 0.3;
/** Standard deviations of the reconstruction error from which a cell is somewhat, and quite, unusual. */
const UNUSUAL_FROM = 1;
const UNUSUAL_TO = 4;
/** Shares of the novelty threshold from which a cell is somewhat, and quite, unlike the known ones. */
const UNLIKE_FROM = 0.6;
const UNLIKE_TO = 1.2;
/** Detection probability below which a find may be no cell. */
const FAINT_BELOW = 0.6;

/** How much each ground counts alone, 0 to 1. Which class it is matters most, then whether it is known at all. */
const WEIGHT = { close: 0.9, unlike: 0.8, rebuilt: 0.5, finer: 0.35, faint: 0.3 } as const;

type Ground = keyof typeof WEIGHT;

interface Pair {
  readonly first: number;
  readonly second: number;
}

/**
 * How much a person's look at each cell is worth, from what the models said alone: which class they called
 * it, how sure they were, and how like the known cells it is. What a person has said plays no part.
 */
export class DoubtScale {
  readonly #yardstick: DoubtYardstick;
  readonly #coarse: readonly number[];
  readonly #finerOf: ReadonlyMap<number, readonly number[]>;
  /** A record never changes, so its worth is reckoned once however often the cells are gone through. */
  readonly #worths = new WeakMap<Cell, number>();

  constructor(yardstick: DoubtYardstick) {
    this.#yardstick = yardstick;
    const { classes } = yardstick;
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

  /** 0 (nothing to gain) to 1. Grounds add up as independent ones do. */
  worth(cell: Cell): number {
    const known = this.#worths.get(cell);
    if (known !== undefined) return known;
    const worth = this.#reckon(cell);
    this.#worths.set(cell, worth);
    return worth;
  }

  /** The grounds, the weightiest first; none for a cell that nothing speaks against. */
  reasons(cell: Cell): DoubtReason[] {
    const { probabilities } = cell;
    const pair = likeliestTwo(probabilities, this.#coarse);
    const finer = likeliestTwo(probabilities, this.#finerOf.get(pair.first) ?? []);
    const grounds: [Ground, number, DoubtReason][] = [
      ['close', this.#closeness(probabilities, pair), { kind: 'close', names: this.#names(pair) }],
      [
        'finer',
        this.#finerCloseness(probabilities, pair.first),
        { kind: 'finer', names: this.#names(finer) },
      ],
      ['unlike', this.#unlikeness(cell), { kind: 'unlike' }],
      ['rebuilt', this.#unusual(cell), { kind: 'rebuilt' }],
      ['faint', faintness(cell), { kind: 'faint' }],
    ];
    const weight = ([ground, share]: [Ground, number, DoubtReason]): number => WEIGHT[ground] * share;
    return grounds
      .filter(([, share]) => share >= 0.25)
      .sort((one, other) => weight(other) - weight(one))
      .map(([, , reason]) => reason);
  }

  #reckon(cell: Cell): number {
    const { probabilities } = cell;
    let left = 1;
    if (probabilities.length > 0) {
      const pair = likeliestTwo(probabilities, this.#coarse);
      left *= 1 - WEIGHT.close * this.#closeness(probabilities, pair);
      left *= 1 - WEIGHT.finer * this.#finerCloseness(probabilities, pair.first);
    }
    left *= 1 - WEIGHT.unlike * this.#unlikeness(cell);
    left *= 1 - WEIGHT.rebuilt * this.#unusual(cell);
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
    // Of a cell drawn by hand the models have said nothing, also not that it is unlike.
    if (named.name === UNKNOWN.name) return probabilities.length > 0 ? 1 : 0;
    const limit = this.#yardstick.noveltyThreshold;
    if (novelty === undefined || !Number.isFinite(novelty) || limit === undefined || !(limit > 0)) return 0;
    return ramp(novelty / limit, UNLIKE_FROM, UNLIKE_TO);
  }

  #unusual({ reconstructionError }: Cell): number {
    const { mean, std } = this.#yardstick.reconstruction;
    if (!(std > 0) || !Number.isFinite(reconstructionError)) return 0;
    return ramp((reconstructionError - mean) / std, UNUSUAL_FROM, UNUSUAL_TO);
  }

  #names({ first, second }: Pair): [string, string] {
    const { classes } = this.#yardstick;
    return [classes[first]?.name ?? UNKNOWN.name, classes[second]?.name ?? UNKNOWN.name];
  }
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

/** 0 up to `from`, 1 from `to` on, straight in between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
