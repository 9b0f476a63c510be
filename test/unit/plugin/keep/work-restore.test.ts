import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { NamedPack } from '../../../../models/domain/model-info.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { JournalWriter } from '../../../../plugin/keep/journal-writer.js';
import type { KeepDatabase, KeptSlide } from '../../../../plugin/keep/keep-database.js';
import type { KeptSession } from '../../../../plugin/keep/keeping.js';
import { SlideSettings } from '../../../../plugin/keep/slide-settings.js';
import { SlideWork } from '../../../../plugin/keep/slide-work.js';
import { TargetPack } from '../../../../plugin/keep/target-pack.js';
import { WorkRestore } from '../../../../plugin/keep/work-restore.js';
import { Review } from '../../../../plugin/review/review.js';
import { BASOPHIL, cellNamed, modelsNamed, MONOCYTE, NEUTROPHIL, ScriptedDatabase } from './scripted-page.js';

const AT = '2026-01-01T08:00:00.000Z';
const MODELS = modelsNamed('one', [NEUTROPHIL, MONOCYTE]);

let database: KeepDatabase;
beforeEach(async () => {
  database = await new ScriptedDatabase().open();
});

/** A tab with the slide open, which writes when the test asks it to. */
function openTab(pack: NamedPack | undefined = MODELS) {
  const cells = new CellStore();
  const review = new Review({ cells, now: () => new Date(AT), threshold: () => 0.5 });
  const session: KeptSession = Object.assign(new EventTarget(), {
    cells,
    review,
    threshold: 0.5,
    selected: undefined,
    cancel: () => undefined,
    takeResolution: () => undefined,
  });
  const work = new SlideWork(session);
  const writer = new JournalWriter();
  const settings = new SlideSettings(session, undefined);
  const target = new TargetPack();
  const restore = new WorkRestore({ work, settings, writer, target, openPack: () => pack, now: () => AT });
  cells.subscribe((change) => {
    if (!work.isLoading) writer.note(change);
  });
  const write = async (): Promise<void> => {
    settings.note();
    target.settle(pack);
    const record: KeptSlide = { ...settings.now, slide: 's', changedAt: AT, packs: target.packs };
    const entries = writer.draftAll('s', work.cellOf, review.history.record, target.pack?.packHash);
    for (const { entry } of entries) await database.append(record, entry);
  };
  const labels = (): string[] => [...cells.all()].map(({ id, label }) => `${id} ${label.name}`).sort();
  return { cells, review, session, work, writer, settings, target, restore, write, labels };
}

/** A tab that has found two cells and written them. */
async function writtenTab(): Promise<ReturnType<typeof openTab>> {
  const tab = openTab();
  tab.cells.apply({ added: [cellNamed('c1'), cellNamed('c2')], removed: [] });
  await tab.write();
  return tab;
}

describe('restoring a slide’s work', () => {
  it('brings cells, history and settings back, and reports how many cells and from when', async () => {
    const one = await writtenTab();
    one.review.assign(['c1'], MONOCYTE);
    one.session.threshold = 0.7;
    await one.write();
    const two = openTab();
    await two.restore.run(database, 's');
    assert.deepEqual(two.labels(), ['c1 Monocyte', 'c2 Neutrophil']);
    assert.equal(two.review.history.undoable?.kind, 'assign');
    assert.equal(two.session.threshold, 0.7);
    assert.deepEqual(two.restore.restored, { cells: 2, at: AT });
    assert.ok(!two.writer.hasChanges(two.review.history.record), 'nothing of that is to be written again');
  });

  it('brings nothing back of a slide that has no journal', async () => {
    const tab = openTab();
    await tab.restore.run(database, 's');
    assert.equal(tab.restore.restored, undefined);
    assert.ok(!tab.settings.hasChanges, 'and stores no settings of it');
  });

  it('keeps what was done before it came back on top of it, as steps to undo', async () => {
    await writtenTab();
    const two = openTab();
    const id = two.review.add(Float64Array.of(900, 0, 909, 0, 909, 9), BASOPHIL);
    await two.restore.run(database, 's');
    assert.deepEqual(two.cells.size, 3);
    two.review.history.undo();
    assert.equal(two.cells.get(id), undefined);
    assert.equal(two.cells.size, 2);
  });

  it('follows another tab: reads only what is new, under the changes that were made here', async () => {
    const one = await writtenTab();
    const two = openTab();
    await two.restore.run(database, 's');
    one.review.assign(['c1'], MONOCYTE);
    await one.write();
    two.review.assign(['c2'], BASOPHIL);
    const read: number[] = [];
    const { readJournal } = database;
    database.readJournal = (slide, after) => {
      read.push(after);
      return readJournal(slide, after);
    };
    await two.restore.run(database, 's');
    assert.deepEqual(read, [1], 'after the first entry');
    assert.deepEqual(two.labels(), ['c1 Monocyte', 'c2 Basophil']);
    two.restore.startOver();
    await two.restore.run(database, 's');
    assert.deepEqual(read, [1, 0], 'from the beginning');
    assert.deepEqual(two.labels(), ['c1 Monocyte', 'c2 Basophil']);
  });

  it('merges unsaved work once, with its settings, and has it written', async () => {
    const one = await writtenTab();
    one.review.assign(['c1'], MONOCYTE);
    one.session.threshold = 0.6;
    one.settings.note();
    const two = openTab();
    two.restore.unsaved = {
      cellOf: one.work.cellOf,
      record: one.review.history.record,
      local: one.writer.local,
      settings: one.settings.now,
      pack: MODELS,
    };
    await two.restore.run(database, 's');
    assert.equal(two.restore.unsaved, undefined);
    assert.deepEqual(two.labels(), ['c1 Monocyte', 'c2 Neutrophil']);
    assert.equal(two.session.threshold, 0.6);
    assert.deepEqual([...two.writer.local.touched], ['c1']);
    await two.write();
    const three = openTab();
    await three.restore.run(database, 's');
    assert.deepEqual(three.labels(), ['c1 Monocyte', 'c2 Neutrophil']);
  });

  it('converts cells to the models that are open, and knows which pack found them', async () => {
    await writtenTab();
    const later = modelsNamed('two', [MONOCYTE, NEUTROPHIL]);
    const two = openTab(later);
    await two.restore.run(database, 's');
    assert.deepEqual([...(two.cells.get('c1')?.probabilities ?? [])], [0.25, 0.75]);
    assert.deepEqual(two.target.othersOf(two.cells.all()), ['pack one']);
  });

  it('counts damaged parts and brings back the others', async () => {
    const one = await writtenTab();
    one.review.assign(['c1'], MONOCYTE);
    await one.write();
    const { readJournal } = database;
    database.readJournal = async function* (slide, after) {
      for await (const { seq, entry } of readJournal(slide, after))
        yield seq === 2 ? { seq } : { seq, entry };
    };
    const two = openTab();
    await two.restore.run(database, 's');
    assert.equal(two.restore.damaged, 1);
    assert.deepEqual(two.labels(), ['c1 Neutrophil', 'c2 Neutrophil']);
  });

  it('puts nothing into the session once that shows another slide', async () => {
    await writtenTab();
    const two = openTab();
    const running = two.restore.run(database, 's');
    two.work.leave(false);
    await running;
    assert.equal(two.cells.size, 0);
    assert.equal(two.restore.restored, undefined);
  });
});
