import type { TABLE_COLUMNS } from '../formats/count/differential-table.js';

/** Words of what is said of a slide as a whole: signing, comments, the table that is taken away, the list of slides. */
export interface SignOffWords {
  readonly title: string;
  readonly sign: string;
  /** Why the count cannot be signed yet. */
  readonly left: (written: string) => string;
  readonly nothing: string;
  readonly needsName: string;
  readonly signedBy: (by: string, at: string) => string;
  readonly reopenedBy: (by: string, at: string, reason: string | undefined) => string;
  readonly reopen: string;
  readonly reason: string;
  readonly useFileName: string;
  readonly slideComment: string;
  readonly cellComment: string;
  readonly table: {
    readonly copy: string;
    readonly copied: string;
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
