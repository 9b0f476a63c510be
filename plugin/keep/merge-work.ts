import { idOf, type CellChange, type HistoryRecord, type Step } from '../review/step.js';
import type { Cell } from '../../models/domain/cell.js';
import { areasAfter } from '../count/area-steps.js';
import type { LocalChanges } from './journal-writer.js';

/** The cells of a slide, by id, and what was done to them. */
export interface Work {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly record: HistoryRecord;
}

/** The cells and history that the slide has at this moment. */
export interface CurrentWork {
  readonly cellOf: (id: string) => Cell | undefined;
  readonly record: HistoryRecord;
}

/**
 * The kept work with the local changes on top. Where both have changed a cell, the local version wins, and undo
 * returns to the kept one. Local steps follow the kept ones; undone local steps can be redone up to the first that
 * concerns a cell which has changed since. Where local undo reached back into the common steps, all differences
 * become one `merge` step, and those of the count areas another one. `at` is the time of these steps, ISO 8601.
 */
export function mergeWork(kept: Work, current: CurrentWork, local: LocalChanges, at: string): Work {
  const cells = new Map(kept.cells);
  for (const id of local.removed) cells.delete(id);
  for (const id of local.touched) {
    const cell = current.cellOf(id);
    if (cell) cells.set(id, cell);
  }
  return { cells, record: mergeHistory(kept, current, local, at, cells) };
}

function mergeHistory(
  kept: Work,
  { record, cellOf }: CurrentWork,
  local: LocalChanges,
  at: string,
  cells: ReadonlyMap<string, Cell>,
): HistoryRecord {
  const { base } = local;
  const common = record.steps.findIndex((step, index) => step !== base.steps[index]);
  const shared = common < 0 ? record.steps.length : common;
  const isUntouched = record.done === base.done && shared === base.steps.length && common < 0;
  if (isUntouched) return kept.record;
  const before = kept.record.steps.slice(0, kept.record.done);
  if (shared === base.done && record.done >= base.done) {
    const own = rebase(record.steps.slice(base.done, record.done), kept.cells);
    const isOther = (id: string): boolean => !isAlike(cellOf(id), cells.get(id));
    const redoable = upToFirst(record.steps.slice(record.done), isOther);
    const standing = [...before, ...own];
    return { steps: [...standing, ...redoable], done: standing.length };
  }
  const changes: CellChange[] = [];
  for (const id of new Set([...local.removed, ...local.touched])) {
    const [was, is] = [kept.cells.get(id), cells.get(id)];
    if (was !== is) changes.push({ ...(was ? { before: was } : {}), ...(is ? { after: is } : {}) });
  }
  const areas = { before: areasAfter([], base), after: areasAfter([], record) };
  const hasAreas = JSON.stringify(areas.before) !== JSON.stringify(areas.after);
  const own: Step[] = [
    ...(changes.length > 0 ? [{ kind: 'merge', at, changes } as const] : []),
    ...(hasAreas ? [{ kind: 'areas', at, changes: [], areas } as const] : []),
  ];
  if (own.length === 0) return kept.record;
  return { steps: [...before, ...own], done: before.length + own.length };
}

/** The steps, changed so that undoing the first one of each cell returns to the kept cell. */
function rebase(steps: readonly Step[], kept: ReadonlyMap<string, Cell>): Step[] {
  const seen = new Set<string>();
  return steps.map((step) => {
    const changes = step.changes.map((change): CellChange => {
      const { before, after } = change;
      const id = idOf(change);
      const was = seen.has(id) ? before : kept.get(id);
      seen.add(id);
      return { ...(was ? { before: was } : {}), ...(after ? { after } : {}) };
    });
    return { ...step, changes };
  });
}

/** The steps before the first one that concerns such a cell. */
function upToFirst(steps: readonly Step[], isConcerned: (id: string) => boolean): readonly Step[] {
  const first = steps.findIndex(({ changes }) => changes.some((change) => isConcerned(idOf(change))));
  return first < 0 ? steps : steps.slice(0, first);
}

/** Whether both hold the same values: a cell read again from the journal is another object. */
function isAlike(one: Cell | undefined, other: Cell | undefined): boolean {
  if (!one || !other || one === other) return one === other;
  const valuesOf = ({ label, review, outline, probabilities }: Cell): string =>
    JSON.stringify([label, review, [...outline], [...probabilities]]);
  return valuesOf(one) === valuesOf(other);
}
