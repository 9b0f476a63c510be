import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { JournalFlush } from '../../../../plugin/keep/journal-flush.js';
import type { PendingEntry } from '../../../../plugin/keep/journal-writer.js';
import type { KeepDatabase, KeptSlide } from '../../../../plugin/keep/keep-database.js';
import { Outbox } from '../../../../plugin/keep/outbox.js';
import { cellNamed } from './scripted-page.js';
import { JournalWriter } from '../../../../plugin/keep/journal-writer.js';
import { until } from '../../until.js';

const CELLS = Array.from({ length: 600 }, (_, index) => cellNamed(`c${index}`));
const NO_STEPS = { steps: [], done: 0 };
const RECORD: KeptSlide = { slide: 's', changedAt: '', reviewer: '', threshold: 0.5 };

let mayWrite: boolean;
let hasNewRecord: boolean;
/** The numbers of the entries as they were written; 0 for the record alone. */
let written: number[];
/** Set by a test to hold the database up. */
let held: Promise<void> | undefined;
let failures: unknown[];
let ended: number;
let writer: JournalWriter;
let outbox: Outbox;
let flush: JournalFlush;

beforeEach(() => {
  [mayWrite, hasNewRecord, written, held, failures, ended] = [true, false, [], undefined, [], 0];
  writer = new JournalWriter();
  writer.note({ added: CELLS, removed: [] });
  const cells = new Map(CELLS.map((cell) => [cell.id, cell]));
  const database = {
    append: async (_slide, entry) => {
      await held;
      written.push(entry?.seq ?? 0);
      hasNewRecord = false;
    },
  } as Partial<KeepDatabase> as KeepDatabase;
  outbox = new Outbox({
    openDatabase: async () => database,
    nextWrite: () => ({ record: RECORD, onWritten: () => undefined }),
    onFailed: (error) => failures.push(error),
  });
  outbox.database = database;
  flush = new JournalFlush({
    outbox,
    mayWrite: () => mayWrite,
    beginDraft: () => (mayWrite ? writer.draft('s', (id) => cells.get(id), NO_STEPS) : undefined),
    onDrafted: () => undefined,
    applied: async () => undefined,
    hasNewRecord: () => hasNewRecord,
    onEnd: () => ended++,
  });
});

describe('a flush of the journal', () => {
  it('writes all that was done, in the order of the entries, and nothing twice', async () => {
    await Promise.all([flush.run(), flush.run()]);
    assert.deepEqual(written, [1, 2, 3]);
    await flush.run();
    assert.deepEqual(written, [1, 2, 3]);
    assert.ok(outbox.isEmpty && ended > 0);
  });

  it('writes the slide’s record alone where only that has changed', async () => {
    await flush.run();
    hasNewRecord = true;
    await flush.run();
    assert.deepEqual(written, [1, 2, 3, 0]);
  });

  it('without the right to write neither drafts nor writes', async () => {
    mayWrite = false;
    await flush.run();
    flush.runAtOnce();
    assert.deepEqual(written, []);
    assert.ok(outbox.isEmpty);
    mayWrite = true;
    await flush.run();
    assert.deepEqual(written, [1, 2, 3]);
  });

  it('stops between two entries when the right to write is lost, and keeps the others', async () => {
    let go = (): void => undefined;
    held = new Promise((resolve) => (go = resolve));
    const running = flush.run();
    await until(() => !outbox.isEmpty, 'the draft');
    mayWrite = false;
    go();
    await running;
    assert.deepEqual(written, [1]);
    assert.deepEqual(
      outbox.drain().map(({ entry }: PendingEntry) => entry.seq),
      [2, 3],
    );
  });

  it('hands everything to the browser in one turn where the page may end', async () => {
    const asked: number[] = [];
    outbox.database = {
      append: async (_slide, entry) => void asked.push(entry?.seq ?? 0),
    } as Partial<KeepDatabase> as KeepDatabase;
    flush.runAtOnce();
    assert.deepEqual(asked, [1, 2, 3]);
    await until(() => outbox.isEmpty, 'the answers');
  });

  it('finishes in one turn a draft that was begun in slices', async () => {
    const running = flush.run();
    await Promise.resolve();
    flush.draftAtOnce();
    assert.ok(!flush.isDrafting && !outbox.isEmpty);
    await running;
    assert.deepEqual(written, [1, 2, 3]);
  });

  it('keeps an entry that could not be written, reports why, and writes it the next time', async () => {
    const full = new DOMException('No room.', 'QuotaExceededError');
    held = Promise.reject(full);
    // Node would count it as nobody's where the draft takes more than one turn.
    held.catch(() => undefined);
    await flush.run();
    assert.deepEqual([failures, written], [[full], []]);
    held = undefined;
    await flush.run();
    assert.deepEqual(written, [1, 2, 3]);
  });

  it('goes on with a new database where the browser has closed the old one', async () => {
    outbox.database = {
      append: () => Promise.reject(new DOMException('Closed.', 'InvalidStateError')),
    } as Partial<KeepDatabase> as KeepDatabase;
    await flush.run();
    assert.deepEqual([failures, written], [[], [1, 2, 3]]);
  });
});
