import { idOf, isEmpty, type CellChange, type Step } from '../review/step.js';
import type { Cell } from '../../models/domain/cell.js';
import { boxIou } from '../../models/domain/geometry.js';
import { CellStore } from '../cells/cell-store.js';
import { isSameCell } from '../cells/same-cell.js';
import { mergeWork, type Work } from './merge-work.js';

/** Boxes whose intersection over union is above this hold the same cell; outlines need not be compared. */
const SAME_BOX = 0.7;

/**
 * The forgotten work with the later work on top of it. A cell that is in both is kept once: reviewed in the later work,
 * its later version gets the old id, so that undo returns to the old version; not reviewed since, the old version
 * stays and the later one is left out. Steps that were undone in the later work cannot be redone.
 */
export function rememberedWork(forgotten: Work, since: Work, at: string): Work {
  const steps = since.record.steps.slice(0, since.record.done);
  const names = idsBeside(forgotten, since, steps);
  const known = new Map<Cell, Cell>();
  const withId = (cell: Cell, id: string): Cell => {
    if (cell.id === id) return cell;
    // What was one object stays one, so that it is stored once.
    const renamed = known.get(cell) ?? { ...cell, id };
    known.set(cell, renamed);
    return renamed;
  };
  const changed = (change: CellChange): CellChange[] => {
    const id = names.get(idOf(change));
    if (id === undefined) return [];
    const { before, after } = change;
    return [
      { ...(before ? { before: withId(before, id) } : {}), ...(after ? { after: withId(after, id) } : {}) },
    ];
  };
  const cells = new Map<string, Cell>();
  for (const cell of since.cells.values()) {
    const id = names.get(cell.id);
    if (id !== undefined) cells.set(id, withId(cell, id));
  }
  const later = steps
    .map((step): Step => ({ ...step, changes: step.changes.flatMap(changed) }))
    .filter((step) => !isEmpty(step));
  return mergeWork(
    forgotten,
    { cellOf: (id) => cells.get(id), record: { steps: later, done: later.length } },
    { touched: new Set(cells.keys()), removed: new Set(), base: { steps: [], done: 0 } },
    at,
  );
}

/** The id that each cell of the later work gets in the merged work; absent for cells that are left out. */
function idsBeside(forgotten: Work, since: Work, steps: readonly Step[]): ReadonlyMap<string, string> {
  const later = new Map<string, Cell>();
  for (const { changes } of steps) {
    for (const { before, after } of changes) {
      const cell = after ?? before;
      if (cell) later.set(cell.id, cell);
    }
  }
  for (const cell of since.cells.values()) later.set(cell.id, cell);
  const old = new CellStore();
  old.apply({ added: [...forgotten.cells.values()], removed: [] });
  const taken = new Set([...later.keys()].filter((id) => old.get(id)));
  const ids = new Map<string, string>();
  for (const cell of later.values()) {
    const { id } = cell;
    const same = old.get(id) ?? old.within(cell.box).find((other) => isSame(other, cell));
    if (!same) ids.set(id, id);
    if (!same || !cell.review || !since.cells.has(id)) continue;
    // Two cells that were both reviewed stay two.
    ids.set(id, taken.has(same.id) ? id : same.id);
    taken.add(same.id);
  }
  return ids;
}

function isSame(one: Cell, other: Cell): boolean {
  return boxIou(one.box, other.box) > SAME_BOX || isSameCell(one, other);
}
