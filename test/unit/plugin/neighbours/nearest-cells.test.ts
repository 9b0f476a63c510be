import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { NearestCells } from '../../../../plugin/neighbours/nearest-cells.js';

function cell(id: string, embedding: readonly number[], changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label: { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
    probabilities: Float32Array.of(1),
    embedding: Float32Array.from(embedding),
    reconstructionError: 0.01,
    ...changes,
  };
}

function storeOf(...cells: Cell[]): CellStore {
  const store = new CellStore();
  store.apply({ added: cells, removed: [] });
  return store;
}

const idsOf = (found: readonly { cell: Cell }[]): string[] => found.map(({ cell: { id } }) => id);

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    dot += value * (b[i] ?? 0);
    aa += value ** 2;
    bb += (b[i] ?? 0) ** 2;
  });
  return dot / Math.sqrt(aa * bb);
}

describe('cells like this', () => {
  it('are those whose embedding points the same way, however long it is', () => {
    const store = storeOf(
      cell('a', [1, 0]),
      cell('far', [0, 1]),
      cell('near', [9, 1]),
      cell('against', [-1, 0]),
    );
    const found = new NearestCells(store).to('a', 3);
    assert.deepEqual(idsOf(found), ['near', 'far', 'against']);
    assert.ok(Math.abs((found[2]?.likeness ?? 0) + 1) < 1e-6);
  });

  it('leave out the cell itself, and those that are not to be shown', () => {
    const store = storeOf(cell('a', [1, 0]), cell('b', [1, 0.1]), cell('faint', [1, 0], { score: 0.1 }));
    const nearest = new NearestCells(store);
    assert.deepEqual(idsOf(nearest.to('a', 5, ({ score }) => score > 0.5)), ['b']);
  });

  it('leave out cells without an embedding, which are like none', () => {
    const store = storeOf(cell('drawn', []), cell('a', [1, 0]), cell('zero', [0, 0]), cell('b', [NaN, 1]));
    const nearest = new NearestCells(store);
    assert.deepEqual(nearest.to('a', 5), []);
    assert.deepEqual(nearest.to('drawn', 5), []);
    assert.deepEqual(nearest.to('not there', 5), []);
    assert.equal(nearest.size, 1);
  });

  it('keep step with a store that begins with a cell drawn by hand', () => {
    const store = storeOf(cell('drawn', []));
    const nearest = new NearestCells(store);
    assert.equal(nearest.size, 0);
    store.apply({ added: [cell('a', [1, 0]), cell('b', [1, 1])], removed: [] });
    assert.deepEqual(idsOf(nearest.to('a', 5)), ['b']);
  });

  it('give the cell as it is now', () => {
    const store = storeOf(cell('a', [1, 0]), cell('b', [1, 1]));
    const nearest = new NearestCells(store);
    nearest.to('a', 1);
    const renamed = { ...(store.get('b') as Cell), score: 0.4 };
    store.apply({ added: [renamed], removed: [] });
    assert.equal(nearest.to('a', 1)[0]?.cell, renamed);
  });

  it('are the same as by comparing each with each, whatever was added, changed and removed', () => {
    const number = fc.integer({ min: -4, max: 4 });
    const steps = fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        embedding: fc.oneof(
          { weight: 6, arbitrary: fc.array(number, { minLength: 3, maxLength: 3 }) },
          fc.constant([]),
        ),
        away: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, (script) => {
        const store = storeOf(cell('own', [1, 2, 3]));
        const nearest = new NearestCells(store);
        assert.equal(nearest.size, 1);
        for (const { id, embedding, away } of script) {
          store.apply(away ? { added: [], removed: [id] } : { added: [cell(id, embedding)], removed: [] });
        }
        const own = store.get('own') as Cell;
        const expected = [...store.all()]
          .filter(({ id, embedding }) => id !== 'own' && embedding.some((value) => value !== 0))
          .map(({ embedding }) => cosine(own.embedding, embedding))
          .sort((one, other) => other - one)
          .slice(0, 4);
        const found = nearest.to('own', 4);
        assert.equal(found.length, expected.length);
        found.forEach(({ cell: { embedding }, likeness }, i) => {
          assert.ok(Math.abs(likeness - (expected[i] ?? 0)) < 1e-5);
          assert.ok(Math.abs(likeness - cosine(own.embedding, embedding)) < 1e-5);
        });
      }),
    );
  });
});
