import OpenSeadragon from 'openseadragon';
import type { SmearKeeping } from '../../plugin/elements/panel/smear-keeping.js';
import { openKeepDatabase, type KeepDatabase } from '../../plugin/keep/keep-database.js';
import { fingerprintSlide } from '../../plugin/slide/fingerprint.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual, assertNear } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import {
  drawScriptedSlide,
  openViewer,
  scriptedPipeline,
  scriptedSession,
} from './panel-scripted-session.js';
import {
  BASOPHIL,
  EOSINOPHIL,
  NEUTROPHIL,
  assign,
  cells,
  entriesIn,
  failing,
  fresh,
  labelOf,
  openTab,
  picture,
  reaches,
  slideNamed,
  sorted,
  type Tab,
} from './scripted-tab.js';
import { until } from './waiting.js';

await defineEveryElement();

describe('work on a slide', () => {
  it('is there again after a reload, whatever the slide is called then', async () => {
    const database = fresh();
    const one = openTab(database);
    one.session.review.reviewer = 'Dr. Weber';
    await one.session.analyzeSlide();
    assign(one, 3, BASOPHIL);
    assign(one, 4, EOSINOPHIL);
    one.session.review.history.undo();
    one.session.threshold = 0.4;
    one.session.selected = cells[5]?.id;
    one.session.setResolution(0.123);
    one.view.moveTo({ centre: { x: 321, y: 123 }, zoom: 2.5 });
    const before = [...one.session.cells.all()];
    const steps = structuredClone(one.session.review.history.record);
    await one.session.dispose();

    const two = openTab(database, { slide: slideNamed('renamed.tif') });
    await two.keeping.ready;
    assert(sorted([...two.session.cells.all()]) === sorted(before), 'the cells are others');
    assert(sorted(two.session.review.history.record) === sorted(steps), 'the history is another');
    assert(
      two.session.cells.get(cells[0]?.id ?? '')?.outline instanceof Float64Array,
      'typed arrays stay so',
    );
    assertEqual(two.session.threshold, 0.4);
    assertEqual(two.session.selected, cells[5]?.id);
    assertEqual(two.session.resolution, { micronsPerPixel: 0.123, source: 'given' });
    assertEqual([two.session.review.reviewer, two.session.review.formerReviewer], ['', 'Dr. Weber']);
    assertEqual(two.view.place, { centre: { x: 321, y: 123 }, zoom: 2.5 });
    assertEqual(two.keeping.restored?.cells, 12);
    two.session.review.history.redo();
    assertEqual(labelOf(two, 4), 'Eosinophil');
    two.session.review.history.undo();
    two.session.review.history.undo();
    assertEqual(labelOf(two, 3), cells[3]?.label.name);
    await two.session.dispose();
  });

  it('is written within a moment of the change, and nothing else with it', async () => {
    const database = fresh();
    const tab = openTab(database);
    await tab.session.analyzeSlide();
    await tab.keeping.flush();
    const before = (await entriesIn(database)).length;
    assign(tab, 1, BASOPHIL);
    await until(async () => (await entriesIn(database)).length > before, 'writing', 2000);
    await tab.keeping.flush();
    const added = (await entriesIn(database)).slice(before);
    assertEqual(added.length, 1, 'entries');
    const { fresh: versions, history } = added[0]?.entry as { fresh: object[]; history: { steps: object[] } };
    assertEqual(versions.length, 1, 'versions');
    assert(!('body' in (versions[0] ?? {})), 'the outline is written again');
    assertEqual(history.steps.length, 1, 'steps');
    await tab.session.dispose();
  });

  it('is handed to the browser whole when the page goes, in the same turn', async () => {
    const database = fresh();
    const tab = openTab(database, { delay: 60_000 });
    await tab.session.analyzeSlide();
    assign(tab, 1, BASOPHIL);
    dispatchEvent(new Event('pagehide'));
    const steps = async (): Promise<object[]> =>
      (await entriesIn(database)).flatMap(
        ({ entry }) => (entry as { history?: { steps: object[] } }).history?.steps ?? [],
      );
    await until(async () => (await steps()).length === 2, 'both steps in the journal');
    await tab.session.dispose();
  });

  it('stays with its slide when another is opened, and comes back with it', async () => {
    const database = fresh();
    const other = drawScriptedSlide(640, 480, 3).picture;
    const tab = openTab(database, { delay: 60_000 });
    await tab.session.analyzeSlide();
    assign(tab, 2, BASOPHIL);
    tab.session.setSlide(slideNamed('other.png', other));
    await tab.keeping.ready;
    assertEqual(tab.session.cells.size, 0);
    tab.session.setSlide(slideNamed('again.png'));
    await tab.keeping.ready;
    await reaches(tab, 'kept');
    assertEqual(tab.session.cells.size, 12);
    assertEqual(labelOf(tab, 2), 'Basophil');
    await tab.session.dispose();
  });

  it('with an unfinished analysis offers to resume it, from its last finished tile on', async () => {
    const database = fresh();
    const openPipeline = async () => scriptedPipeline(cells, { paceMs: 30 });
    const one = openTab(database, { openPipeline });
    const running = one.session.analyzeSlide().catch(() => undefined);
    const doneOf = ({ session: { state } }: Tab): number =>
      state.kind === 'analysing' ? state.progress.done : 0;
    await until(() => doneOf(one) >= 4, 'four of ten tiles');
    // The page ends: what was written by then is all that there is.
    dispatchEvent(new Event('pagehide'));
    const written = doneOf(one);
    const found = [...one.session.cells.all()].map(({ id }) => id);
    await one.session.dispose();
    await running;

    const two = openTab(database, { openPipeline });
    const notice = document.createElement('smear-keeping') as SmearKeeping;
    Object.assign(notice, { session: two.session, notices: true });
    document.body.append(notice);
    await two.keeping.ready;
    await reaches(two, 'kept');
    const done = two.session.unfinished?.done ?? 0;
    assert(done >= written && done < 10, `${done} of 10 tiles, ${written} when the page ended`);
    for (const id of found) assert(two.session.cells.get(id), `the cell ${id}`);
    await notice.updateComplete;
    const said = notice.renderRoot.querySelector('[data-line=restored]')?.textContent ?? '';
    assert(said.includes(`interrupted at ${done * 10}%`), said);

    const seen: number[] = [];
    two.session.addEventListener('change', () => {
      if (two.session.state.kind === 'analysing') seen.push(two.session.state.progress.done);
    });
    notice.renderRoot.querySelector<HTMLElement>('[data-action=resume]')?.click();
    await until(() => two.session.state.kind === 'done', 'the end of the analysis');
    assertEqual(seen[0], done, 'tiles done when it went on');
    assertEqual(
      [...two.session.cells.all()].map(({ id }) => id).sort(),
      cells.map(({ id }) => id).sort(),
      'cells',
    );
    assertEqual(two.session.unfinished, undefined);
    await two.keeping.flush();
    await two.session.dispose();
    notice.remove();

    const three = openTab(database, { openPipeline });
    await three.keeping.ready;
    assertEqual(three.session.unfinished, undefined, 'a run that has ended');
    await three.session.dispose();
  });

  it('is back before a run can find the same cells a second time', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    assign(one, 0, BASOPHIL);
    await one.session.dispose();
    const two = openTab(database);
    await two.session.analyzeSlide();
    assertEqual(two.session.cells.size, 12);
    assertEqual(labelOf(two, 0), 'Basophil', 'the correction');
    await two.session.dispose();
  });

  it('that was begun before the earlier one came back loses nothing', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    assign(one, 0, BASOPHIL);
    await one.session.dispose();
    const two = openTab(database);
    const id = two.session.review.add(Float64Array.of(1, 1, 9, 1, 9, 9), NEUTROPHIL);
    await two.keeping.ready;
    assertEqual(two.session.cells.size, 13);
    assertEqual(labelOf(two, 0), 'Basophil');
    two.session.review.history.undo();
    assertEqual(two.session.cells.get(id), undefined);
    two.session.review.history.undo();
    assertEqual(labelOf(two, 0), cells[0]?.label.name);
    await two.session.dispose();
  });

  it('on a slide that is left before its earlier work has come back is kept all the same', async () => {
    const database = fresh();
    const other = slideNamed('other.png', drawScriptedSlide(640, 480, 3).picture);
    const tab = openTab(database, { delay: 60_000 });
    const id = tab.session.review.add(Float64Array.of(1, 1, 9, 1, 9, 9), NEUTROPHIL);
    tab.session.setSlide(other);
    await tab.keeping.ready;
    assertEqual(tab.session.cells.size, 0);
    await until(async () => (await entriesIn(database)).length > 0, 'writing what was left');
    tab.session.setSlide(slideNamed('again.png'));
    await tab.keeping.ready;
    assertEqual(tab.session.cells.get(id)?.label.name, NEUTROPHIL.name);
    await tab.session.dispose();
  });

  it('of a hundred corrections and a slide of many cells comes back whole', async () => {
    const database = fresh();
    const [model] = cells;
    assert(model, 'a cell');
    const many = Array.from({ length: 2000 }, (_, i) => ({
      ...model,
      id: `c${i}`,
      outline: model.outline.slice(),
    }));
    const one = openTab(database, { found: many });
    await one.session.analyzeSlide();
    for (let i = 0; i < 100; i++) one.session.review.assign([`c${i * 7}`], BASOPHIL);
    await one.session.dispose();
    const two = openTab(database);
    await two.keeping.ready;
    assertEqual(two.session.cells.size, 2000);
    assertEqual(two.session.cells.get('c693')?.label.name, 'Basophil');
    assertEqual(two.session.review.history.record.steps.length, 101);
    await two.session.dispose();
  });

  it('with a damaged part comes back without it, and reports it', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    await one.keeping.flush();
    assign(one, 0, BASOPHIL);
    await one.keeping.flush();
    assign(one, 1, EOSINOPHIL);
    await one.session.dispose();
    const raw = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(database);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('no database'));
    });
    const entries = await entriesIn(database);
    const seq = entries.at(-2)?.seq;
    const slide = await fingerprintSlide(slideNamed('x'));
    raw.transaction('journal', 'readwrite').objectStore('journal').put({ slide, seq, fresh: 'gone' });
    raw.close();
    const two = openTab(database);
    await two.keeping.ready;
    await reaches(two, 'kept');
    assertEqual(two.keeping.damaged, 1);
    assertEqual(two.session.cells.size, 12);
    assertEqual(labelOf(two, 1), 'Eosinophil');
    await two.session.dispose();
  });

  it('can be forgotten, and brought back until the slide is left', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    assign(one, 0, BASOPHIL);
    await one.keeping.forget();
    assertEqual(one.session.cells.size, 0);
    assertEqual((await entriesIn(database)).length, 0);
    one.keeping.remember();
    assertEqual(labelOf(one, 0), 'Basophil');
    await one.session.dispose();
    const two = openTab(database);
    await two.keeping.ready;
    assertEqual(labelOf(two, 0), 'Basophil');
    await two.keeping.forget();
    await two.session.dispose();
    const three = openTab(database);
    await three.keeping.ready;
    assertEqual(three.session.cells.size, 0);
    assertEqual(three.keeping.restored, undefined);
    await three.session.dispose();
  });

  it('is not kept before there is any', async () => {
    const database = fresh();
    const tab = openTab(database);
    await tab.keeping.ready;
    tab.view.moveTo({ centre: { x: 5, y: 5 }, zoom: 3 });
    await tab.keeping.flush();
    await tab.session.dispose();
    const kept = await openKeepDatabase(database, () => undefined);
    assertEqual(await kept.readSlide(await fingerprintSlide(slideNamed('x'))), undefined);
    kept.close();
  });
});

describe('two tabs on one slide', () => {
  async function openTwo(): Promise<{ database: string; one: Tab; two: Tab }> {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    await one.keeping.flush();
    const two = openTab(database);
    await reaches(two, 'elsewhere');
    return { database, one, two };
  }

  it('do not both write: the second reports it, and follows what the first does', async () => {
    const { one, two } = await openTwo();
    assertEqual(two.session.cells.size, 12);
    assign(one, 0, BASOPHIL);
    await until(() => labelOf(two, 0) === 'Basophil', 'following');
    assertEqual(one.keeping.state, 'kept');
    await two.session.dispose();
    await one.session.dispose();
  });

  it('lose nothing of either when the first is closed', async () => {
    const { database, one, two } = await openTwo();
    assign(two, 1, EOSINOPHIL);
    assign(one, 0, BASOPHIL);
    await one.session.dispose();
    await reaches(two, 'kept');
    assertEqual([labelOf(two, 0), labelOf(two, 1)], ['Basophil', 'Eosinophil']);
    await two.session.dispose();
    const three = openTab(database);
    await three.keeping.ready;
    assertEqual([labelOf(three, 0), labelOf(three, 1)], ['Basophil', 'Eosinophil']);
    assertEqual(three.session.review.history.record.steps.length, 3);
    await three.session.dispose();
  });

  it('change places when the second takes over, and back', async () => {
    const { database, one, two } = await openTwo();
    assign(two, 1, EOSINOPHIL);
    assign(one, 0, BASOPHIL);
    await two.keeping.takeOver();
    await reaches(two, 'kept');
    await reaches(one, 'elsewhere');
    await until(() => labelOf(one, 1) === 'Eosinophil', 'the first follows');
    assign(one, 2, BASOPHIL);
    await one.keeping.takeOver();
    await reaches(one, 'kept');
    await reaches(two, 'elsewhere');
    await one.session.dispose();
    await two.session.dispose();
    const three = openTab(database);
    await three.keeping.ready;
    assertEqual(
      [0, 1, 2].map((i) => labelOf(three, i)),
      ['Basophil', 'Eosinophil', 'Basophil'],
    );
    await three.session.dispose();
  });

  it('lose nothing when the second one moves on before it could write', async () => {
    const { database, one, two } = await openTwo();
    assign(two, 1, EOSINOPHIL);
    two.session.setSlide(slideNamed('other.png', drawScriptedSlide(640, 480, 3).picture));
    await one.session.dispose();
    await until(() => two.keeping.state === 'kept', 'the other slide is kept');
    const three = openTab(database);
    await three.keeping.ready;
    await until(() => labelOf(three, 1) === 'Eosinophil', 'the correction of the second tab');
    await three.session.dispose();
    await two.session.dispose();
  });

  it('of which one does not answer: the other takes over all the same', async () => {
    const database = fresh();
    const slide = await fingerprintSlide(slideNamed('x'));
    let free = (): void => undefined;
    const held = navigator.locks.request(
      `smearlens-keeping:${database}/${slide}`,
      () => new Promise<void>((resolve) => (free = resolve)),
    );
    held.catch(() => undefined);
    const tab = openTab(database);
    await reaches(tab, 'elsewhere');
    await tab.session.analyzeSlide();
    await tab.keeping.takeOver();
    assertEqual(tab.keeping.state, 'kept');
    free();
    await tab.session.dispose();
    assert((await entriesIn(database)).length > 0, 'nothing was written');
  });
});

describe('two tabs on one slide of a page without Web Locks', () => {
  it('do not overwrite each other: the one that comes second to write looks on, and can take over', async () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    try {
      const database = fresh();
      const one = openTab(database, { delay: 60_000 });
      await one.session.analyzeSlide();
      await one.keeping.flush();
      const two = openTab(database, { delay: 60_000 });
      await two.keeping.ready;
      assign(one, 0, BASOPHIL);
      assign(two, 1, EOSINOPHIL);
      await one.keeping.flush();
      await two.keeping.flush();
      assertEqual(one.keeping.state, 'kept');
      await reaches(two, 'elsewhere');
      assertEqual(labelOf(two, 1), 'Eosinophil', 'what was done here');
      await two.keeping.takeOver();
      await reaches(two, 'kept');
      assertEqual(labelOf(two, 0), 'Basophil', 'what was done there');
      await one.session.dispose();
      await two.session.dispose();
      const third = openTab(database);
      await third.keeping.ready;
      assertEqual([labelOf(third, 0), labelOf(third, 1)].join(), 'Basophil,Eosinophil');
      await third.session.dispose();
    } finally {
      // What stands on the prototype is there again.
      Reflect.deleteProperty(navigator, 'locks');
    }
  });
});

describe('a browser that cannot keep the work', () => {
  it('because the disk is full reports it, lets the work go on, and writes it all when there is room', async () => {
    const database = fresh();
    let isFull = false;
    const tab = openTab(database, {
      openDatabase: failing(() => (isFull ? 'QuotaExceededError' : undefined)),
    });
    await tab.session.analyzeSlide();
    isFull = true;
    assign(tab, 0, BASOPHIL);
    await reaches(tab, 'full');
    assign(tab, 1, EOSINOPHIL);
    assertEqual(labelOf(tab, 1), 'Eosinophil');
    isFull = false;
    await reaches(tab, 'kept');
    await tab.session.dispose();
    const again = openTab(database);
    await again.keeping.ready;
    assertEqual([labelOf(again, 0), labelOf(again, 1)], ['Basophil', 'Eosinophil']);
    await again.session.dispose();
  });

  it('because it keeps nothing at all reports it, and nothing else changes', async () => {
    const openDatabase = (): Promise<KeepDatabase> =>
      Promise.reject(new DOMException('Not in this window.', 'SecurityError'));
    const tab = openTab(fresh(), { openDatabase });
    await tab.session.analyzeSlide();
    assertEqual(tab.keeping.state, 'unavailable');
    assign(tab, 0, BASOPHIL);
    assertEqual(labelOf(tab, 0), 'Basophil');
    const asked = new Event('beforeunload', { cancelable: true });
    dispatchEvent(asked);
    assert(asked.defaultPrevented, 'the page closes over unsaved corrections without asking');
    await tab.session.dispose();
  });

  it('is not made to ask before closing where everything is kept', async () => {
    const tab = openTab(fresh());
    await tab.session.analyzeSlide();
    assign(tab, 0, BASOPHIL);
    const asked = new Event('beforeunload', { cancelable: true });
    dispatchEvent(asked);
    assert(!asked.defaultPrevented, 'the page asks without need');
    await tab.session.dispose();
  });

  it('because it closed the database goes on with a new one', async () => {
    const database = fresh();
    const opened: KeepDatabase[] = [];
    const tab = openTab(database, {
      openDatabase: async (name, onEnd) => {
        const next = await openKeepDatabase(name, onEnd);
        opened.push(next);
        return { ...next, append: (...record) => next.append(...record) };
      },
    });
    await tab.session.analyzeSlide();
    await tab.keeping.flush();
    opened[0]?.close();
    assign(tab, 0, BASOPHIL);
    await tab.keeping.flush();
    await reaches(tab, 'kept');
    await tab.session.dispose();
    const again = openTab(database);
    await again.keeping.ready;
    assertEqual(labelOf(again, 0), 'Basophil');
    await again.session.dispose();
  });
});

describe('a viewer opened again', () => {
  it('shows the same cells in the same place', async () => {
    const keep = fresh();
    const open = async () => {
      const host = document.body.appendChild(document.createElement('div'));
      host.style.cssText = 'width:500px;height:400px';
      const viewer = await openViewer(host, picture);
      const session = scriptedSession(viewer, picture, cells, { keep, backend: 'wasm' });
      await session.keeping?.ready;
      const close = async (): Promise<void> => {
        await session.dispose();
        viewer.destroy();
        host.remove();
      };
      return { viewer, session, close };
    };
    const one = await open();
    await one.session.analyzeSlide();
    one.session.review.assign([cells[3]?.id ?? ''], BASOPHIL);
    one.viewer.viewport.zoomTo(4.5, undefined, true);
    one.viewer.viewport.panTo(new OpenSeadragon.Point(0.4, 0.3), true);
    await one.session.keeping?.flush();
    await one.close();
    const two = await open();
    assertEqual(two.session.cells.size, 12);
    assertEqual(two.session.cells.get(cells[3]?.id ?? '')?.label.name, 'Basophil');
    const { x, y } = two.viewer.viewport.getCenter(true);
    assertNear(two.viewer.viewport.getZoom(true), 4.5, 0.01, 'zoom');
    assertNear(x, 0.4, 0.001, 'x');
    assertNear(y, 0.3, 0.001, 'y');
    await two.close();
  });
});

describe('the panel about the keeping', () => {
  async function showing({ session }: Tab, notices = false, lang = 'en'): Promise<SmearKeeping> {
    const element = document.createElement('smear-keeping');
    Object.assign(element, { session, notices, lang });
    document.body.append(element);
    await element.updateComplete;
    return element;
  }
  const part = (element: SmearKeeping, selector: string): HTMLElement | null =>
    element.renderRoot.querySelector(selector);
  /** Which notices there are, by name. */
  const notices = (element: SmearKeeping): (string | undefined)[] =>
    [...element.renderRoot.querySelectorAll<HTMLElement>('[data-notice]')].map(
      ({ dataset }) => dataset['notice'],
    );
  const press = async (element: SmearKeeping, action: string): Promise<void> => {
    const button = part(element, `[data-action=${action}]`);
    assert(button, `a button to ${action}`);
    button.click();
    await element.updateComplete;
  };

  it('reports calmly that work is kept, what came back, and forgets it on one press, to be taken back', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    await one.session.dispose();
    const two = openTab(database);
    await reaches(two, 'kept');
    const element = await showing(two);
    assert(part(element, '[data-line=kept]'), 'the line about keeping');
    const top = await showing(two, true);
    assert(part(top, '[data-line=restored]')?.textContent?.includes('12'), 'how many cells came back');
    assertEqual(notices(top), [], 'a notice without need');
    await press(element, 'forget');
    await until(() => part(element, '[data-action=bring-back]') !== null, 'forgetting');
    assertEqual(two.session.cells.size, 0);
    await press(element, 'bring-back');
    await until(() => two.session.cells.size === 12, 'bringing back');
    await two.session.dispose();
  });

  it('no longer reports what came back, nor what was forgotten, once there is new work', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    await one.session.dispose();
    const two = openTab(database);
    await reaches(two, 'kept');
    const element = await showing(two);
    const { shown } = two.session.tally.at(two.session.threshold);
    const top = await showing(two, true);
    const restored = part(top, '[data-line=restored]')?.textContent ?? '';
    const hidden = en.keeping.restoredHidden(String(12 - shown));
    assert(shown < 12 && restored.includes(hidden), `how many of them are hidden: ${restored}`);
    assert(restored.includes('rejected or low confidence'), `why: ${restored}`);
    assertEqual(part(top, '[data-line=restored]')?.title, en.keeping.restoredHiddenWhy, 'and why');
    const [first] = [...two.session.cells.all()];
    two.session.review.confirm([first?.id ?? '']);
    await Promise.all([element.updateComplete, top.updateComplete]);
    assert(part(element, '[data-line=kept]'), 'the line about keeping');
    assertEqual(part(top, '[data-line=restored]'), null, 'what came back');
    await press(element, 'forget');
    await until(() => part(element, '[data-action=bring-back]') !== null, 'forgetting');
    await two.session.analyzeSlide();
    await element.updateComplete;
    assertEqual(part(element, '[data-action=bring-back]'), null, 'what was forgotten');
    assert(part(element, '[data-action=forget]'), 'the new work can be forgotten');
    await two.session.dispose();
  });

  for (const [name, words] of [
    ['SecurityError', 'unavailable'],
    ['TimeoutError', 'unanswered'],
  ] as const) {
    it(`tells storage that is not allowed from storage that does not answer: ${name}`, async () => {
      const openDatabase = (): Promise<KeepDatabase> => Promise.reject(new DOMException('Not now.', name));
      const tab = openTab(fresh(), { openDatabase });
      await reaches(tab, 'unavailable');
      const element = await showing(tab, true);
      assertEqual(part(element, '[data-notice=unavailable] strong')?.textContent, en.keeping[words]);
      await tab.session.dispose();
    });
  }

  it('reports that another tab writes, and lets the work go on here', async () => {
    const database = fresh();
    const one = openTab(database);
    await one.session.analyzeSlide();
    await one.keeping.flush();
    const two = openTab(database);
    await reaches(two, 'elsewhere');
    const element = await showing(two, true);
    assertEqual(notices(element), ['elsewhere']);
    await press(element, 'take-over');
    await reaches(two, 'kept');
    await until(() => notices(element).length === 0, 'the notice goes');
    await one.session.dispose();
    await two.session.dispose();
  });

  for (const [lang, { keeping: words }] of Object.entries({ en, de })) {
    it(`names export as the way out where the disk is full: ${lang}`, async () => {
      const tab = openTab(fresh(), { openDatabase: failing(() => 'QuotaExceededError') });
      await tab.session.analyzeSlide();
      await reaches(tab, 'full');
      const element = await showing(tab, true, lang);
      assertEqual(notices(element), ['full']);
      const text = part(element, '[data-notice=full]')?.textContent ?? '';
      assert(text.includes(words.full) && text.includes(words.wayOut), text);
      assert(words.wayOut.includes('GeoJSON'), words.wayOut);
      await tab.session.dispose();
    });
  }
});
