import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { CellStore, type CellStoreChange } from '../../../../plugin/cells/cell-store.js';

function cell(id: string, score = 1): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10 * score, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10),
    nuclei: [],
    score,
    label: { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
    probabilities: Float32Array.of(1),
    embedding: new Float32Array(2),
    reconstructionError: 0,
  };
}

const idsOf = (cells: readonly Cell[]): string[] => cells.map(({ id }) => id);

describe('a change of the store', () => {
  it('says which cells were created, updated and deleted, how they were, and where it came from', () => {
    const store = new CellStore();
    const changes: CellStoreChange[] = [];
    store.subscribe((change) => changes.push(change));
    const [a, b] = [cell('a'), cell('b')];
    store.apply({ added: [a, b], removed: [] }, 'analysis');
    const later = cell('a', 0.5);
    store.apply({ added: [later, cell('c')], removed: ['b', 'never there'] }, 'review');
    store.clear('slide');
    const [found, corrected, left] = changes;
    assert.deepEqual([found?.origin, corrected?.origin, left?.origin], ['analysis', 'review', 'slide']);
    assert.deepEqual(found?.created, [a, b]);
    assert.equal(corrected?.updated[0]?.before, a);
    assert.equal(corrected?.updated[0]?.after, later);
    assert.deepEqual(idsOf(corrected?.created ?? []), ['c']);
    assert.equal(corrected?.deleted[0], b);
    assert.deepEqual(idsOf(left?.deleted ?? []), ['a', 'c']);
  });

  it('still has what came or changed in `added` and the ids of what is gone in `removed`', () => {
    const store = new CellStore();
    store.apply({ added: [cell('a'), cell('b')], removed: [] });
    const { added, removed, origin } = store.apply({ added: [cell('c'), cell('a', 0.5)], removed: ['b'] });
    assert.deepEqual(idsOf(added), ['c', 'a']);
    assert.deepEqual(removed, ['b']);
    assert.equal(origin, 'host');
  });

  it('that takes a cell away and brings it again updates it, and the last of two with one id counts', () => {
    const store = new CellStore();
    const before = cell('a');
    store.apply({ added: [before], removed: [] });
    const after = cell('a', 0.25);
    const change = store.apply({ added: [cell('a', 0.5), after], removed: ['a'] });
    assert.deepEqual(change.updated, [{ before, after }]);
    assert.deepEqual([change.created, change.deleted, change.removed], [[], [], []]);
    assert.deepEqual(store.within({ minX: 0, minY: 0, maxX: 20, maxY: 20 }), [after]);
  });

  it('is not reported where nothing has changed', () => {
    const store = new CellStore();
    store.subscribe(() => assert.fail('nothing has changed'));
    store.apply({ added: [], removed: ['a'] });
    store.clear();
    assert.equal(store.revision, 0);
  });

  it('leads from what was there before to what is there now', () => {
    const step = fc.record({
      added: fc.array(fc.tuple(fc.constantFrom(...'abcd'), fc.constantFrom(0.25, 0.5, 1)), { maxLength: 4 }),
      removed: fc.subarray([...'abcd']),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (script) => {
        const store = new CellStore();
        const followed = new Map<string, Cell>();
        store.subscribe(({ created, updated, deleted }) => {
          for (const gone of deleted) {
            assert.equal(followed.get(gone.id), gone);
            followed.delete(gone.id);
          }
          for (const { before, after } of updated) {
            assert.equal(followed.get(after.id), before);
            followed.set(after.id, after);
          }
          for (const fresh of created) {
            assert.ok(!followed.has(fresh.id));
            followed.set(fresh.id, fresh);
          }
        });
        for (const { added, removed } of script) {
          store.apply({ added: added.map(([id, score]) => cell(id, score)), removed });
          assert.deepEqual(new Map([...store.all()].map((each) => [each.id, each])), followed);
        }
      }),
    );
  });
});
