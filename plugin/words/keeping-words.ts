/** Words of the line that says how the work on a slide is kept. */
export interface KeepingWords {
  readonly restoring: string;
  readonly kept: string;
  /** `cells` and `when` as a person says them; `when` is empty where it is not known. */
  restored(cells: string, when: string): string;
  /** Said after it of those that are not shown. */
  restoredHidden(written: string): string;
  /** The same at length, on pointing. */
  readonly restoredHiddenWhy: string;
  /** Said after it of an analysis that can be resumed. */
  unfinished(percent: string): string;
  readonly elsewhere: string;
  readonly takeOver: string;
  readonly full: string;
  readonly unavailable: string;
  /** `unavailable`, because the browser's storage was asked and did not answer in time. */
  readonly unanswered: string;
  /** The way out of `full` and `unavailable`. */
  readonly wayOut: string;
  readonly details: string;
  damaged(count: number): string;
  /** `packs` as they call themselves. */
  otherPacks(packs: string): string;
  readonly forget: string;
  readonly forgetHint: string;
  readonly forgotten: string;
  readonly bringBack: string;
}
