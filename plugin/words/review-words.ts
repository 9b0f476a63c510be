import type { StepKind } from '../review/step.js';
import type { ReviewReason } from '../review/review-priority.js';

/** Words of the review section: answers, doubts and the gallery. Numbers and names come in as they are said. */
export interface ReviewWords {
  readonly title: string;
  readonly empty: string;
  confirmed(confirmed: string, all: string): string;
  readonly progress: string;
  /** Stands where every cell is confirmed: what follows. */
  readonly noneLeft: string;
  /** What is called uncertain. */
  readonly doubtfulHint: string;
  readonly allConfirmed: string;
  /** The same where not all cells are counted. */
  readonly allCountedConfirmed: string;
  readonly nextDoubtful: string;
  /** The same button once no cell is uncertain any more. */
  readonly nextUnconfirmed: string;
  /** How many doubtful cells no person has answered. */
  readonly doubtfulLeft: (count: number, written: string) => string;
  /** Once none of these is left: what comes next, where cells are unconfirmed and where none is. */
  nextUnconfirmedCells(written: string): string;
  nextStep(key: string): string;
  readonly undo: string;
  readonly redo: string;
  /** What a step was; `label` is what the cells are called after it, where that is one name. */
  step(kind: StepKind, count: number, written: string, label: string | undefined): string;
  /** What a step did to one area of the count. */
  areaStep(what: 'drawn' | 'named' | 'removed', name: string): string;
  /** The grounds for a second look; `names` are classes as a person says them. */
  reason(kind: ReviewReason['kind'], names: readonly string[]): string;
  readonly noReason: string;
  readonly chosen: (written: string) => string;
  noneChosen(key: string): string;
  readonly confirm: string;
  readonly reject: string;
  readonly restore: string;
  readonly status: {
    readonly confirmed: string;
    readonly suggested: string;
    readonly unknown: string;
    readonly rejected: string;
  };
  readonly palette: string;
  readonly paletteHint: string;
  /** In its place once the count is signed off. */
  signed(by: string): string;
  call(name: string): string;
  readonly changeKeys: string;
  readonly keysDone: string;
  pressKey(name: string): string;
  readonly changeKeysHint: string;
  keyTaken(key: string): string;
  readonly usualKeys: string;
  readonly filter: string;
  /** What stands below the names of the classes. */
  readonly pane: string;
  readonly panes: { readonly gallery: string; readonly cell: string; readonly alike: string };
  readonly filters: {
    readonly all: string;
    readonly suggested: string;
    readonly doubtful: string;
    readonly unknown: string;
    readonly commented: string;
  };
  readonly reviewer: string;
  /** What the empty field says. */
  readonly reviewerName: string;
  readonly reviewerHint: string;
  /** Asks for the name once cells have been answered without one. */
  readonly reviewerWanted: string;
  /** Offers the name of who reviewed here before. */
  readonly goOnAs: (name: string) => string;
  readonly gallery: {
    readonly label: string;
    readonly sort: string;
    readonly sorts: {
      readonly confidence: string;
      readonly error: string;
      readonly size: string;
      readonly likeness: string;
    };
    readonly compare: string;
    readonly none: string;
    readonly notCounted: string;
    head(count: string, confirmed: string): string;
    readonly confirmAll: string;
    /** The same where there is little room. */
    readonly confirmShort: string;
    confirmAllOf(name: string): string;
    /** Said of one cell; `comment` is what somebody wrote of it. */
    cell(name: string, certainty: string | undefined, status: string, comment?: string): string;
    readonly noPicture: string;
    selected(written: string): string;
    readonly menu: string;
    readonly alike: string;
    /** In place of the gallery, where the window is too low for a row of it. */
    readonly tooLow: (key: string) => string;
    readonly larger: string;
    readonly smaller: string;
    readonly hint: string;
  };
}
