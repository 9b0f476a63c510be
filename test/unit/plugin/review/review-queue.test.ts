import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { isShown } from '../../../../plugin/cells/is-shown.js';
import { DOUBTFUL } from '../../../../plugin/review/review-priority.js';
import { ReviewQueue } from '../../../../plugin/review/review-queue.js';

const N: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };

function cell(id: string, worth: number, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label: N,
    probabilities: new Float32Array(0),
    embedding: new Float32Array(0),
    reconstructionError: worth,
    ...changes,
  };
}

const answered = (kind: 'confirmed' | 'rejected'): Cell['review'] => ({
  suggested: N,
  confirmed: kind === 'confirmed',
  ...(kind === 'rejected' ? { rejected: true } : {}),
  at: '',
});

const isDoubtful = ({ reconstructionError }: Cell): boolean => reconstructionError >= DOUBTFUL;

function bench(cells: readonly Cell[]) {
  const store = new CellStore();
  const state: { threshold: number; reckoned: number; counted?: ReadonlySet<string> } = {
    threshold: 0.5,
    reckoned: 0,
  };
  const priority = {
    of: ({ reconstructionError }: Cell): number => {
      state.reckoned++;
      return reconstructionError;
    },
  };
  const queue = new ReviewQueue({
    cells: store,
    threshold: () => state.threshold,
    priority: () => priority,
    counted: () => state.counted,
  });
  store.apply({ added: cells, removed: [] });
  return { store, state, queue };
}

describe('the queue through the doubtful cells', () => {
  it('says how many are doubtful and left, and goes down to nothing as they are answered', () => {
    const { store, state, queue } = bench([
      cell('a', 0.9),
      cell('b', 0.5),
      cell('clear', 0.1),
      cell('hidden', 0.9, { score: 0.2 }),
    ]);
    assert.equal(queue.doubtful, 2);
    queue.next(undefined);
    assert.equal(queue.next('a'), 'b', 'skipping one answers nothing');
    assert.equal(queue.doubtful, 2);
    store.apply({ added: [cell('a', 0.9, { review: answered('confirmed') })], removed: [] });
    assert.equal(queue.doubtful, 1);
    store.apply({ added: [cell('b', 0.5, { review: answered('rejected') })], removed: [] });
    assert.equal(queue.doubtful, 0);
    assert.equal(queue.next(undefined), 'clear', 'the others come after them');
    state.threshold = 0.1;
    assert.equal(queue.doubtful, 1);
  });

  it('comes back to a doubtful cell that was passed before it leads to any other', () => {
    const { store, queue } = bench([cell('a', 0.9), cell('b', 0.5), cell('clear', 0.1), cell('plain', 0)]);
    assert.deepEqual([queue.next(undefined), queue.next('a'), queue.next('b')], ['a', 'b', 'a']);
    store.apply({ added: [cell('b', 0.5, { review: answered('confirmed') })], removed: [] });
    assert.equal(queue.next('a'), 'clear', 'the only doubtful one is on view');
    store.apply({ added: [cell('clear', 0.1, { review: answered('confirmed') })], removed: [] });
    assert.deepEqual([queue.next('clear'), queue.doubtful], ['a', 1]);
    store.apply({ added: [cell('a', 0.9, { review: answered('confirmed') })], removed: [] });
    assert.deepEqual([queue.next('a'), queue.doubtful], ['plain', 0]);
  });

  it('leads through the counted cells first where only a part is counted, and calls no other doubtful', () => {
    const { store, state, queue } = bench([
      cell('outside', 0.9),
      cell('doubtful', 0.6),
      cell('clear', 0.1),
      cell('far outside', 0.2),
    ]);
    assert.deepEqual([queue.doubtful, queue.next(undefined)], [2, 'outside']);
    state.counted = new Set(['doubtful', 'clear']);
    assert.equal(queue.doubtful, 1);
    const met: (string | undefined)[] = [];
    for (let at = queue.next(undefined); at !== undefined && met.length < 4; at = queue.next(at)) {
      met.push(at);
      store.apply({ added: [cell(at, 0.9, { review: answered('confirmed') })], removed: [] });
    }
    assert.deepEqual(met, ['doubtful', 'clear', 'outside', 'far outside']);
    assert.equal(queue.doubtful, 0);
  });

  it('of a hundred thousand cells looks only at those that an answer names', () => {
    const { store, state, queue } = bench(
      Array.from({ length: 100_000 }, (_, i) => cell(String(i), (i % 997) / 997)),
    );
    let at = queue.next(undefined);
    state.reckoned = 0;
    for (let step = 0; step < 50; step++) {
      store.apply({ added: [cell(at as string, 0.5, { review: answered('confirmed') })], removed: [] });
      at = queue.next(at);
    }
    assert.equal(state.reckoned, 0, 'a confirmed cell needs no reckoning, and no other is looked at');
    store.apply({ added: [cell('7', 2)], removed: [] });
    assert.equal(queue.next(at), '7');
    assert.equal(state.reckoned, 1);
  });

  it('always leads to the open cell most worth a look that has not been passed', () => {
    const step = fc.record({
      what: fc.constantFrom('next', 'confirm', 'reject', 'open', 'gone', 'threshold'),
      id: fc.constantFrom(...'abcdef'),
      worth: fc.constantFrom(0, 0.25, 0.5, 0.5, 0.75),
      score: fc.constantFrom(0.4, 0.6, 0.9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (script) => {
        const { store, state, queue } = bench([...'abcd'].map((id, i) => cell(id, i / 4)));
        const passed = new Set<string>();
        let onView: string | undefined;
        for (const { what, id, worth, score } of script) {
          if (what === 'threshold') state.threshold = score;
          else if (what === 'gone') store.apply({ added: [], removed: [id] });
          else if (what === 'open') store.apply({ added: [cell(id, worth, { score })], removed: [] });
          else if (what !== 'next') {
            const review = answered(what === 'confirm' ? 'confirmed' : 'rejected');
            store.apply({ added: [cell(id, worth, { score, review })], removed: [] });
          } else {
            const open = [...store.all()].filter(
              (each) => !each.review?.confirmed && isShown(each, state.threshold),
            );
            if (onView !== undefined) passed.add(onView);
            let allowed = open.filter((each) => !passed.has(each.id));
            if (!allowed.some(isDoubtful)) {
              for (const each of open) if (isDoubtful(each) && each.id !== onView) passed.delete(each.id);
              allowed = open.filter((each) => !passed.has(each.id));
            }
            if (allowed.length === 0) {
              passed.clear();
              allowed = open.filter((each) => each.id !== onView);
            }
            const next = queue.next(onView);
            assert.equal(
              next === undefined ? undefined : store.get(next)?.reconstructionError,
              allowed.length === 0
                ? undefined
                : Math.max(...allowed.map(({ reconstructionError }) => reconstructionError)),
            );
            assert.ok(next === undefined || allowed.some((each) => each.id === next), 'is one of them');
            onView = next;
          }
        }
      }),
    );
  });
});
