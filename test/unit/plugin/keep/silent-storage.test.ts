import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { until } from '../../until.js';
import { keptSession, MONOCYTE, ScriptedDatabase, ScriptedPage, slideNamed } from './scripted-page.js';

let page: ScriptedPage;
let database: ScriptedDatabase;
beforeEach(() => {
  page = new ScriptedPage();
  database = new ScriptedDatabase();
});
afterEach(() => page.close());

describe('storage that never answers', () => {
  for (const silent of ['open', 'read'] as const) {
    it(`when asked to ${silent}: the slide is analysed and corrected all the same, and said not to be kept`, async () => {
      database.silent = silent;
      const session = keptSession(database, { patience: 30 });
      session.setSlide(slideNamed('A'));
      assert.equal(session.keeping?.state, 'restoring');
      await session.analyzeSlide();
      assert.equal(session.cells.size, 2);
      session.review.assign(['c1'], MONOCYTE);
      await session.keeping?.flush();
      assert.equal(session.keeping?.state, 'unavailable');
      assert.equal((session.keeping?.cause as DOMException).name, 'TimeoutError');
      await session.dispose();
    });
  }

  it('when asked to write: that is said, and what was done is written once it answers again', async () => {
    const session = keptSession(database, { patience: 30 });
    session.setSlide(slideNamed('A'));
    await session.analyzeSlide();
    await session.keeping?.flush();
    database.silent = 'write';
    session.review.assign(['c1'], MONOCYTE);
    await until(() => session.keeping?.state === 'unavailable', 'it to be said');
    database.silent = undefined;
    await until(() => session.keeping?.state === 'kept', 'the step to be kept');
    await session.dispose();
    const again = keptSession(database);
    again.setSlide(slideNamed('A'));
    await again.keeping?.ready;
    assert.equal(again.cells.get('c1')?.label.name, 'Monocyte');
    await again.dispose();
  });
});

describe('a step of a person', () => {
  it('is handed to the browser without waiting for a timer', async () => {
    const session = keptSession(database, { delay: 60_000 });
    try {
      session.setSlide(slideNamed('A'));
      await session.analyzeSlide();
      await session.keeping?.flush();
      const steps = (): readonly string[] =>
        [...database.journal.values()].flatMap(({ history }) => history?.steps.map(({ kind }) => kind) ?? []);
      session.review.assign(['c1'], MONOCYTE);
      await until(() => steps().at(-1) === 'assign', 'the step to be written');
      session.review.confirm(['c2']);
      await until(() => steps().at(-1) === 'confirm', 'the second step to be written');
    } finally {
      await session.dispose();
    }
  });
});
