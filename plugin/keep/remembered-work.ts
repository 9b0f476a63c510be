import type { Cell } from '../../models/domain/cell.js';
import { boxIou } from '../../models/domain/geometry.js';
import { CellStore } from '../cells/cell-store.js';
import { isSameCell } from '../cells/claim.js';
import { isEmpty, type CellChange, type Step } from '../review/history.js';
import { idOf } from '../review/sliced-changes.js';
import { mergeWork, type Work } from './merge-work.js';

/** Boxes that share more than this of their union hold the same cell, and no outline need be measured. */
const SAME_BOX = 0.7;

/**
 * Forgotten work that comes back, with what was done since on top of it. Of a cell that both have, the word of a person
 * stands: said since, the cell goes by its old id, so that undo leads to the old one; where nothing was said of it
 * since, the old one stands, and what found it anew is left out. What was undone since cannot be done again.
 */
export function rememberedWork(forgotten: Work, since: Work, at: string): Work {
  const steps = since.record.steps.slice(0, since.record.done);
  const names = idsBeside(forgotten, since, steps);
  const known = new Map<Cell, Cell>();
  const called = (cell: Cell, id: string): Cell => {
    if (cell.id === id) return cell;
    // What was one object stays one: it is stored once.
    const renamed = known.get(cell) ?? { ...cell, id };
    known.set(cell, renamed);
    return renamed;
  };
  const changed = (change: CellChange): CellChange[] => {
    const id = names.get(idOf(change));
    if (id === undefined) return [];
    const { before, after } = change;
    return [
      { ...(before ? { before: called(before, id) } : {}), ...(after ? { after: called(after, id) } : {}) },
    ];
  };
  const cells = new Map<string, Cell>();
  for (const cell of since.cells.values()) {
    const id = names.get(cell.id);
    if (id !== undefined) cells.set(id, called(cell, id));
  }
  const own = steps
    .map((step): Step => ({ ...step, changes: step.changes.flatMap(changed) }))
    .filter((step) => !isEmpty(step));
  return mergeWork(
    forgotten,
    { cellOf: (id) => cells.get(id), record: { steps: own, done: own.length } },
    { touched: new Set(cells.keys()), gone: new Set(), base: { steps: [], done: 0 } },
    at,
  );
}

/** The id by which each cell of the later work goes beside the forgotten one; absent for one that is left out. */
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
    // Two of which a person has said something stay two.
    ids.set(id, taken.has(same.id) ? id : same.id);
    taken.add(same.id);
  }
  return ids;
}

function isSame(one: Cell, other: Cell): boolean {
  return boxIou(one.box, other.box) > SAME_BOX || isSameCell(one, other);
}
