import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { keptSession, MONOCYTE, ScriptedDatabase, ScriptedPage, slideNamed } from '../keep/scripted-page.js';

const BOX = { minX: 0, minY: 0, maxX: 100, maxY: 100 };

let page: ScriptedPage;
let database: ScriptedDatabase;
let session: AttachedSession;

async function opened(): Promise<AttachedSession> {
  const one = keptSession(database);
  one.setSlide(slideNamed('A'));
  await one.keeping?.ready;
  return one;
}

beforeEach(async () => {
  page = new ScriptedPage();
  database = new ScriptedDatabase();
  session = await opened();
});
afterEach(async () => {
  await session.dispose();
  page.close();
});

const names = ({ counting }: AttachedSession): string[] => counting.areas.list.map(({ name }) => name);

describe('an area of the count', () => {
  it('that was removed comes back to its place, with its name, by undo', () => {
    const { areas } = session.counting;
    const first = areas.add(BOX, 'first');
    areas.add(BOX, 'second');
    areas.rename(first, 'thin part');
    const before = areas.list;
    areas.remove(first);
    assert.deepEqual(names(session), ['second']);
    assert.equal(session.review.history.undo()?.kind, 'areas');
    assert.deepEqual(areas.list, before);
    session.review.history.redo();
    assert.deepEqual(names(session), ['second']);
  });

  it('is told once to whoever follows the areas', () => {
    let told = 0;
    session.counting.areas.addEventListener('change', () => told++);
    const id = session.counting.areas.add(BOX, 'one');
    session.counting.areas.rename(id, 'two');
    session.review.history.undo();
    session.review.history.redo();
    assert.equal(told, 4);
  });

  it('lets a correction that was made after it be undone first', async () => {
    await session.analyzeSlide();
    session.counting.areas.add(BOX, 'one');
    session.review.assign(['c1'], MONOCYTE);
    assert.equal(session.review.history.undo()?.kind, 'assign');
    assert.deepEqual(names(session), ['one']);
    assert.equal(session.review.history.undo()?.kind, 'areas');
    assert.deepEqual(names(session), []);
    assert.equal(session.cells.get('c1')?.review, undefined);
  });

  it('is no step where nothing about it changed', () => {
    const { areas } = session.counting;
    const id = areas.add(BOX, 'one');
    areas.rename(id, 'one');
    areas.rename('no such area', 'two');
    areas.remove('no such area');
    session.review.history.undo();
    assert.equal(session.review.history.undoable, undefined);
  });

  it('that came from a file stays while earlier steps are undone', () => {
    const { areas } = session.counting;
    areas.add(BOX, 'mine');
    areas.set([{ id: 'theirs', name: 'theirs', box: BOX }, ...areas.list]);
    session.review.history.undo();
    assert.deepEqual(names(session), ['theirs']);
    session.review.history.redo();
    assert.deepEqual(names(session), ['theirs', 'mine'], 'in the order in which they are walked');
  });

  it('can be undone and done again after the slide was opened anew', async () => {
    const { areas } = session.counting;
    const id = areas.add(BOX, 'one');
    areas.add(BOX, 'two');
    areas.remove(id);
    session.review.history.undo();
    await session.keeping?.flush();
    await session.dispose();
    session = await opened();
    assert.deepEqual(names(session), ['one', 'two']);
    session.review.history.redo();
    assert.deepEqual(names(session), ['two']);
    while (session.review.history.undo());
    assert.deepEqual(names(session), []);
    while (session.review.history.redo());
    assert.deepEqual(names(session), ['two']);
  });

  it('is as it was after any steps, once all of them are undone and done again', () => {
    const { areas } = session.counting;
    const { history } = session.review;
    const step = fc.record({ do: fc.constantFrom('add', 'rename', 'remove', 'undo'), at: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        while (history.undo());
        const start = areas.list;
        for (const [i, { do: act, at }] of steps.entries()) {
          const id = areas.list[at]?.id ?? '';
          if (act === 'add') areas.add(BOX, `${i}`);
          else if (act === 'rename') areas.rename(id, `${i}`);
          else if (act === 'remove') areas.remove(id);
          else history.undo();
        }
        const end = areas.list;
        let undone = 0;
        while (history.undo()) undone++;
        assert.deepEqual(areas.list, start);
        for (let i = 0; i < undone; i++) history.redo();
        assert.deepEqual(areas.list, end);
      }),
    );
  });
});
