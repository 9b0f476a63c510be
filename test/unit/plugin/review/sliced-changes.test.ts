import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { Review } from '../../../../plugin/review/review.js';

/** More than are done at once. */
const MANY = 12_000;
/** More than a fast machine does in the first slice, once its code is warm. */
const MORE_THAN_A_SLICE = 100_000;
const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const OUTLINE = Float64Array.of(0, 0, 8, 0, 8, 8, 0, 8);
const NONE = new Float32Array(0);

const cells = (count: number, label = NEUTROPHIL): Cell[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    box: { minX: i, minY: 0, maxX: i + 8, maxY: 8 },
    outline: OUTLINE,
    nuclei: [],
    score: 1,
    label,
    probabilities: NONE,
    embedding: NONE,
    reconstructionError: 0,
  }));

function bench(found: readonly Cell[] = []) {
  const store = new CellStore();
  store.apply({ added: found, removed: [] });
  const review = new Review({ cells: store, now: () => new Date(0), threshold: () => 0 });
  const here = (): ReadonlyMap<string, Cell> => new Map([...store.all()].map((cell) => [cell.id, cell]));
  return { store, review, history: review.history, here };
}

const never = new AbortController().signal;
/** So many tasks of the page have passed. */
async function tasks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a step of many cells', () => {
  it('comes in by and by, and is then the same as one that came in at once', async () => {
    const { store, review, history, here } = bench(cells(3000));
    const brought = cells(MORE_THAN_A_SLICE, MONOCYTE);
    const coming = review.import(brought, never);
    assert.ok(!history.isApplied && history.undoable?.kind === 'import');
    await coming;
    const atOnce = new CellStore();
    atOnce.apply({ added: cells(3000), removed: [] });
    atOnce.apply({ added: brought, removed: [] });
    assert.deepEqual([...store.all()], [...atOnce.all()]);
    assert.deepEqual(here(), new Map(brought.map((cell) => [cell.id, cell])));
    assert.equal(
      store.within({ minX: -1, minY: -1, maxX: brought.length + 9, maxY: 9 }).length,
      brought.length,
    );
  });

  it('is taken back and brought again by one undo and one redo', async () => {
    const found = cells(3000);
    const { review, history, here } = bench(found);
    await review.import(cells(MANY, MONOCYTE), never);
    const after = here();
    history.undo();
    await history.applied;
    assert.deepEqual(here(), new Map(found.map((cell) => [cell.id, cell])));
    history.redo();
    await history.applied;
    assert.deepEqual(here(), after);
  });

  it('that is given up before all are in leaves everything as it was, what can be done again too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(6), async (after) => {
        const { review, history, here } = bench(cells(3000));
        review.confirm(['c1']);
        review.reject(['c2']);
        history.undo();
        const [before, steps, { done }] = [here(), [...history.record.steps], history.record];
        const abort = new AbortController();
        const coming = review.import(cells(MANY, MONOCYTE), abort.signal);
        await tasks(after);
        const wasLate = history.isApplied;
        abort.abort(new Error('enough'));
        if (wasLate) await coming;
        else {
          await assert.rejects(coming, /enough/);
          assert.deepEqual(here(), before);
          assert.deepEqual(history.record, { steps, done });
          assert.ok(history.isApplied);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('that is undone on its way and then given up cannot be redone, and what could be before can', async () => {
    let onItsWay = 0;
    for (const after of [0, 1, 3]) {
      const { review, history, here } = bench(cells(3000));
      review.confirm(['c1']);
      review.reject(['c2']);
      history.undo();
      const [before, steps, { done }] = [here(), [...history.record.steps], history.record];
      const abort = new AbortController();
      const coming = review.import(cells(MORE_THAN_A_SLICE, MONOCYTE), abort.signal);
      await tasks(after);
      if (history.isApplied) continue; // all are in by then on a fast machine
      onItsWay++;
      history.undo();
      abort.abort(new Error('enough'));
      await assert.rejects(coming, /enough/);
      await history.applied;
      assert.deepEqual(here(), before);
      assert.deepEqual(history.record, { steps, done });
    }
    assert.ok(onItsWay > 0);
  });

  it('waits for what a person does meanwhile, and is below it, to be taken back after it', async () => {
    const what = fc.record({
      after: fc.nat(4),
      act: fc.constantFrom('assign', 'reject', 'undo', 'redo', 'all'),
      ids: fc.subarray(['c0', 'c5', 'c700', 'c2999', 'c11999'], { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(what, { maxLength: 5 }), async (script) => {
        const act = ({ review, history }: ReturnType<typeof bench>, step: (typeof script)[number]): void => {
          if (step.act === 'assign') review.assign(step.ids, NEUTROPHIL);
          else if (step.act === 'reject') review.reject(step.ids);
          else if (step.act === 'undo') history.undo();
          else if (step.act === 'redo') history.redo();
          else
            review.assign(
              cells(MANY).map(({ id }) => id),
              NEUTROPHIL,
            );
        };
        const [meanwhile, afterwards] = [bench(cells(3000)), bench(cells(3000))];
        const brought = cells(MANY, MONOCYTE);
        const coming = meanwhile.review.import(brought, never);
        for (const step of script) {
          await tasks(step.after);
          act(meanwhile, step);
        }
        await coming;
        await meanwhile.history.applied;
        await afterwards.review.import(brought, never);
        for (const step of script) {
          act(afterwards, step);
          await afterwards.history.applied;
        }
        assert.deepEqual(meanwhile.here(), afterwards.here());
        const told = ({ history: { record } }: ReturnType<typeof bench>): unknown => [
          record.done,
          record.steps.map(({ kind, changes }) => [kind, changes.length]),
        ];
        assert.deepEqual(told(meanwhile), told(afterwards));
        while (meanwhile.history.undo());
        await meanwhile.history.applied;
        assert.deepEqual(meanwhile.here(), bench(cells(3000)).here());
      }),
      { numRuns: 15 },
    );
  });

  it('is dropped with its slide', async () => {
    const { store, review, history } = bench();
    const coming = review.import(cells(MANY), never);
    history.forget();
    store.clear();
    await coming;
    assert.equal(store.size, 0);
    assert.equal(history.undoable, undefined);
  });
});
