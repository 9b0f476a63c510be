import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JournalReader } from '../../../../plugin/keep/journal-reader.js';
import { compacted } from '../../../../plugin/keep/kept-cell.js';
import { cell, IDS, MONOCYTE, NEUTROPHIL, openWork, play, read, script, UNKNOWN } from './played-work.js';

describe('the journal of a slide', () => {
  it('gives back cells, their order, steps and undone steps, wherever it was written in between', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const one = openWork(...IDS.map((id) => cell(id)));
        for (const step of steps) play(one, step);
        one.write();
        const back = read(one.journal);
        assert.deepEqual([...back.cells.values()], [...one.store.all()]);
        assert.deepEqual(back.record, one.review.history.record);
        assert.equal(back.damaged, 0);
      }),
    );
  });

  it('drafts one correction as one cell without its body, and one step', () => {
    const { review, write } = openWork(...Array.from({ length: 1000 }, (_, i) => cell(`c${i}`)));
    write();
    review.assign(['c500'], MONOCYTE);
    const [only, ...others] = write();
    assert.equal(others.length, 0);
    assert.equal(only?.entry.fresh.length, 1);
    assert.equal(only.entry.fresh[0]?.body, undefined);
    assert.equal(only.entry.history?.steps.length, 1);
    review.history.undo();
    assert.equal(write()[0]?.entry.fresh.length, 0, 'what is undone is known already');
    assert.equal(write().length, 0);
  });

  it('never stores the buffer behind a view', () => {
    const many = new Float32Array(5000);
    const { write } = openWork(cell('a', { embedding: many.subarray(50, 100) }));
    const kept = compacted(write()[0]?.entry.fresh[0] ?? assert.fail());
    assert.equal(kept.body?.embedding.buffer.byteLength, 200);
  });

  it('holds body and label of a hundred corrections once', () => {
    const one = openWork(cell('a'), cell('b'));
    for (let i = 0; i < 50; i++) one.review.assign(['a', 'b'], i % 2 ? NEUTROPHIL : MONOCYTE);
    one.write();
    const back = read(one.journal);
    const versions = back.record.steps.flatMap(({ changes }) => changes.map(({ after }) => after));
    assert.equal(new Set(versions.map((version) => version?.outline)).size, 2);
    assert.equal(new Set(versions.map((version) => version?.label)).size, 2);
  });

  const damages: Record<string, (entry: Record<string, unknown>) => unknown> = {
    'cannot be read': () => undefined,
    'is something else': () => 'work',
    'has lost its cells': (entry) => ({ ...entry, fresh: null }),
    'has a cell without an outline': (entry) => ({
      ...entry,
      fresh: [{ n: 2048, label: NEUTROPHIL, body: { id: 'x', box: null } }, null],
    }),
    'has a step that is none': (entry) => ({ ...entry, history: { from: 0, steps: [{}], done: 1 } }),
    'has steps far beyond the others': (entry) => ({ ...entry, history: { from: 7, steps: [], done: 9 } }),
    'refers to versions that do not exist': (entry) => ({ ...entry, now: Float64Array.of(5, Number.NaN) }),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`skips an entry that ${name}, and keeps the others`, () => {
      const one = openWork(cell('a'), cell('b'));
      one.write();
      one.review.assign(['a'], MONOCYTE);
      one.write();
      one.review.assign(['b'], UNKNOWN);
      one.write();
      const reader = new JournalReader();
      one.journal.forEach(({ entry }, index) => {
        reader.add(entry.seq, index === 1 ? damage({ ...entry }) : entry);
      });
      assert.deepEqual([...reader.cells.keys()], ['a', 'b']);
      assert.equal(reader.cells.get('b')?.label.name, 'Unknown');
      const again = openWork(...reader.cells.values());
      again.review.history.restore(reader.record);
      while (again.review.history.undo());
      while (again.review.history.redo());
      assert.equal(again.store.get('b')?.label.name, 'Unknown');
    });
  }

  it('skips a step whose areas are invalid, and keeps the rest of its entry', () => {
    const box = { minX: 0, minY: 0, maxX: 9, maxY: 9 };
    const one = openWork(cell('a'));
    one.write();
    one.review.recordAreas([], [{ id: '1', name: 'one', box }]);
    one.write();
    for (const after of [[{ id: '1', name: 'one', box: { ...box, maxX: 'wide' } }], 'one', undefined]) {
      const reader = new JournalReader();
      for (const { entry } of one.journal) {
        const { history } = entry;
        const steps = history?.steps.map((step) =>
          step.kind === 'areas' ? { ...step, areas: { before: [], after } } : step,
        );
        reader.add(entry.seq, { ...entry, ...(history ? { history: { ...history, steps } } : {}) });
      }
      assert.ok(reader.damaged > 0);
      assert.ok(reader.record.steps.every(({ kind }) => kind !== 'areas'));
    }
  });

  it('takes no damaged number of steps for the length of a list', () => {
    const one = openWork(cell('a'));
    one.write();
    one.review.assign(['a'], MONOCYTE);
    one.write();
    const reader = new JournalReader();
    for (const { entry } of one.journal) {
      const { history } = entry;
      reader.add(entry.seq, { ...entry, ...(history ? { history: { ...history, from: 2 ** 40 } } : {}) });
      reader.add(entry.seq, { ...entry, history: null });
    }
    assert.ok(reader.damaged > 0);
    assert.equal(reader.record.steps.length, 0);
  });

  it('reports that something was damaged, and uses no number of a damaged entry again', () => {
    const one = openWork(cell('a'));
    one.write();
    one.review.assign(['a'], MONOCYTE);
    one.write();
    const reader = new JournalReader();
    for (const [index, { entry }] of one.journal.entries())
      reader.add(entry.seq, index === 1 ? undefined : entry);
    assert.equal(reader.damaged, 1);
    const next = openWork(...reader.cells.values());
    next.writer.follow(reader);
    next.review.confirm(['a']);
    assert.equal(next.write()[0]?.entry.seq, 3);
  });
});
