import type { Step, StepKind } from '../review/history.js';
import type { KeptCell } from './kept-cell.js';

/** A step as it is stored: pairs of versions, 0 where the cell did not exist. */
export interface KeptStep {
  readonly kind: StepKind;
  readonly at: string;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** `Step.classifier`. */
  readonly classifier?: string;
  /** `Step.areas`. */
  readonly areas?: Step['areas'];
}

/**
 * What changed between two writings. The work on a slide is the sum of its entries, so that a correction
 * writes what it changed and nothing else; all in one record, so that it stands as a whole or not at all.
 */
export interface JournalEntry {
  /** Fingerprint. */
  readonly slide: string;
  /** Counts up from 1; `seq * 1024` is the number of the entry's first version. */
  readonly seq: number;
  /** Hash of the pack whose models described the fresh cells; absent in entries of old, and where none did. */
  readonly pack?: string;
  readonly fresh: readonly KeptCell[];
  /** Ids of cells that went; before what stands in `now`. */
  readonly gone: readonly string[];
  /** Versions that their cells have from here on. */
  readonly now: Float64Array;
  /** From step `from` on, `steps` take the place of what was; the first `done` of all stand. */
  readonly history?: {
    readonly from: number;
    readonly steps: readonly KeptStep[];
    readonly done: number;
  };
}

/** Most versions in one entry: small enough to be written without a pause that a person feels. */
export const ENTRY_CELLS = 250;
/** Version numbers that belong to one entry; taken from its own number, so that they can never be given twice. */
export const ENTRY_NUMBERS = 1024;
