import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { CellOrder } from '../../../../plugin/gallery/cell-order.js';
import { galleryFilter } from '../../../../plugin/gallery/gallery-filter.js';
import { sortKeyOf } from '../../../../plugin/gallery/sort-key.js';

const N: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const M: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const U: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };
const CLASSES = [N, M, U];

function cell(id: string, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label: N,
    probabilities: Float32Array.of(0.8, 0.2, 0),
    embedding: Float32Array.of(1, 0),
    reconstructionError: 0.01,
    ...changes,
  };
}

const byConfidence = {
  classes: CLASSES,
  isWanted: galleryFilter('all', { threshold: 0.5, priority: undefined }),
  sortKey: sortKeyOf('confidence', { classes: CLASSES }),
};

function listed(order: CellOrder): [string, string[]][] {
  return order.groups.map(({ name }, index) => [name, order.idsOf(index)]);
}

describe('the order of the gallery', () => {
  it('goes by class as the pack does, cells that are not counted last, the least certain first', () => {
    const order = new CellOrder(
      [
        cell('sure'),
        cell('unsure', { probabilities: Float32Array.of(0.55, 0.45, 0) }),
        cell('unknown', { label: U }),
        cell('mono', { label: M, probabilities: Float32Array.of(0.1, 0.9, 0) }),
        cell('dust', { review: { suggested: N, confirmed: false, rejected: true, at: '' } }),
        cell('faint', { score: 0.2 }),
      ],
      byConfidence,
    );
    assert.deepEqual(listed(order), [
      ['Neutrophil', ['unsure', 'sure']],
      ['Monocyte', ['mono']],
      ['Unknown', ['unknown']],
      ['', ['dust']],
    ]);
  });

  it('by size has the largest first, by likeness those in the same direction, unseen cells last', () => {
    const big = cell('big', { outline: Float64Array.of(0, 0, 30, 0, 30, 30, 0, 30) });
    const drawn = cell('drawn', { embedding: new Float32Array(0), reconstructionError: Number.NaN });
    const near = cell('near', { embedding: Float32Array.of(0.9, 0.1) });
    const far = cell('far', { embedding: Float32Array.of(-1, 0), reconstructionError: 0.05 });
    const cells = [drawn, far, near, big];
    const by = (sort: 'size' | 'likeness' | 'error') =>
      listed(
        new CellOrder(cells, { ...byConfidence, sortKey: sortKeyOf(sort, { classes: CLASSES, like: near }) }),
      )[0]?.[1];
    assert.equal(by('size')?.[0], 'big');
    assert.equal(by('error')?.[0], 'far');
    assert.equal(by('error')?.at(-1), 'drawn');
    assert.equal(by('likeness')?.[0], 'near');
    assert.equal(by('likeness')?.[1], 'big');
  });

  it('after any changes is as if all cells had been put in order anew', () => {
    const change = fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      label: fc.constantFrom(...CLASSES),
      chance: fc.constantFrom(0.1, 0.4, 0.4, 0.9),
      rejected: fc.boolean(),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (script) => {
        const store = new CellStore();
        const order = new CellOrder([], byConfidence);
        store.subscribe((changes) => order.apply(changes));
        for (const step of script) {
          store.apply({
            added: step
              .filter(({ gone }) => !gone)
              .map(({ id, label, chance, rejected }) =>
                cell(id, {
                  label,
                  probabilities: Float32Array.of(chance, chance / 2, 0),
                  ...(rejected ? { review: { suggested: label, confirmed: false, rejected, at: '' } } : {}),
                }),
              ),
            removed: step.filter(({ gone }) => gone).map(({ id }) => id),
          });
          const anew = new CellOrder(store.all(), byConfidence);
          // Equals stand in the order in which they were met, which differs; their keys must not.
          const keys = (from: CellOrder) =>
            listed(from).map(([name, ids]) => [
              name,
              ids.map((id) => byConfidence.sortKey(store.get(id) as Cell)),
            ]);
          assert.deepEqual(keys(order), keys(anew));
          assert.equal(order.size, store.size);
          for (const [group, [, ids]] of listed(order).entries()) {
            ids.forEach((id, at) => assert.deepEqual(order.placeOf(id), { group, at }));
          }
        }
      }),
    );
  });

  it('of a hundred thousand cells reads only the one that changed', () => {
    let read = 0;
    const store = new CellStore();
    const order = new CellOrder(
      Array.from({ length: 100_000 }, (_, i) =>
        cell(String(i), { probabilities: Float32Array.of((i % 997) / 997, 0, 0) }),
      ),
      {
        ...byConfidence,
        sortKey: (each) => {
          read++;
          return byConfidence.sortKey(each);
        },
      },
    );
    store.subscribe((changes) => order.apply(changes));
    read = 0;
    store.apply({ added: [cell('500', { label: M })], removed: [] });
    assert.equal(read, 1);
    assert.deepEqual(
      order.groups.map(({ size }) => size),
      [99_999, 1],
    );
  });

  it('gives a cell its very place back when a change is undone', () => {
    const cells = Array.from({ length: 9 }, (_, i) => cell(String(i)));
    const order = new CellOrder(cells, byConfidence);
    const before = listed(order);
    order.apply({ added: [cell('4', { label: M })], removed: [] });
    order.apply({ added: [cell('4')], removed: [] });
    assert.deepEqual(listed(order), before);
  });

  it('takes thousands of changes at once as well as one', () => {
    const order = new CellOrder(
      Array.from({ length: 500 }, (_, i) => cell(String(i))),
      byConfidence,
    );
    order.apply({
      added: Array.from({ length: 200 }, (_, i) => cell(String(i), { label: M })),
      removed: Array.from({ length: 100 }, (_, i) => String(400 + i)),
    });
    assert.deepEqual(
      order.groups.map(({ name, size }) => [name, size]),
      [
        ['Neutrophil', 200],
        ['Monocyte', 200],
      ],
    );
    assert.deepEqual(order.placeOf('399'), { group: 0, at: 199 });
  });
});

describe('a filter of the gallery', () => {
  const reviewed = (confirmed: boolean, rejected = false): Partial<Cell> => ({
    review: { suggested: N, confirmed, at: '', ...(rejected ? { rejected } : {}) },
  });
  const cells = [
    cell('suggested'),
    cell('confirmed', reviewed(true)),
    cell('unknown', { label: U }),
    cell('rejected', reviewed(false, true)),
  ];
  for (const [filter, ids] of [
    ['all', ['suggested', 'confirmed', 'unknown', 'rejected']],
    ['suggested', ['suggested']],
    ['unknown', ['unknown']],
  ] as const) {
    it(`shows ${ids.join(', ')} where ${filter} is chosen`, () => {
      const isWanted = galleryFilter(filter, { threshold: 0.5, priority: undefined });
      assert.deepEqual(
        cells.filter(isWanted).map(({ id }) => id),
        ids,
      );
    });
  }
});
