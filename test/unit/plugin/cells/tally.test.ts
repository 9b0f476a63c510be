import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { countDifferential, differentialOf } from '../../../../plugin/count/differential.js';
import { CellTally } from '../../../../plugin/cells/tally.js';
import { layOut } from '../../../../plugin/adapt/refit.js';

const LABELS: readonly CellClass[] = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Neutrophil: Band', code: 'NB', color: [64, 150, 206] },
  { name: 'Monocyte', code: 'M', color: [230, 159, 0] },
  { name: 'Unknown', code: '?', color: [128, 128, 128] },
];

const someCell = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  label: fc.constantFrom(...LABELS),
  score: fc.constantFrom(0.2, 0.5, 0.8),
  embedding: fc.constantFrom(new Float32Array(0), Float32Array.of(1, 2)),
  review: fc.constantFrom(
    undefined,
    { confirmed: true, at: '' },
    { confirmed: false, rejected: true, at: '' },
  ),
});

function cellOf({
  review,
  ...rest
}: {
  id: string;
  label: CellClass;
  score: number;
  embedding?: Float32Array;
  review?: Cell['review'];
}): Cell {
  return {
    box: { minX: 0, minY: 0, maxX: 1, maxY: 1 },
    outline: Float64Array.of(0, 0, 1, 0, 1, 1),
    nuclei: [],
    probabilities: new Float32Array(0),
    embedding: new Float32Array(0),
    reconstructionError: 0,
    ...rest,
    ...(review ? { review } : {}),
  };
}

describe('the tally', () => {
  it('is at every moment what counting all cells anew would give', () => {
    const steps = fc.array(
      fc.record({
        added: fc.array(someCell, { maxLength: 3 }),
        removed: fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']),
        threshold: fc.constantFrom(0.1, 0.5, 0.5, 0.9),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (script) => {
        const store = new CellStore();
        const tally = new CellTally(store);
        for (const { added, removed, threshold } of script) {
          store.apply({ added: added.map(cellOf), removed });
          const counts = tally.at(threshold);
          const anew = countDifferential(store.all(), LABELS, threshold);
          assert.deepEqual(differentialOf(counts.byName.values(), LABELS), anew);
          assert.equal(counts.shown, anew.total);
          const confirmed = [...store.all()].filter(({ review }) => review?.confirmed).length;
          assert.equal(counts.confirmed, confirmed);
          const learnable = Object.fromEntries(
            [...counts.byName.values()].map(({ label, learnable }) => [label.name, learnable]),
          );
          const { rows } = layOut(store.all(), LABELS);
          for (const [at, { name }] of LABELS.entries()) {
            if (name === 'Unknown') continue;
            assert.equal(learnable[name] ?? 0, rows.confirmed.filter((kind) => kind === at).length);
          }
        }
      }),
    );
  });

  it('is right where a change leads to another before it has heard of either', () => {
    const store = new CellStore();
    const label = LABELS[0] as CellClass;
    let isFirst = true;
    store.subscribe(() => {
      if (!isFirst) return;
      isFirst = false;
      store.apply({ added: [cellOf({ id: 'b', label, score: 0.9 })], removed: ['a'] });
      // Counted anew here, with both changes in the store and neither heard of.
      assert.equal(tally.at(0.2).shown, 1);
    });
    const tally = new CellTally(store);
    tally.at(0.5);
    store.apply({ added: [cellOf({ id: 'a', label, score: 0.9 })], removed: [] });
    assert.equal(tally.at(0.2).shown, 1);
    assert.equal(tally.at(0.2).byName.get(label.name)?.count, 1);
  });

  it('reads only the records that a change names', () => {
    const store = new CellStore();
    let read = 0;
    const watched = (id: string): Cell => {
      const cell = cellOf({ id, label: LABELS[0] as CellClass, score: 0.9 });
      return {
        ...cell,
        get label() {
          read++;
          return cell.label;
        },
      };
    };
    store.apply({ added: Array.from({ length: 1000 }, (_, i) => watched(String(i))), removed: [] });
    const tally = new CellTally(store);
    tally.at(0.5);
    read = 0;
    store.apply({ added: [watched('7')], removed: ['8'] });
    assert.equal(tally.at(0.5).shown, 999);
    assert.ok(read <= 3, `read ${read} records`);
  });
});
