import type { Cell } from '../../models/domain/cell.js';
import type { CellChange, HistoryRecord, Step } from '../review/history.js';
import { standingAreas } from '../count/area-steps.js';
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
 * undo goes back to the kept one. Own steps follow the kept ones; where steps of the common past were undone
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
  { record }: PresentWork,
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
    const steps = record.steps.slice(base.done);
    const done = record.done - base.done;
    return { steps: [...before, ...rebase(steps, done, kept.cells)], done: kept.record.done + done };
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

/** The first of the steps that stand to touch a cell goes back to what was kept of it. */
function rebase(steps: readonly Step[], done: number, kept: ReadonlyMap<string, Cell>): Step[] {
  const seen = new Set<string>();
  return steps.map((step, index) => {
    if (index >= done) return step;
    const changes = step.changes.map(({ before, after }): CellChange => {
      const id = (before ?? after)?.id ?? '';
      const was = seen.has(id) ? before : kept.get(id);
      seen.add(id);
      return { ...(was ? { before: was } : {}), ...(after ? { after } : {}) };
    });
    return { ...step, changes };
  });
}
