import type { Step, StepKind } from '../review/step.js';
import type { KeptCell } from './kept-cell.js';
import type { KeptClaims } from './interrupted-run/kept-run.js';

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
 * What changed between two writes. The work on a slide is the sum of its entries, so a correction writes only what
 * it changed. An entry is one database record: it is stored whole or not at all.
 */
export interface JournalEntry {
  /** Fingerprint. */
  readonly slide: string;
  /** Counts up from 1; `seq * 1024` is the number of the entry's first cell version. */
  readonly seq: number;
  /** Hash of the pack whose models described the fresh cells; absent in old entries, and where none did. */
  readonly pack?: string;
  readonly fresh: readonly KeptCell[];
  /** Ids of removed cells; applied before `now`. */
  readonly gone: readonly string[];
  /** Versions that become the current ones of their cells. */
  readonly now: Float64Array;
  /** `steps` replace all steps from index `from` on; the first `done` of all steps are done, the rest undone. */
  readonly history?: {
    readonly from: number;
    readonly steps: readonly KeptStep[];
    readonly done: number;
  };
  /** What a run claimed since the entry before; absent in old entries. */
  readonly run?: KeptClaims;
}

/** Most cell versions in one entry: small enough to be written without a noticeable pause. */
export const ENTRY_CELLS = 250;
/** Version numbers reserved for each entry. They derive from `seq`, so none can be used twice. */
export const ENTRY_NUMBERS = 1024;
