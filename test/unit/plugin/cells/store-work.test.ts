import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { drawnCells } from '../formats/geojson-cells.js';

/** So many cells of a slide, each of which counts how often its id or its box is looked at. */
function countingCells(count: number): { readonly cells: Cell[]; readonly looks: () => number } {
  let looks = 0;
  const cells = Array.from(drawnCells(count, 6), ({ id, box, ...rest }): Cell => ({
    ...rest,
    get id() {
      looks++;
      return id;
    },
    get box() {
      looks++;
      return box;
    },
  }));
  return { cells, looks: () => looks };
}

/** Looks a cell, and looks a search, at so many cells that come in fifty changes, move, and go again. */
function workFor(count: number): { readonly each: number; readonly search: number } {
  const { cells, looks } = countingCells(count);
  const store = new CellStore();
  const slice = Math.ceil(count / 50);
  const inSlices = (act: (some: readonly Cell[]) => void): void => {
    for (let from = 0; from < count; from += slice) act(cells.slice(from, from + slice));
  };
  inSlices((added) => store.apply({ added, removed: [] }));
  assert.equal(store.size, count);
  const before = looks();
  const searches = 100;
  const side = 300 * Math.ceil(Math.sqrt(count));
  for (let i = 0; i < searches; i++) {
    const [x, y] = [(side * i) / searches, (side * ((i * 37) % searches)) / searches];
    store.within({ minX: x, minY: y, maxX: x + 600, maxY: y + 600 });
  }
  const search = (looks() - before) / searches;
  inSlices((some) => store.apply({ added: some, removed: [] }));
  const first = looks();
  const removed = cells.map(({ id }) => id);
  const own = looks() - first;
  for (let from = 0; from < count; from += slice)
    store.apply({ added: [], removed: removed.slice(from, from + slice) });
  assert.equal(store.size, 0);
  return { each: (looks() - own - search * searches) / count, search };
}

describe('the work of the store', () => {
  it('is as much for each of many cells as for each of few, and so is a search', () => {
    const [few, many] = [workFor(1000), workFor(16_000)];
    assert.ok(many.each < 1.2 * few.each, `${many.each} looks at each of many, ${few.each} of few`);
    assert.ok(many.search < 1.2 * few.search, `${many.search} looks a search in many, ${few.search} in few`);
    assert.ok(many.search < 80, `${many.search} looks for the sixteen cells on view`);
  });
});
