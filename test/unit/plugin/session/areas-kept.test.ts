import type { ModelInfo } from '../../../../models/domain/model-info.js';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { encodeGeoJson } from '../../../../plugin/formats/geojson.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import {
  cellNamed,
  keptSession,
  modelsNamed,
  MONOCYTE,
  NEUTROPHIL,
  ScriptedDatabase,
  ScriptedPage,
  slideNamed,
} from '../keep/scripted-page.js';
import { until } from '../../until.js';

const BOX = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
const MANY = 12_000;

let page: ScriptedPage;
let database: ScriptedDatabase;
beforeEach(() => {
  page = new ScriptedPage();
  database = new ScriptedDatabase();
});
afterEach(() => page.close());

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const names = ({ counting }: AttachedSession): string[] => counting.areas.list.map(({ name }) => name);
const kinds = ({ review }: AttachedSession): string[] =>
  review.history.record.steps.slice(0, review.history.record.done).map(({ kind }) => kind);

/** A slide that does not say how large its pixels are. */
function withoutScale(name: string): SlideReader {
  const { micronsPerPixel, ...slide } = slideNamed(name);
  void micronsPerPixel;
  return slide;
}

async function opened(
  slide = slideNamed('A'),
  options?: Parameters<typeof keptSession>[1],
): Promise<AttachedSession> {
  const session = keptSession(database, options);
  session.setSlide(slide);
  await session.keeping?.ready;
  return session;
}

/** A reader's file with an area, a limit and a resolution. */
function file(count: number, packHash = 'one'): Blob {
  const cells = Array.from({ length: count }, (_, i) =>
    cellNamed(`c${i % 40}`, { id: globalThis.crypto.randomUUID() }),
  );
  const header = {
    version: '1',
    pack: 'p',
    packHash,
    backend: '',
    threshold: 0.5,
    width: 1000,
    height: 800,
    micronsPerPixel: 0.31,
    resolutionSource: 'metadata',
    counting: { areas: [{ name: 'file area', box: BOX }], limit: 100 },
  } as const;
  const classes = [NEUTROPHIL, MONOCYTE];
  return new Blob([...encodeGeoJson(cells, { classes, embedding: true, header })]);
}

async function untilSomeAreThere(session: AttachedSession): Promise<void> {
  for (let i = 0; i < 5000 && session.cells.size === 0; i++) await wait(1);
  assert.ok(session.cells.size > 0 && !session.review.history.isApplied, 'some are there, not all');
}

describe('areas of the count that are kept', () => {
  it('stand beside those that were drawn before they were back', async () => {
    let session = await opened();
    session.counting.areas.add(BOX, 'kept');
    session.counting.limit = 200;
    await session.keeping?.flush();
    await session.dispose();
    session = keptSession(database);
    session.setSlide(slideNamed('A'));
    session.counting.areas.add(BOX, 'drawn meanwhile');
    await session.keeping?.ready;
    assert.deepEqual([names(session), session.counting.limit], [['kept', 'drawn meanwhile'], 200]);
    while (session.review.history.undo());
    assert.deepEqual(names(session), []);
    await session.dispose();
  });

  it('are those of both where two tabs draw them, also after the right to write has changed hands', async () => {
    const first = await opened();
    const second = await opened();
    first.counting.areas.add(BOX, 'of the first');
    await first.keeping?.flush();
    second.counting.areas.add(BOX, 'of the second');
    await first.dispose();
    await until(() => second.keeping?.state === 'kept', 'the right to write');
    await second.keeping?.flush();
    assert.deepEqual(names(second), ['of the first', 'of the second']);
    await second.dispose();
    const again = await opened();
    assert.deepEqual(names(again), ['of the first', 'of the second']);
    await again.dispose();
  });

  it('stay undone where the tab that only looked on undid them and took over', async () => {
    const first = await opened();
    first.counting.areas.add(BOX, 'one');
    await first.keeping?.flush();
    const second = await opened();
    assert.deepEqual(names(second), ['one']);
    second.review.history.undo();
    await second.keeping?.takeOver();
    await second.keeping?.flush();
    assert.deepEqual(names(second), []);
    await first.dispose();
    await second.dispose();
    const again = await opened();
    assert.deepEqual(names(again), []);
    again.review.history.undo();
    assert.deepEqual(names(again), ['one']);
    await again.dispose();
  });

  it('can be undone while thousands of cells are still coming back', async () => {
    const found = Array.from({ length: MANY }, (_, i) => cellNamed(`c${i}`));
    let session = await opened(slideNamed('A'), { found });
    await session.analyzeSlide();
    session.counting.areas.add(BOX, 'kept');
    await session.keeping?.flush();
    await session.dispose();
    session = keptSession(database, { found: [] });
    session.setSlide(slideNamed('A'));
    await untilSomeAreThere(session);
    assert.deepEqual(names(session), ['kept'], 'with its step');
    session.review.history.undo();
    await session.keeping?.ready;
    assert.deepEqual(names(session), []);
    session.review.history.redo();
    assert.deepEqual(names(session), ['kept']);
    await session.dispose();
  });

  it('go when the slide’s work is forgotten, and come back with it', async () => {
    const session = await opened();
    await session.analyzeSlide();
    session.counting.areas.add(BOX, 'one');
    await session.keeping?.flush();
    await session.keeping?.forget();
    assert.deepEqual([names(session), database.slides.size], [[], 0]);
    session.keeping?.remember();
    assert.deepEqual(names(session), ['one']);
    await session.dispose();
  });
});

describe('a slide that is left before its earlier work is back', () => {
  it('keeps how it was counted, its resolution, its threshold and its reviewer', async () => {
    let session = await opened();
    await session.analyzeSlide();
    session.counting.areas.add(BOX, 'kept');
    session.counting.limit = 200;
    session.setResolution(0.2);
    session.review.reviewer = 'Dr. Weber';
    session.threshold = 0.7;
    await session.keeping?.flush();
    await session.dispose();
    session = keptSession(database);
    session.setSlide(slideNamed('A'));
    session.counting.areas.add(BOX, 'quick');
    session.setSlide(slideNamed('B'));
    await session.keeping?.ready;
    await wait(50);
    await session.dispose();
    session = await opened();
    assert.deepEqual(names(session), ['kept', 'quick']);
    const { counting, threshold, resolution, review } = session;
    assert.deepEqual(
      [counting.limit, threshold, resolution?.micronsPerPixel, review.formerReviewer],
      [200, 0.7, 0.2, 'Dr. Weber'],
    );
    await session.dispose();
  });
});

describe('a file that comes in', () => {
  it('with areas is one step, areas and cells together', async () => {
    const session = await opened();
    await session.importGeoJson(file(3));
    assert.deepEqual([names(session), kinds(session)], [['file area'], ['import']]);
    session.review.history.undo();
    assert.deepEqual([names(session), session.cells.size], [[], 0]);
    session.review.history.redo();
    assert.deepEqual([names(session), session.cells.size], [['file area'], 3]);
    await session.dispose();
  });

  it('makes no step where it brings neither cells nor areas', async () => {
    const session = await opened();
    session.counting.areas.add(BOX, 'mine');
    const outcome = await session.importGeoJson(file(0));
    assert.equal(outcome.countsAnew, true, 'the limit is the file’s');
    assert.deepEqual([names(session), kinds(session)], [['mine'], ['areas']]);
    await session.dispose();
  });

  it('waits for earlier work, which outranks it', async () => {
    let session = await opened(withoutScale('A'));
    session.counting.areas.add(BOX, 'kept');
    session.counting.limit = 200;
    session.setResolution(0.2);
    await session.keeping?.flush();
    await session.dispose();
    session = keptSession(database);
    session.setSlide(withoutScale('A'));
    await session.importGeoJson(file(2));
    const { counting, resolution } = session;
    assert.deepEqual([names(session), counting.limit, resolution?.micronsPerPixel], [['kept'], 200, 0.2]);
    await session.dispose();
  });

  it('waits for earlier work also where models of another pack are still loading, and bring it in anew', async () => {
    let session = await opened();
    await session.analyzeSlide();
    session.counting.areas.add(BOX, 'kept');
    await session.keeping?.flush();
    await session.dispose();
    let load = (): void => undefined;
    const models = (): Promise<ModelInfo> =>
      new Promise((resolve) => {
        load = () => resolve(modelsNamed('two', [MONOCYTE, NEUTROPHIL]));
      });
    session = await opened(slideNamed('A'), { models });
    assert.deepEqual([names(session), session.cells.size], [['kept'], 2]);
    const coming = session.importGeoJson(file(2));
    await wait(20);
    database.pace = 100;
    load();
    await coming;
    await session.keeping?.ready;
    assert.deepEqual([names(session), session.cells.size], [['kept'], 4]);
    assert.deepEqual(kinds(session), ['analyse', 'areas', 'import']);
    await session.dispose();
  });

  it('leaves how to count to the reader who chooses it while the cells come in', async () => {
    const session = await opened();
    await session.load();
    const coming = session.importGeoJson(file(MANY));
    await untilSomeAreThere(session);
    session.counting.limit = 200;
    session.counting.basis = 'suggested';
    const outcome = await coming;
    assert.deepEqual([session.counting.limit, session.counting.record.basis], [200, 'suggested']);
    assert.deepEqual([names(session), outcome.countsAnew], [['file area'], true], 'areas of the file');
    await session.dispose();
  });

  it('says that it does not count anew where the reader has chosen all of it meanwhile', async () => {
    const session = await opened();
    await session.load();
    session.counting.areas.add(BOX, 'mine');
    const coming = session.importGeoJson(file(MANY));
    await untilSomeAreThere(session);
    session.counting.limit = 200;
    assert.equal((await coming).countsAnew, false);
    assert.deepEqual([names(session), session.counting.limit], [['mine'], 200]);
    await session.dispose();
  });

  it('brings a resolution that holds when the slide is opened again', async () => {
    let session = await opened(withoutScale('A'));
    await session.importGeoJson(file(2));
    await session.keeping?.flush();
    await session.dispose();
    session = await opened(withoutScale('A'));
    assert.deepEqual(session.resolution, { micronsPerPixel: 0.31, source: 'given' });
    await session.dispose();
  });

  it('changes nothing about another slide that is opened while its cells come in', async () => {
    const session = await opened(withoutScale('A'));
    await session.load();
    const coming = assert.rejects(session.importGeoJson(file(MANY)), { code: 'import-wrong-slide' });
    await untilSomeAreThere(session);
    session.setSlide(withoutScale('B'));
    await coming;
    await session.keeping?.ready;
    const { counting, resolution, cells } = session;
    assert.deepEqual([names(session), counting.limit, resolution, cells.size], [[], undefined, undefined, 0]);
    await session.dispose();
  });

  it('can be stopped though an area was drawn meanwhile, which stays', async () => {
    const session = await opened();
    await session.load();
    const stop = new AbortController();
    const coming = assert.rejects(session.importGeoJson(file(MANY), { signal: stop.signal }));
    await untilSomeAreThere(session);
    session.counting.areas.add(BOX, 'mine');
    stop.abort();
    await coming;
    await session.review.history.applied;
    assert.deepEqual([names(session), session.cells.size, kinds(session)], [['mine'], 0, ['areas']]);
    await session.dispose();
  });

  it('of another pack is known as such where no models can be opened', async () => {
    let session = await opened();
    await session.analyzeSlide();
    await session.keeping?.flush();
    await session.dispose();
    session = await opened(slideNamed('A'), { models: () => Promise.reject(new Error('There are none.')) });
    assert.equal((await session.importGeoJson(file(1, 'two'))).otherModels, true);
    await session.dispose();
  });
});

describe('work that is read again because models of another pack have opened', () => {
  const two = { models: async () => modelsNamed('two', [MONOCYTE, NEUTROPHIL]) };

  beforeEach(async () => {
    const session = await opened();
    await session.analyzeSlide();
    await session.keeping?.flush();
    await session.dispose();
  });

  it('is all there in a file that is saved meanwhile', async () => {
    const session = await opened(slideNamed('A'), two);
    await session.load();
    assert.equal(session.cells.size, 0, 'they are being read');
    await session.exportGeoJson();
    assert.equal(session.cells.size, 2, 'the file waits until they are back');
    await session.dispose();
  });

  it('can still be brought back where it had been forgotten', async () => {
    const session = await opened(slideNamed('A'), two);
    await session.keeping?.forget();
    await session.load();
    session.keeping?.remember();
    assert.equal(session.cells.size, 2);
    await session.dispose();
  });

  it('is judged by nothing that only its own models can be judged by', async () => {
    const session = await opened(slideNamed('A'), two);
    await session.load();
    await session.keeping?.ready;
    const cell = session.cells.get('c1');
    assert.deepEqual([cell?.embedding.length, cell?.reconstructionError], [0, Number.NaN]);
    await session.dispose();
  });

  it('is in their frame also in a tab that only looks on', async () => {
    const first = await opened();
    const second = await opened(slideNamed('A'), { ...two, found: [] });
    await second.load();
    first.review.confirm(['c1']);
    await first.keeping?.flush();
    await until(() => second.cells.get('c1')?.review?.confirmed === true, 'what the other tab has confirmed');
    assert.deepEqual([...(second.cells.get('c1')?.probabilities ?? [])], [0.25, 0.75]);
    await first.dispose();
    await second.dispose();
  });
});
