import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import type { KeepingState } from '../../../../plugin/keep/keeping.js';
import { until } from '../../until.js';
import { keptSession, MONOCYTE, ScriptedDatabase, ScriptedPage, slideNamed } from './scripted-page.js';

let page: ScriptedPage;
let database: ScriptedDatabase;
beforeEach(() => {
  page = new ScriptedPage();
  database = new ScriptedDatabase();
});
afterEach(() => page.close());

const nameOf = (session: AttachedSession, id: string): string | undefined =>
  session.cells.get(id)?.label.name;

const reaches = ({ keeping }: AttachedSession, state: KeepingState): Promise<void> =>
  until(
    () => keeping?.state === state,
    () => `the state ${state}; it is ${keeping?.state}`,
  );

/** A session that has corrected a cell of slide A on a full disk. */
async function correctedOnFullDisk(): Promise<AttachedSession> {
  const session = keptSession(database);
  session.setSlide(slideNamed('A'));
  await session.analyzeSlide();
  await session.keeping?.flush();
  database.failure = 'QuotaExceededError';
  session.review.assign(['c1'], MONOCYTE);
  await reaches(session, 'full');
  return session;
}

describe('a session that is ended while the disk is full', () => {
  it('hands its work to the next session on the page, which can write at once', async () => {
    const ended = await correctedOnFullDisk();
    await ended.dispose();
    const next = keptSession(database);
    next.setSlide(slideNamed('A'));
    await next.keeping?.ready;
    assert.equal(nameOf(next, 'c1'), 'Monocyte');
    await reaches(next, 'full');
    next.review.confirm(['c2']);
    database.failure = undefined;
    await reaches(next, 'kept');
    assert.equal(next.review.history.undoable?.kind, 'confirm');
    await next.dispose();

    const again = keptSession(database);
    again.setSlide(slideNamed('A'));
    await again.keeping?.ready;
    assert.equal(nameOf(again, 'c1'), 'Monocyte');
    assert.equal(again.keeping?.state, 'kept');
    await again.dispose();
    assert.ok(!page.asks);
  });

  it('writes its work itself where no other takes it, and closes its database then', async () => {
    const ended = await correctedOnFullDisk();
    await ended.dispose();
    assert.ok(page.asks, 'the corrections would be lost with the page');
    assert.equal(database.openCount, 1);
    database.failure = undefined;
    await until(
      () => database.openCount === 0,
      () => `the database to be closed; ${database.openCount} are open`,
    );
    assert.ok(!page.asks);
  });

  it('leaves another database and other slides alone', async () => {
    const ended = await correctedOnFullDisk();
    await ended.dispose();
    const next = keptSession(database);
    next.setSlide(slideNamed('B'));
    await next.keeping?.ready;
    assert.equal(next.cells.size, 0);
    database.failure = undefined;
    await next.dispose();
    await until(
      () => database.openCount === 0,
      () => `the database to be closed; ${database.openCount} are open`,
    );
  });
});

describe('a slide that is left while the disk is full', () => {
  it('shows its corrections when it comes back, as steps to undo, and goes on being kept here', async () => {
    const session = await correctedOnFullDisk();
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    assert.equal(nameOf(session, 'c1'), 'Monocyte');
    await reaches(session, 'full');
    session.review.confirm(['c2']);
    database.failure = undefined;
    await reaches(session, 'kept');
    await session.keeping?.flush();
    assert.equal(session.review.history.undo()?.kind, 'confirm');
    assert.equal(session.review.history.undo()?.kind, 'assign');
    session.review.history.redo();
    await session.dispose();

    const again = keptSession(database);
    again.setSlide(slideNamed('A'));
    await again.keeping?.ready;
    assert.equal(nameOf(again, 'c1'), 'Monocyte');
    assert.equal(again.review.history.redoable?.kind, 'confirm');
    await again.dispose();
  });

  it('is opened and left again in haste, and still loses nothing', async () => {
    const session = await correctedOnFullDisk();
    for (const name of ['B', 'A', 'B', 'A', 'B']) session.setSlide(slideNamed(name));
    await session.keeping?.ready;
    database.failure = undefined;
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    assert.equal(nameOf(session, 'c1'), 'Monocyte');
    await session.dispose();
  });

  it('loses nothing when it is opened and left again while its earlier work is being read', async () => {
    const session = await correctedOnFullDisk();
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    const resume = database.holdReading();
    session.setSlide(slideNamed('A'));
    await until(() => database.reading === 'A', 'reading');
    session.setSlide(slideNamed('C'));
    resume();
    await session.keeping?.ready;
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    assert.equal(nameOf(session, 'c1'), 'Monocyte');
    database.failure = undefined;
    await session.dispose();
  });

  it('keeps what is done on it before its unsaved work has come back', async () => {
    const session = await correctedOnFullDisk();
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    session.setSlide(slideNamed('A'));
    const id = session.review.add(Float64Array.of(900, 0, 909, 0, 909, 9), MONOCYTE);
    session.setSlide(slideNamed('C'));
    await session.keeping?.ready;
    database.failure = undefined;
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    assert.equal(nameOf(session, 'c1'), 'Monocyte');
    assert.equal(nameOf(session, id), 'Monocyte', 'the cell that was drawn');
    await session.dispose();
  });

  it('is written when there is room, though another slide is open', async () => {
    const session = await correctedOnFullDisk();
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    database.failure = undefined;
    await until(() => database.journal.size === 2, 'the correction');
    await session.dispose();
    const again = keptSession(database);
    again.setSlide(slideNamed('A'));
    await again.keeping?.ready;
    assert.equal(nameOf(again, 'c1'), 'Monocyte');
    await again.dispose();
  });
});

describe('a slide without cells', () => {
  const area = { minX: 0, minY: 0, maxX: 100, maxY: 100 };

  it('is kept from the first area to count or resolution given on', async () => {
    const session = keptSession(database);
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    session.counting.areas.add(area, 'one');
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    session.setResolution(0.2);
    session.setSlide(slideNamed('C'));
    await session.keeping?.ready;
    await session.keeping?.flush();
    await session.dispose();
    assert.deepEqual([...database.slides.keys()].sort(), ['A', 'B'], 'and not before');

    const again = keptSession(database);
    again.setSlide(slideNamed('A'));
    await again.keeping?.ready;
    assert.deepEqual(
      again.counting.areas.list.map(({ box }) => box),
      [area],
    );
    again.setSlide(slideNamed('B'));
    await again.keeping?.ready;
    assert.equal(again.resolution?.micronsPerPixel, 0.2);
    assert.equal(again.counting.areas.list.length, 0);
    await again.dispose();
  });

  it('is not closed over its areas to count without asking', async () => {
    database.failure = 'QuotaExceededError';
    const session = keptSession(database);
    session.setSlide(slideNamed('A'));
    await session.keeping?.ready;
    assert.ok(!page.asks);
    session.counting.areas.add(area, 'one');
    await reaches(session, 'full');
    assert.ok(page.asks);
    database.failure = undefined;
    await reaches(session, 'kept');
    assert.ok(!page.asks);
    await session.dispose();
  });
});

describe('a page that is about to close', () => {
  it('asks as long as corrections of a slide that was left are not written', async () => {
    const session = await correctedOnFullDisk();
    assert.ok(page.asks);
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    await reaches(session, 'kept');
    assert.ok(page.asks, 'though the slide on view is kept');
    database.failure = undefined;
    await until(() => !page.asks, 'the correction to be written');
    await session.dispose();
  });

  it('does not ask for a slide that was left as it was written, whatever is done on the next', async () => {
    const session = keptSession(database);
    session.setSlide(slideNamed('A'));
    await session.analyzeSlide();
    session.setSlide(slideNamed('B'));
    await session.analyzeSlide();
    session.review.assign(['c1'], MONOCYTE);
    await session.keeping?.flush();
    assert.ok(!page.asks);
    await session.dispose();
  });
});

describe('when the work on a slide was last changed', () => {
  const changedAt = async (): Promise<string> => {
    const stored = await (await database.open()).readSlide('A');
    return (stored as { changedAt: string }).changedAt;
  };

  it('is not moved by opening the slide and looking around on it', async () => {
    const one = keptSession(database);
    one.setSlide(slideNamed('A'));
    await one.analyzeSlide();
    one.review.assign(['c1'], MONOCYTE);
    await one.dispose();
    const before = await changedAt();
    await new Promise((resolve) => setTimeout(resolve, 5));

    const two = keptSession(database);
    two.setSlide(slideNamed('A'));
    await two.keeping?.ready;
    two.selected = 'c2';
    await two.keeping?.flush();
    assert.equal(await changedAt(), before);
    const stored = await (await database.open()).readSlide('A');
    assert.equal((stored as { selected?: string }).selected, 'c2', 'it was written all the same');

    two.review.confirm(['c2']);
    await two.keeping?.flush();
    assert.ok((await changedAt()) > before);
    await two.dispose();
  });
});
