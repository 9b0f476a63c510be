import type { CellChangeOrigin } from '../cells/cell-store.js';
import type { Cell } from '../../models/domain/cell.js';
import type { CountArea } from '../../models/domain/count-area.js';

/** What a step did, shown beside *Undo*. Stored: never rename one. */
export type StepKind =
  | 'analyse'
  | 'assign'
  | 'confirm'
  | 'reject'
  | 'restore'
  | 'add'
  | 'outline'
  | 'comment'
  | 'import'
  | 'merge'
  // Refits were called lessons once; stored steps, `taughtBase` of stored slides, saved classifiers
  // (`smearlens-taught-classifier`) and the error codes `lesson-*` keep the names that they have.
  | 'teach'
  | 'clear'
  | 'areas';

/** What a step of this kind is to those who follow the cells. */
export const ORIGIN_OF_STEP: Readonly<Record<StepKind, CellChangeOrigin>> = {
  analyse: 'analysis',
  assign: 'review',
  confirm: 'review',
  reject: 'review',
  restore: 'review',
  add: 'review',
  outline: 'review',
  comment: 'review',
  import: 'import',
  merge: 'kept',
  teach: 'adaptation',
  clear: 'clear',
  areas: 'review',
};

/** One cell before and after a step; absent where it did not exist. */
export interface CellChange {
  readonly before?: Cell;
  readonly after?: Cell;
}

/** A change that can be undone. Plain data, and stored. */
export interface Step {
  readonly kind: StepKind;
  /** ISO 8601. */
  readonly at: string;
  readonly changes: readonly CellChange[];
  /** Of a step `teach`: the refitted classifier used from here on; absent where that is the pack's own. */
  readonly classifier?: string;
  /** The areas of the count, where the step changes them. */
  readonly areas?: { readonly before: readonly CountArea[]; readonly after: readonly CountArea[] };
}

/** The steps as they are stored: the first `done` of them are in force, the others can be redone. */
export interface HistoryRecord {
  readonly steps: readonly Step[];
  readonly done: number;
}

export function idsOf({ changes }: Step): ReadonlySet<string> {
  return new Set(changes.map(idOf));
}

/** A refitted classifier also names cells that are yet to be found, and areas concern no cell: neither is empty. */
export function isEmpty({ kind, changes, areas }: Pick<Step, 'kind' | 'changes' | 'areas'>): boolean {
  return changes.length === 0 && kind !== 'teach' && !areas;
}

/** Id of the cell that is changed. */
export function idOf({ before, after }: CellChange): string {
  return (before ?? after)?.id ?? '';
}
