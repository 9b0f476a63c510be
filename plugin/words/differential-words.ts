import type { RangeVerdict } from '../count/reference-ranges.js';

/** Words of the differential; numbers come in already written. */
export interface DifferentialWords {
  readonly countTo: string;
  readonly all: string;
  readonly basis: string;
  readonly reviewed: string;
  readonly suggested: string;
  readonly kind: string;
  readonly number: string;
  readonly percent: string;
  /** Head of the column with the other basis. */
  readonly otherReviewed: string;
  readonly otherSuggested: string;
  readonly leukocytes: string;
  readonly perHundred: (written: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly intervalHead: string;
  readonly intervalHint: string;
  readonly verdicts: Readonly<Record<Exclude<RangeVerdict, 'within'>, string>>;
  /** Of a class that is not in the blood that the range is for. */
  /** Leukocytes that were met after the count had reached its number. */
  readonly beyondLimit: (count: number, written: string) => string;
  readonly neverUsual: string;
  readonly usual: (low: string, high: string) => string;
  /** Heads the line of a kind's cells that have no finer name. */
  readonly rest: string;
  /** How many of the counted cells no person stands by yet. */
  readonly left: (count: number, written: string, all: string) => string;
  /** White cells met, without a limit. */
  readonly found: (written: string) => string;
  /** Follows these: cells of other kinds that were met on the way. */
  readonly plus: (count: number, written: string) => string;
  readonly reached: (limit: string) => string;
  readonly notReached: (found: string, limit: string) => string;
  readonly unknown: (count: number, written: string) => string;
  readonly next: string;
  readonly nextUnreviewed: string;
  readonly nextUnknown: string;
  readonly size: string;
  readonly sizeFrom: string;
  readonly sizeTo: string;
  readonly sizeInvalid: string;
  readonly sizeUnknown: string;
  readonly leftOut: (count: number, written: string) => string;
  readonly sizeLimits: (from: string | undefined, to: string | undefined) => string;
  readonly areas: AreaWords;
  readonly ranges: RangeWords;
  readonly compare: CompareWords;
}

export interface AreaWords {
  readonly title: string;
  readonly none: string;
  readonly draw: string;
  readonly drawing: string;
  readonly name: (number: string) => string;
  /** Where red cells lie in one layer. */
  readonly monolayer: {
    readonly find: string;
    readonly finding: (part: string) => string;
    readonly stop: string;
    readonly name: (number: string) => string;
    readonly none: string;
  };
  readonly analyse: (areas: number) => string;
  readonly nameLabel: string;
  readonly goTo: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly showPath: string;
  readonly pathHint: string;
  readonly checking: string;
  readonly readable: string;
  readonly notChecked: string;
  readonly thick: (fields: string, all: string) => string;
  readonly thin: (fields: string, all: string) => string;
  readonly blurred: (fields: string, all: string) => string;
  readonly focusUnknown: string;
}

export interface RangeWords {
  readonly title: string;
  readonly source: string;
  /** Where the ranges are from that the product brings, and those changed in part. */
  readonly adults: string;
  readonly changedAdults: string;
  readonly from: (kind: string) => string;
  readonly to: (kind: string) => string;
  readonly low: string;
  readonly high: string;
  readonly invalid: (kind: string) => string;
  readonly reset: string;
  readonly save: string;
  readonly load: string;
  readonly hint: string;
}

export interface CompareWords {
  readonly title: string;
  readonly hint: string;
  readonly readersHint: string;
  readonly load: string;
  readonly back: string;
  readonly first: string;
  readonly second: string;
  readonly difference: string;
  readonly points: (written: string) => string;
  readonly overlap: string;
  readonly apart: string;
  readonly overlapHint: string;
  readonly nothing: string;
}

/** Numbers of cells, as headings give them. */
export interface CountWords {
  readonly title: string;
  readonly cells: (count: number, written: string) => string;
  readonly empty: string;
}
