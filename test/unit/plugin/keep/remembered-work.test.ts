import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import type { Work } from '../../../../plugin/keep/merge-work.js';
import { rememberedWork } from '../../../../plugin/keep/remembered-work.js';
import { Review } from '../../../../plugin/review/review.js';
import {
  BASOPHIL,
  cellNamed,
  keptSession,
  MONOCYTE,
  ScriptedDatabase,
  ScriptedPage,
  slideNamed,
} from './scripted-page.js';

const BOX = { minX: 0, minY: 0, maxX: 100, maxY: 100 };

/** What a run finds in the place of another cell. */
const inPlaceOf = (place: string, id: string): Cell => cellNamed(place, { id });

describe('work that was forgotten and is brought back', () => {
  let page: ScriptedPage;
  let database: ScriptedDatabase;
  let found: Cell[];
  let session: AttachedSession;

  async function open(): Promise<AttachedSession> {
    const opened = keptSession(database, { found });
    opened.setSlide(slideNamed('A'));
    await opened.keeping?.ready;
    return opened;
  }
  /** The slide as it is now, and as it is once it is opened again. */
  async function nowAndLater(): Promise<[unknown, unknown]> {
    const summaryOf = ({ cells, counting, review: { history } }: AttachedSession): unknown => ({
      cells: [...cells.all()].map(({ id, label, review }) => [id, label.name, review?.confirmed]).sort(),
      areas: counting.areas.list.map(({ name }) => name),
      steps: history.record.steps.map(({ kind }) => kind),
      done: history.record.done,
    });
    const now = summaryOf(session);
    await session.keeping?.flush();
    await session.dispose();
    session = await open();
    return [now, summaryOf(session)];
  }

  beforeEach(async () => {
    page = new ScriptedPage();
    database = new ScriptedDatabase();
    found = [cellNamed('c1'), cellNamed('c2')];
    session = await open();
    await session.analyzeSlide();
    session.review.assign(['c2'], MONOCYTE);
    session.counting.areas.add(BOX, 'old');
    await session.keeping?.flush();
    await session.keeping?.forget();
    assert.deepEqual([session.cells.size, session.counting.areas.list.length], [0, 0]);
  });
  afterEach(async () => {
    await session.dispose();
    page.close();
  });

  it('stands under all that was done since, with its steps and areas, also when the slide is opened again', async () => {
    found.splice(0, 2, cellNamed('c7'));
    await session.analyzeSlide();
    session.review.confirm(['c7']);
    session.counting.areas.add(BOX, 'new');
    await session.keeping?.flush();
    session.keeping?.remember();
    const [now, later] = await nowAndLater();
    assert.deepEqual(now, {
      cells: [
        ['c1', 'Neutrophil', undefined],
        ['c2', 'Monocyte', true],
        ['c7', 'Neutrophil', true],
      ],
      areas: ['old', 'new'],
      steps: ['analyse', 'assign', 'areas', 'analyse', 'confirm', 'areas'],
      done: 6,
    });
    assert.deepEqual(later, now);
  });

  it('keeps areas without a step beside those that have come since', async () => {
    session.keeping?.remember();
    session.counting.restore({
      ...session.counting.record,
      areas: [{ id: 'x', name: 'without a step', box: BOX }],
    });
    await session.keeping?.flush();
    await session.keeping?.forget();
    session.counting.restore({ ...session.counting.record, areas: [{ id: 'y', name: 'since', box: BOX }] });
    session.keeping?.remember();
    const names = session.counting.areas.list.map(({ name }) => name).sort();
    assert.deepEqual(names, ['old', 'since', 'without a step']);
  });

  it('counts no cell twice that was found anew: a person’s correction wins, then what was there', async () => {
    found.splice(0, 2, inPlaceOf('c1', 'n1'), inPlaceOf('c2', 'n2'), inPlaceOf('c3', 'n3'));
    await session.analyzeSlide();
    session.review.assign(['n1'], BASOPHIL);
    await session.keeping?.flush();
    session.keeping?.remember();
    const [now, later] = await nowAndLater();
    assert.deepEqual((now as { cells: unknown }).cells, [
      ['c1', 'Basophil', true],
      ['c2', 'Monocyte', true],
      ['n3', 'Neutrophil', undefined],
    ]);
    assert.deepEqual(later, now);
    session.review.history.undo();
    session.review.history.undo();
    assert.deepEqual([...session.cells.all()].map(({ id, label }) => `${id} ${label.name}`).sort(), [
      'c1 Neutrophil',
      'c2 Monocyte',
    ]);
  });

  it('brings nothing that was done since and undone', async () => {
    found.splice(0, 2, inPlaceOf('c1', 'n1'));
    await session.analyzeSlide();
    session.review.history.undo();
    session.keeping?.remember();
    session.review.history.redo();
    const [now, later] = await nowAndLater();
    assert.deepEqual(later, now);
    assert.deepEqual([...session.cells.all()].map(({ id }) => id).sort(), ['c1', 'c2']);
  });
});

describe('remembered work', () => {
  const script = fc.array(
    fc.record({
      what: fc.constantFrom('find', 'assign', 'reject', 'clear', 'undo', 'redo'),
      at: fc.nat({ max: 3 }),
    }),
    { maxLength: 15, size: 'max' },
  );

  /** Plays what is done to a slide; what is found goes by ids of its own. */
  function play(steps: readonly { what: string; at: number }[], prefix: string): Work {
    const cells = new CellStore();
    const review = new Review({ cells, now: () => new Date(0), threshold: () => 0 });
    for (const [index, { what, at }] of steps.entries()) {
      const { box } = cellNamed(`c${at}`);
      const [here] = cells.within(box);
      const ids = here ? [here.id] : [];
      if (what === 'find' && !here) {
        review.replace('analyse', [{ after: inPlaceOf(`c${at}`, `${prefix}${index}`) }]);
      } else if (what === 'assign') review.assign(ids, MONOCYTE);
      else if (what === 'reject') review.reject(ids);
      else if (what === 'clear')
        review.replace(
          'clear',
          [...cells.all()].map((before) => ({ before })),
        );
      else if (what === 'undo') review.history.undo();
      else review.history.redo();
    }
    return { cells: new Map([...cells.all()].map((cell) => [cell.id, cell])), record: review.history.record };
  }

  it('holds each cell once whatever was done, and undo leads through the later work back to the old', () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const [old, since] = [play(before, 'o'), play(after, 'n')];
        const work = rememberedWork(old, since, 'now');
        const store = new CellStore();
        store.apply({ added: [...work.cells.values()], removed: [] });
        const { history } = new Review({ cells: store, now: () => new Date(0), threshold: () => 0 });
        history.restore(work.record);
        const byId = (): ReadonlyMap<string, Cell> =>
          new Map([...store.all()].map((cell) => [cell.id, cell]));
        const check = (): void => {
          const places = [...store.all()].map(({ box }) => box.minX);
          assert.equal(new Set(places).size, places.length, places.join());
        };
        check();
        const reviewed = [...since.cells.values()].filter(({ review }) => review);
        for (const cell of reviewed) {
          const [stands] = store.within(cell.box);
          assert.deepEqual([stands?.label, stands?.review], [cell.label, cell.review]);
        }
        for (const cell of old.cells.values()) assert.equal(store.within(cell.box).length, 1, cell.id);
        while (history.record.done > old.record.done) {
          history.undo();
          check();
        }
        assert.deepEqual(byId(), old.cells);
        while (history.undo()) check();
        assert.equal(store.size, 0);
        while (history.redo()) check();
      }),
      { numRuns: 300 },
    );
  });
});
