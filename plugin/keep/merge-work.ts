import type { Cell } from '../../models/domain/cell.js';
import type { CellChange, HistoryRecord, Step } from '../review/history.js';
import { standingAreas } from '../count/area-steps.js';
import { idOf } from '../review/sliced-changes.js';
import type { OwnWork } from './journal-writer.js';

/** The cells of a slide, by id, and what was done to them. */
export interface Work {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly record: HistoryRecord;
}

/** What lies on the bench at this moment. */
export interface PresentWork {
  readonly cellOf: (id: string) => Cell | undefined;
  readonly record: HistoryRecord;
}

/**
 * What was kept with what was done since, on top of it: of a cell that both have, the own word stands, and
 * undo goes back to the kept one. Own steps follow the kept ones, and can be done again where they were undone, up to
 * the first one about a cell that is not as it was any more; where steps of the common past were undone
 * meanwhile, all that differs becomes one step, and the areas of the count another.
 */
export function mergeWork(kept: Work, present: PresentWork, own: OwnWork, at: string): Work {
  const cells = new Map(kept.cells);
  for (const id of own.gone) cells.delete(id);
  for (const id of own.touched) {
    const cell = present.cellOf(id);
    if (cell) cells.set(id, cell);
  }
  return { cells, record: mergeHistory(kept, present, own, at, cells) };
}

function mergeHistory(
  kept: Work,
  { record, cellOf }: PresentWork,
  work: OwnWork,
  at: string,
  cells: ReadonlyMap<string, Cell>,
): HistoryRecord {
  const { base } = work;
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
  for (const id of new Set([...work.gone, ...work.touched])) {
    const [was, is] = [kept.cells.get(id), cells.get(id)];
    if (was !== is) changes.push({ ...(was ? { before: was } : {}), ...(is ? { after: is } : {}) });
  }
  const areas = { before: standingAreas([], base), after: standingAreas([], record) };
  const hasAreas = JSON.stringify(areas.before) !== JSON.stringify(areas.after);
  const own: Step[] = [
    ...(changes.length > 0 ? [{ kind: 'merge', at, changes } as const] : []),
    ...(hasAreas ? [{ kind: 'areas', at, changes: [], areas } as const] : []),
  ];
  if (own.length === 0) return kept.record;
  return { steps: [...before, ...own], done: before.length + own.length };
}

/** The first of the steps to touch a cell goes back to what was kept of it. */
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

/** The steps that can be done again before the first one that concerns such a cell. */
function upToFirst(steps: readonly Step[], isMeant: (id: string) => boolean): readonly Step[] {
  const first = steps.findIndex(({ changes }) => changes.some((change) => isMeant(idOf(change))));
  return first < 0 ? steps : steps.slice(0, first);
}

/** Whether the same is said of both: what is read from the journal anew is another object. */
function isAlike(one: Cell | undefined, other: Cell | undefined): boolean {
  if (!one || !other || one === other) return one === other;
  const told = ({ label, review, outline, probabilities }: Cell): string =>
    JSON.stringify([label, review, [...outline], [...probabilities]]);
  return told(one) === told(other);
}
