import { SmearError } from '../domain/errors.js';

/** Logistic regression: one row of weights and one bias per class, on standardised embeddings. */
export interface LinearHead {
  readonly classes: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly temperature: number;
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** What it takes to see that a cell fits nothing. */
export interface NoveltyHead {
  /** Square; takes an embedding to a space in which every class is about as wide in every direction. */
  readonly whitening: readonly (readonly number[])[];
  /** The middle of each class, whitened. */
  readonly means: readonly (readonly number[])[];
  /** Of cells like those of training, as the error. */
  readonly distance: Spread;
  readonly error: Spread;
  /** Of the distance and of the error. */
  readonly weights: readonly [distance: number, error: number];
  readonly threshold: number;
}

/** Logistic regression from three views of a cell to the chance that its name is wrong. */
export interface DoubtHead {
  /** Of each input: forest, linear head, distance; see `scoreDoubt`. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
  /** Doubt above which a cell is to be looked at, and above which it is called unknown. */
  readonly doubtful: number;
  readonly unknown: number;
}

/** What a pack's `heads.json` adds to its forest; each part may be absent. */
export interface Heads {
  readonly forest?: { readonly temperature: number };
  readonly linear?: LinearHead;
  readonly novelty?: NoveltyHead;
  /** Needs the linear head and the novelty beside it. */
  readonly doubt?: DoubtHead;
}

const FORMAT = 1;

/** The heads in a pack's `heads.json`, for embeddings of so many numbers. Throws `pack-incompatible`. */
export function readHeads(json: unknown, embedding: number): Heads {
  const isVector = (value: unknown, length = embedding): value is number[] =>
    Array.isArray(value) && value.length === length && value.every(Number.isFinite);
  const areVectors = (value: unknown, count: number): boolean =>
    Array.isArray(value) && value.length === count && value.every((row) => isVector(row));
  const fits: Readonly<Record<keyof Heads, (head: Record<string, unknown>) => boolean>> = {
    forest: ({ temperature }) => isPositive(temperature),
    linear: ({ classes, mean, deviation, weights, bias, temperature }) =>
      areNames(classes) &&
      isVector(mean) &&
      isVector(deviation) &&
      deviation.every(isPositive) &&
      areVectors(weights, classes.length) &&
      isVector(bias, classes.length) &&
      isPositive(temperature),
    novelty: ({ whitening, means, distance, error, weights, threshold }) =>
      areVectors(whitening, embedding) &&
      Array.isArray(means) &&
      means.length > 0 &&
      areVectors(means, means.length) &&
      isSpread(distance) &&
      isSpread(error) &&
      isVector(weights, 2) &&
      Number.isFinite(threshold),
    doubt: ({ mean, deviation, weights, bias, doubtful, unknown }) =>
      [mean, deviation, weights].every((row) => isVector(row, 3)) &&
      (deviation as number[]).every(isPositive) &&
      [bias, doubtful, unknown].every(Number.isFinite) &&
      isObject(json) &&
      json.linear !== undefined &&
      json.novelty !== undefined,
  };
  if (!isObject(json) || json.format !== FORMAT) throw unfit(`is not of format ${FORMAT}`);
  for (const [name, isSound] of Object.entries(fits)) {
    const head = json[name];
    if (head !== undefined && !(isObject(head) && isSound(head))) throw unfit(`has no usable “${name}”`);
  }
  return json as Heads;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
const areNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== '');
const isSpread = (value: unknown): boolean =>
  isObject(value) && Number.isFinite(value.mean) && isPositive(value.deviation);

function unfit(what: string): SmearError {
  return new SmearError(
    'pack-incompatible',
    `The model pack’s heads.json ${what}. Use a pack made for this version.`,
  );
}
