import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mergeWork } from '../../../../plugin/keep/merge-work.js';
import { AT, cell, IDS, MONOCYTE, openWork, play, read, script, UNKNOWN } from './played-work.js';

describe('work that two have done', () => {
  /** Two tabs with the same kept work; that of the first is in the journal. */
  function two() {
    const first = openWork(...IDS.map((id) => cell(id)));
    first.write();
    first.review.confirm(['d']);
    first.write();
    const kept = read(first.journal);
    const second = openWork(...kept.cells.values());
    second.review.history.restore(kept.record);
    second.write();
    second.writer.follow(kept);
    return { first, second, known: new Map(kept.cells) };
  }

  function merged({ first, second, known }: ReturnType<typeof two>) {
    first.write();
    second.writer.dropUnchanged(known, (id) => second.store.get(id));
    const present = { cellOf: (id: string) => second.store.get(id), record: second.review.history.record };
    const work = mergeWork(read(first.journal), present, second.writer.local, AT);
    const both = openWork(...work.cells.values());
    both.review.history.restore(work.record);
    const names = (): string[] => IDS.map((id) => both.store.get(id)?.label.name ?? 'none');
    return { both, names };
  }

  it('is there as a whole: both corrections, and both steps to undo', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.second.review.assign(['b'], UNKNOWN);
    const { both, names } = merged(tabs);
    assert.deepEqual(names(), ['Monocyte', 'Unknown', 'Neutrophil', 'Neutrophil']);
    assert.equal(both.review.history.record.done, 3);
    both.review.history.undo();
    assert.deepEqual(names(), ['Monocyte', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
    both.review.history.undo();
    assert.deepEqual(names(), ['Neutrophil', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
  });

  it('on the same cell: the later version wins, and undo goes back to the other', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.second.review.assign(['a'], UNKNOWN);
    const { both, names } = merged(tabs);
    assert.equal(names()[0], 'Unknown');
    both.review.history.undo();
    assert.equal(names()[0], 'Monocyte');
  });

  it('where one has undone what both knew: it is undone, as a step of its own', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.second.review.history.undo();
    const { both, names } = merged(tabs);
    assert.equal(both.store.get('d')?.review, undefined);
    assert.equal(names()[0], 'Monocyte');
    both.review.history.undo();
    assert.equal(both.store.get('d')?.review?.confirmed, true);
  });

  it('and undone again is not there: the other’s version wins', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.second.review.assign(['a'], UNKNOWN);
    tabs.second.review.history.undo();
    assert.equal(merged(tabs).names()[0], 'Monocyte');
  });

  it('and undone again cannot be redone over the other’s version', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.second.review.assign(['b'], UNKNOWN);
    tabs.second.review.assign(['a'], UNKNOWN);
    tabs.second.review.assign(['c'], UNKNOWN);
    while (tabs.second.review.history.record.done > 1) tabs.second.review.history.undo();
    const { both, names } = merged(tabs);
    assert.equal(both.review.history.redo()?.kind, 'assign', 'of another cell');
    assert.equal(both.review.history.redo(), undefined);
    assert.deepEqual(names(), ['Monocyte', 'Unknown', 'Neutrophil', 'Neutrophil']);
    both.review.history.undo();
    assert.deepEqual(names(), ['Monocyte', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
  });

  it('where one has done nothing, is the other’s, with what was undone there', () => {
    const tabs = two();
    tabs.first.review.assign(['a'], MONOCYTE);
    tabs.first.review.history.undo();
    const { both, names } = merged(tabs);
    both.review.history.redo();
    assert.equal(names()[0], 'Monocyte');
  });

  it('loses nothing, whatever both have done: own versions win, the other’s cells are all there', () => {
    fc.assert(
      fc.property(script, script, (one, other) => {
        const tabs = two();
        for (const step of one) play(tabs.first, step);
        for (const step of other) if (!/write|run/.test(step.what)) play(tabs.second, step);
        const { both } = merged(tabs);
        const { touched } = tabs.second.writer.local;
        const own = [...touched].map((id) => tabs.second.store.get(id));
        for (const mine of own) assert.deepEqual(both.store.get(mine?.id ?? ''), mine);
        const { removed } = tabs.second.writer.local;
        for (const { id } of tabs.first.store.all()) assert.ok(removed.has(id) || both.store.get(id));
        let undone = 0;
        while (both.review.history.undo()) undone++;
        while (undone-- > 0) both.review.history.redo();
        for (const mine of own) assert.deepEqual(both.store.get(mine?.id ?? ''), mine);
      }),
    );
  });
});
