import type { SkippedReason } from '../formats/decode-cell.js';

/** Importing the cells of a file. Numbers come already written. */
export interface ImportWords {
  readonly choose: string;
  readonly hint: string;
  readonly drop: string;
  readonly reading: string;
  readonly stop: string;
  readonly stopped: string;
  readonly saving: string;
  /** `added` and `replaced` are written; a count of none is `undefined`. */
  done(added: string | undefined, replaced: string | undefined): string;
  readonly nothing: string;
  readonly undoHint: string;
  readonly repaired: (count: number, written: string) => string;
  readonly otherModels: string;
  readonly countsAnew: string;
  readonly resolution: (written: string) => string;
  skipped(reason: SkippedReason, count: number, written: string): string;
}
