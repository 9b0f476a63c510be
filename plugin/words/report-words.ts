import type { TABLE_COLUMNS } from '../formats/count/differential-table.js';
import type { ResolutionSource } from '../../models/domain/resolution.js';

/** Words of the report; numbers come in already written. */
export interface ReportWords {
  /** What the fold is called that holds it. */
  readonly fold: string;
  readonly title: string;
  readonly sample: string;
  readonly patient: string;
  readonly note: string;
  /** Who makes the report, which is not who has reviewed each cell. */
  readonly reviewer: string;
  readonly identityHint: string;
  /** Of a count that was signed before it was opened here. */
  readonly identityGone: string;
  readonly cellComments: string;
  /** Sample or patient came after the signature. */
  readonly identityLater: string;
  readonly make: string;
  readonly making: string;
  readonly print: string;
  readonly save: string;
  readonly close: string;
  readonly notDiagnostic: string;
  readonly open: (left: string) => string;
  readonly complete: string;
  readonly nothingCounted: string;
  readonly slide: string;
  readonly differential: string;
  readonly kind: string;
  readonly reviewed: string;
  readonly suggested: string;
  readonly cells: string;
  readonly percent: string;
  readonly interval: string;
  readonly usual: string;
  readonly usualFrom: (source: string) => string;
  readonly total: string;
  readonly perHundred: (written: string) => string;
  readonly notInPercent: string;
  readonly range: (low: string, high: string) => string;
  readonly intervalHint: string;
  readonly counted: string;
  readonly countedAll: string;
  readonly countedTo: (limit: string) => string;
  readonly countedShort: (found: string, limit: string) => string;
  readonly status: string;
  readonly statusOf: (confirmed: string, left: string, unknown: string) => string;
  readonly sizes: string;
  readonly areas: string;
  readonly wholeSlide: string;
  readonly walk: string;
  readonly walkHint: string;
  readonly reviewers: string;
  readonly nobody: string;
  readonly reviewerPart: (by: string, cells: string, from: string, to: string) => string;
  /** In place of the name, of cells that somebody answered who had not entered one. */
  readonly noName: string;
  readonly examples: string;
  readonly examplesHint: string;
  readonly examplesUnscaled: string;
  readonly examplesOf: (name: string, shown: string, count: string) => string;
  /** After that, where no person stands by the cells that are shown. */
  readonly examplesUnreviewed: string;
  readonly noPicture: string;
  readonly how: string;
  readonly models: string;
  readonly hash: string;
  /** Before the packs that found some of the cells earlier. */
  readonly otherPacks: string;
  readonly threshold: string;
  readonly namedBy: string;
  readonly heads: Readonly<Record<string, string>>;
  readonly adapted: (name: string) => string;
  readonly novelty: string;
  readonly resolution: string;
  readonly resolutionFrom: Readonly<Record<ResolutionSource, string>>;
  readonly unknownResolution: string;
  readonly slideSize: string;
  readonly program: string;
  readonly made: string;
  readonly slideName: string;
  readonly fingerprint: string;
  readonly signOff: string;
  readonly signedBy: (by: string, at: string) => string;
  /** `by` is empty where nobody gave a name. */
  readonly reopenedBy: (by: string, at: string, reason: string | undefined) => string;
  readonly notSigned: string;
  readonly signature: string;
  readonly date: string;
}

/** Words of what is said of a slide as a whole: signing, comments, the table that is taken away, the list of slides. */
export interface SignOffWords {
  readonly title: string;
  readonly sign: string;
  /** Why the count cannot be signed yet. */
  readonly left: (written: string) => string;
  readonly nothing: string;
  readonly needsName: string;
  /** What is about to be signed; `flags` are the classes outside their range, as they are marked. */
  readonly toSign: (
    by: string,
    leukocytes: string,
    cells: string,
    sample: string,
    patient: string,
    flags: string,
  ) => string;
  /** Beside who has signed the count, as long as that stands. */
  readonly locked: string;
  readonly reopen: string;
  readonly reason: string;
  readonly useFileName: string;
  readonly slideComment: string;
  readonly cellComment: string;
  readonly table: {
    readonly copy: string;
    readonly copied: string;
    readonly saved: (fileName: string) => string;
    readonly copyFailed: string;
    readonly csv: string;
    readonly fhir: string;
    readonly fhirHint: string;
    readonly heads: Readonly<Record<(typeof TABLE_COLUMNS)[number], string>>;
    /** Last part of the files' names. */
    readonly fileName: string;
    readonly reportName: string;
  };
  readonly workList: {
    readonly title: string;
    readonly none: string;
    readonly here: string;
    readonly left: (left: string, all: string) => string;
    readonly done: (all: string) => string;
    readonly signed: (by: string) => string;
    readonly changed: (at: string) => string;
  };
}
