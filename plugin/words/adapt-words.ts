/** Adapting the classifier to what a laboratory has confirmed. */
export interface AdaptWords {
  readonly title: string;
  readonly hint: string;
  /** How many cells are confirmed, of how many needed. */
  readonly confirmed: string;
  of(count: string, needed: string): string;
  readonly enough: string;
  needs(cells: string, kinds: string): string;
  readonly noneConfirmed: string;
  readonly show: string;
  readonly cancel: string;
  readonly busy: string;
  readonly active: string;
  readonly packAlone: string;
  readonly takeBack: string;
  readonly save: string;
  readonly load: string;
  readonly loadLabel: string;
  readonly fileName: string;
  readonly preview: string;
  agreement(before: string, after: string): string;
  agreementHint(count: string): string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  changes(count: number, written: string): string;
  readonly noChange: string;
  /** The refitted classifier agrees with the reader less than the one before. */
  readonly worse: string;
  readonly from: string;
  readonly to: string;
  readonly cells: string;
  leftOut(count: number, written: string): string;
  readonly untouched: string;
  readonly accept: string;
  readonly discard: string;
}
