import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { isShown } from '../../../../plugin/cells/is-shown.js';
import { Review } from '../../../../plugin/review/review.js';
import { RunChanges } from '../../../../plugin/review/run-changes.js';
import { Selection } from '../../../../plugin/review/selection.js';
import { reviewStatusOf } from '../../../../models/domain/review-status.js';

const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const UNKNOWN: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };
const LABELS = [NEUTROPHIL, MONOCYTE, UNKNOWN];
const SQUARE = Float64Array.of(0, 0, 8, 0, 8, 8, 0, 8);

function cell(id: string, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label: NEUTROPHIL,
    probabilities: Float32Array.of(0.8, 0.2),
    embedding: new Float32Array(50),
    reconstructionError: 0.01,
    ...changes,
  };
}

/** The same so many pixels further right. */
function beside(id: string, at: number): Cell {
  const box = { minX: at, minY: 0, maxX: at + 10, maxY: 10 };
  return cell(id, { box, outline: Float64Array.of(at, 0, at + 10, 0, at + 10, 10, at, 10) });
}

function bench(...cells: Cell[]) {
  const store = new CellStore();
  store.apply({ added: cells, removed: [] });
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((minute) => new Date(Date.UTC(2026, 0, 1, 8, minute)));
  const review = new Review({
    cells: store,
    now: () => times.shift() ?? new Date(0),
    threshold: () => 0.5,
  });
  return { store, review };
}

describe('a correction', () => {
  it('keeps what the model said beside what the person said, with who and when', () => {
    const { store, review } = bench(cell('a'));
    review.reviewer = ' Dr. Weber ';
    review.assign(['a'], MONOCYTE);
    const corrected = store.get('a');
    assert.equal(corrected?.label.name, 'Monocyte');
    assert.deepEqual(corrected?.review, {
      suggested: NEUTROPHIL,
      confirmed: true,
      at: '2026-01-01T08:00:00.000Z',
      by: 'Dr. Weber',
    });
  });

  it('of a correction still keeps what the model said', () => {
    const { store, review } = bench(cell('a'));
    review.assign(['a'], MONOCYTE);
    review.assign(['a'], UNKNOWN);
    assert.equal(store.get('a')?.review?.suggested?.name, 'Neutrophil');
    assert.equal(store.get('a')?.label.name, 'Unknown');
  });

  it('by a bare name instead of a class is refused, and changes nothing', () => {
    const { store, review } = bench(cell('a'));
    for (const label of ['Monocyte', undefined, { name: 'Monocyte' }] as unknown as CellClass[]) {
      assert.throws(() => review.assign(['a'], label), {
        code: 'invalid-argument',
        message: /session\.classes/,
      });
      assert.throws(() => review.add(SQUARE, label), { code: 'invalid-argument' });
    }
    assert.equal(store.get('a')?.review, undefined);
    assert.equal(store.size, 1);
    assert.equal(review.history.record.steps.length, 0);
  });

  it('that changes nothing is no step', () => {
    const { review } = bench(cell('a'));
    review.confirm(['a']);
    review.confirm(['a', 'not there']);
    assert.equal(review.history.record.steps.length, 1);
  });

  it('touches only the records it names', () => {
    const { store, review } = bench(...['a', 'b', 'c'].map((id) => cell(id)));
    const [a, c] = [store.get('a'), store.get('c')];
    review.assign(['b'], MONOCYTE);
    assert.equal(store.get('a'), a);
    assert.equal(store.get('c'), c);
    assert.deepEqual(
      [...store.all()].map(({ id }) => id),
      ['a', 'b', 'c'],
      'and none loses its place',
    );
  });
});

describe('standing', () => {
  it('is suggested until a person agrees, and unknown stays unknown', () => {
    const { store, review } = bench(cell('a'), cell('b', { label: UNKNOWN }));
    const standing = (id: string) => reviewStatusOf(store.get(id) as Cell);
    assert.equal(standing('a'), 'suggested');
    review.confirm(['a', 'b']);
    assert.equal(standing('a'), 'confirmed');
    assert.equal(standing('b'), 'unknown');
  });

  it('of a class is confirmed as a whole, for the cells that are shown', () => {
    const { store, review } = bench(cell('a'), cell('faint', { score: 0.2 }), cell('m', { label: MONOCYTE }));
    assert.equal(review.confirmClass('Neutrophil'), 1);
    assert.equal(store.get('a')?.review?.confirmed, true);
    assert.equal(store.get('faint')?.review, undefined);
    assert.equal(store.get('m')?.review, undefined);
  });
});

describe('a rejected cell', () => {
  it('stays in the store, is not shown, and comes back as it was called', () => {
    const { store, review } = bench(cell('a'));
    review.reject(['a']);
    assert.equal(isShown(store.get('a') as Cell, 0), false);
    review.restore(['a']);
    assert.equal(isShown(store.get('a') as Cell, 0.5), true);
    assert.equal(store.get('a')?.label.name, 'Neutrophil');
    assert.equal(store.get('a')?.review?.confirmed, false);
  });

  it('is not confirmed with others: it was never agreed with when it comes back', () => {
    const { store, review } = bench(cell('a'), cell('b'));
    review.reject(['a']);
    review.confirm(['a', 'b']);
    review.restore(['a']);
    assert.equal(store.get('a')?.review?.confirmed, false);
    assert.equal(store.get('b')?.review?.confirmed, true);
  });
});

describe('a missed cell', () => {
  it('is added with its outline, and has no suggestion however often it is changed', () => {
    const { store, review } = bench();
    const id = review.add(SQUARE, NEUTROPHIL);
    assert.deepEqual(store.get(id)?.box, { minX: 0, minY: 0, maxX: 8, maxY: 8 });
    assert.equal(store.get(id)?.review?.suggested, undefined);
    review.assign([id], MONOCYTE);
    assert.equal(store.get(id)?.review?.suggested, undefined);
    assert.equal(store.get(id)?.review?.outlined, true);
  });
});

describe('undo and redo', () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom(
        'assign',
        'confirm',
        'reject',
        'restore',
        'add',
        'outline',
        'clear',
        'undo',
        'redo',
      ),
      ids: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
      label: fc.constantFrom(...LABELS),
    }),
    { maxLength: 40 },
  );

  it('lose nothing: all undone, the slide is as the models left it; all redone, as it was', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { store, review } = bench(...['a', 'b', 'c', 'd'].map((id) => cell(id)));
        const found = [...store.all()];
        for (const { what, ids, label } of script) {
          if (what === 'assign') review.assign(ids, label);
          else if (what === 'confirm') review.confirm(ids);
          else if (what === 'reject') review.reject(ids);
          else if (what === 'restore') review.restore(ids);
          else if (what === 'add') review.add(SQUARE, label);
          else if (what === 'outline') review.setOutline(ids[0] as string, SQUARE);
          else if (what === 'clear')
            review.replace(
              'clear',
              [...store.all()].map((before) => ({ before })),
            );
          else if (what === 'undo') review.history.undo();
          else review.history.redo();
        }
        while (review.history.redo());
        const byId = (cells: Iterable<Cell>) => new Map([...cells].map((each) => [each.id, each]));
        const left = byId(store.all());
        while (review.history.undo());
        assert.deepEqual(byId(store.all()), byId(found));
        while (review.history.redo());
        assert.deepEqual(byId(store.all()), left);
      }),
    );
  });

  it('forget what was undone when something new is done', () => {
    const { store, review } = bench(cell('a'));
    review.assign(['a'], MONOCYTE);
    review.history.undo();
    review.assign(['a'], UNKNOWN);
    assert.equal(review.history.redo(), undefined);
    assert.equal(store.get('a')?.label.name, 'Unknown');
  });

  it('go on from what was stored', () => {
    const { store, review } = bench(cell('a'));
    review.assign(['a'], MONOCYTE);
    review.confirm(['a']);
    review.assign(['a'], UNKNOWN);
    review.history.undo();
    const again = bench(...store.all());
    again.review.history.restore(structuredClone(review.history.record));
    again.review.history.undo();
    assert.equal(again.store.get('a')?.label.name, 'Neutrophil');
    again.review.history.redo();
    again.review.history.redo();
    assert.equal(again.store.get('a')?.label.name, 'Unknown');
  });
});

describe('a run of the models', () => {
  it('is one step, and leaves alone what a person has said', () => {
    const { store, review } = bench(cell('a'), cell('b'));
    review.assign(['a'], MONOCYTE);
    const run = new RunChanges(store);
    run.apply({ added: [cell('a', { label: UNKNOWN }), beside('new', 20)], removed: ['b'] });
    run.apply({ added: [], removed: ['a'] });
    review.recordStep('analyse', run.take());
    assert.deepEqual(
      [...store.all()].map(({ id, label }) => [id, label.name]),
      [
        ['a', 'Monocyte'],
        ['new', 'Neutrophil'],
      ],
    );
    assert.equal(review.history.undo()?.kind, 'analyse');
    assert.deepEqual([...store.all()].map(({ id }) => id).sort(), ['a', 'b']);
  });

  /** A bench over which a run is under way. */
  function running(...cells: Cell[]) {
    const store = new CellStore();
    store.apply({ added: cells, removed: [] });
    const run = new RunChanges(store);
    const review: Review = new Review({
      cells: store,
      now: () => new Date(0),
      threshold: () => 0.5,
      run: {
        flush: () => review.recordStep('analyse', run.take()),
        touches: (ids) => run.touches(ids),
      },
    });
    const ids = (): string => [...store.all()].map(({ id }) => id).join();
    return { store, run, review, ids };
  }

  it('does not find a second time what a reader drew, adjusted or rejected, whatever its outline', () => {
    const { store, review } = bench(beside('adjusted', 20), beside('rejected', 40), beside('open', 60));
    const drawn = review.add(Float64Array.of(2, 2, 8, 2, 8, 8, 2, 8), NEUTROPHIL);
    review.setOutline('adjusted', Float64Array.of(22, 2, 28, 2, 28, 8, 22, 8));
    review.reject(['rejected']);
    const run = new RunChanges(store);
    const found = [beside('1', 0), beside('2', 20), beside('3', 41), beside('4', 60), beside('5', 80)];
    run.apply({ added: found, removed: ['adjusted', 'rejected', 'open'] });
    const ids = [...store.all()].map(({ id }) => id).sort();
    assert.deepEqual(ids, ['4', '5', drawn, 'adjusted', 'rejected'].sort());
  });

  it('does not keep beside a reviewed cell what an earlier run found in its place', () => {
    const { store, review } = bench(beside('double', 0));
    const drawn = review.add(Float64Array.of(2, 2, 8, 2, 8, 8, 2, 8), NEUTROPHIL);
    const run = new RunChanges(store);
    run.apply({ added: [beside('double', 1)], removed: [] });
    assert.deepEqual(
      [...store.all()].map(({ id }) => id),
      [drawn],
    );
    review.recordStep('analyse', run.take());
    review.history.undo();
    assert.ok(store.get('double'));
  });

  it('that is under way leaves to undo what the reader did last, and keeps its own cells', () => {
    const { store, run, review, ids } = running();
    run.apply({ added: [beside('a', 0)], removed: [] });
    review.assign(['a'], MONOCYTE);
    run.apply({ added: [beside('b', 20)], removed: [] });
    assert.equal(review.history.undoable?.kind, 'assign');
    assert.equal(review.history.undo()?.kind, 'assign');
    assert.equal(store.get('a')?.label.name, 'Neutrophil');
    assert.equal(ids(), 'a,b');
  });

  it('that goes on after an undo leaves the step to be done again', () => {
    const { store, run, review, ids } = running(beside('a', 0));
    review.assign(['a'], MONOCYTE);
    review.history.undo();
    run.apply({ added: [beside('b', 20)], removed: [] });
    review.recordStep('analyse', run.take());
    run.apply({ added: [beside('c', 40)], removed: [] });
    assert.equal(review.history.redo()?.kind, 'assign');
    assert.equal(store.get('a')?.label.name, 'Monocyte');
    assert.equal(ids(), 'a,b,c');
    while (review.history.undo());
    assert.equal(ids(), 'a');
    assert.equal(store.get('a')?.label.name, 'Neutrophil');
  });

  it('that has found a cell anew comes before what was said of the cell as it was', () => {
    const { store, run, review } = running(beside('a', 0));
    review.assign(['a'], MONOCYTE);
    review.history.undo();
    const anew = beside('a', 1);
    run.apply({ added: [anew], removed: [] });
    assert.equal(review.history.redo(), undefined);
    assert.equal(store.get('a'), anew);
    assert.equal(review.history.undo()?.kind, 'analyse');
    assert.equal(store.get('a')?.box.minX, 0);
  });

  it('that finds the cells of an undone run anew, by other ids, leaves that run undone', () => {
    const { store, run, review, ids } = running();
    run.apply({ added: [beside('a', 0), beside('b', 100)], removed: [] });
    review.recordStep('analyse', run.take());
    review.history.undo();
    run.apply({ added: [beside('c', 101)], removed: [] });
    assert.equal(review.history.redo(), undefined);
    assert.equal(ids(), 'c');
    assert.equal(review.history.undo()?.kind, 'analyse');
    assert.equal(store.size, 0);
  });

  it('elsewhere on the slide leaves an undone run to be done again, and steps before the first double', () => {
    const { run, review, ids } = running();
    for (const [at, id] of ['a', 'b', 'c'].entries()) {
      run.apply({ added: [beside(id, at * 100)], removed: [] });
      review.recordStep('analyse', run.take());
    }
    while (review.history.undo());
    run.apply({ added: [beside('other', 50), beside('double', 101)], removed: [] });
    assert.equal(review.history.redo()?.kind, 'analyse');
    assert.equal(review.history.redo(), undefined);
    assert.equal(ids(), 'other,double,a');
  });

  it('leaves to be done again what was said of a cell beside which it has found another', () => {
    const { store, run, review } = running(beside('a', 0));
    review.assign(['a'], MONOCYTE);
    review.history.undo();
    run.apply({ added: [beside('b', 6)], removed: [] });
    assert.equal(review.history.redo()?.kind, 'assign');
    assert.equal(store.get('a')?.label.name, 'Monocyte');
  });

  it('that a refit as the last step has renamed is undone before it', () => {
    const { run, review } = running(beside('a', 0));
    review.replace('teach', [], 'lesson');
    run.apply({ added: [beside('b', 20)], removed: [] });
    assert.equal(review.history.undo()?.kind, 'analyse');
    assert.equal(review.history.undo()?.kind, 'teach');
  });

  it('never brings a cell a second time, whatever is undone and done again between runs', () => {
    const script = fc.array(
      fc.record({
        what: fc.constantFrom('assign', 'find', 'lose', 'undo', 'redo'),
        at: fc.nat({ max: 1 }),
      }),
      { maxLength: 30, size: 'max' },
    );
    fc.assert(
      fc.property(script, (steps) => {
        const { store, run, review } = running();
        for (const [index, { what, at }] of steps.entries()) {
          const [here] = store.within({ minX: at * 100, minY: 0, maxX: at * 100 + 10, maxY: 10 });
          if (what === 'find') run.apply({ added: [beside(here?.id ?? `${index}`, at * 100)], removed: [] });
          else if (what === 'lose') run.apply({ added: [], removed: here ? [here.id] : [] });
          else if (what === 'assign') review.assign(here ? [here.id] : [], MONOCYTE);
          else if (what === 'undo') review.history.undo();
          else review.history.redo();
          review.recordStep('analyse', run.take());
          const places = [...store.all()].map(({ box }) => box.minX);
          assert.equal(new Set(places).size, places.length, `${places.join()} after step ${index}`);
        }
      }),
    );
  });

  it('loses nothing by undo and redo while it is under way', () => {
    const script = fc.array(
      fc.record({ what: fc.constantFrom('assign', 'find', 'lose', 'undo', 'redo'), at: fc.nat({ max: 3 }) }),
      { maxLength: 30 },
    );
    const byId = (cells: Iterable<Cell>) => new Map([...cells].map((each) => [each.id, each]));
    fc.assert(
      fc.property(script, (steps) => {
        const { store, run, review } = running(beside('c0', 0), beside('c1', 100));
        const before = byId(store.all());
        for (const { what, at } of steps) {
          if (what === 'assign') review.assign([`c${at}`], MONOCYTE);
          else if (what === 'find') run.apply({ added: [beside(`c${at}`, at * 100 + 1)], removed: [] });
          else if (what === 'lose') run.apply({ added: [], removed: [`c${at}`] });
          else if (what === 'undo') review.history.undo();
          else review.history.redo();
        }
        review.recordStep('analyse', run.take());
        while (review.history.redo());
        const left = byId(store.all());
        while (review.history.undo());
        assert.deepEqual(byId(store.all()), before);
        while (review.history.redo());
        assert.deepEqual(byId(store.all()), left);
      }),
    );
  });
});

describe('the selection', () => {
  it('lets go of cells that vanish, and tells only of changes', () => {
    const { store, review } = bench(cell('a'), cell('b'));
    const selection = new Selection(store);
    let told = 0;
    selection.addEventListener('change', () => told++);
    selection.set(['a', 'b', 'not there']);
    selection.set(['b', 'a']);
    assert.equal(told, 1);
    review.replace('clear', [{ before: store.get('a') as Cell }]);
    assert.deepEqual([...selection.ids], ['b']);
  });
});
