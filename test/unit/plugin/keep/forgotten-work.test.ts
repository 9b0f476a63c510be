import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { ForgottenWork } from '../../../../plugin/keep/forgotten-work.js';
import { JournalWriter } from '../../../../plugin/keep/journal-writer.js';
import { SlideWork } from '../../../../plugin/keep/slide-work.js';
import { Review } from '../../../../plugin/review/review.js';
import { cellNamed, MONOCYTE } from './scripted-page.js';

const AT = '2026-01-01T08:00:00.000Z';

let cells: CellStore;
let review: Review;
let work: SlideWork;
let writer: JournalWriter;
let forgotten: ForgottenWork;

beforeEach(() => {
  cells = new CellStore();
  review = new Review({ cells, now: () => new Date(AT), threshold: () => 0.5 });
  work = new SlideWork({ cells, review });
  writer = new JournalWriter();
  cells.subscribe((change) => {
    if (!work.isLoading) writer.note(change);
  });
  forgotten = new ForgottenWork({}, work, writer);
  cells.apply({ added: [cellNamed('c1'), cellNamed('c2')], removed: [] });
  review.assign(['c1'], MONOCYTE);
  writer.draftAll('s', work.cellOf, review.history.record);
});

describe('forgotten work', () => {
  it('is gone from the session, history included, and leaves nothing to write', () => {
    forgotten.forget();
    assert.ok(forgotten.isPresent);
    assert.deepEqual([cells.size, review.history.undoable], [0, undefined]);
    assert.ok(!writer.hasChanges(review.history.record));
  });

  it('comes back with its history, all of it to be written into the empty journal', () => {
    forgotten.forget();
    forgotten.bringBack(AT);
    assert.ok(!forgotten.isPresent);
    assert.equal(cells.get('c1')?.label, MONOCYTE);
    const [entry] = writer.draftAll('s', work.cellOf, review.history.record);
    assert.deepEqual(entry?.entry.fresh.map(({ body }) => body?.id).filter(Boolean), ['c1', 'c2']);
    assert.equal(entry.entry.history?.steps.length, 1);
  });

  it('comes back beside later work; what that found anew is removed from the journal', () => {
    forgotten.forget();
    cells.apply({ added: [cellNamed('c2', { id: 'again' }), cellNamed('c9')], removed: [] });
    writer.draftAll('s', work.cellOf, review.history.record);
    forgotten.bringBack(AT);
    assert.deepEqual([...cells.all()].map(({ id }) => id).sort(), ['c1', 'c2', 'c9']);
    const [entry] = writer.draftAll('s', work.cellOf, review.history.record);
    assert.deepEqual(entry?.entry.gone, ['again']);
  });

  it('cannot come back once it is discarded', () => {
    forgotten.forget();
    forgotten.discard();
    forgotten.bringBack(AT);
    assert.equal(cells.size, 0);
  });
});
