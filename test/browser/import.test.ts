import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearImport } from '../../plugin/elements/exchange/smear-import.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement, openStep } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { frames, until } from './waiting.js';

await defineEveryElement();

describe('taking cells in from a file', () => {
  let host: HTMLElement;
  let element: SmearImport;
  let session: AttachedSession;
  let viewer: Awaited<ReturnType<typeof openViewer>>;

  beforeEach(async () => {
    host = document.createElement('div');
    host.style.cssText = 'width:600px;height:400px';
    document.body.append(host);
    const { picture, cells } = drawScriptedSlide(1200, 900, 12);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, picture, cells);
    session.threshold = 0;
    element = document.createElement('smear-import');
    element.session = session;
    element.lang = 'en';
    document.body.append(element);
    await session.analyzeSlide();
    await element.updateComplete;
  });

  afterEach(async () => {
    await session.dispose();
    viewer.destroy();
    element.remove();
    host.remove();
  });

  const said = (): string =>
    element.shadowRoot?.querySelector('[role=status]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

  async function drop(file: Blob): Promise<void> {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([file], 'cells.geojson'));
    const place = element.shadowRoot?.querySelector('.place');
    place?.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true }),
    );
    await frames();
    await until(() => said() !== en.import.reading, 'the reading to end');
    await element.updateComplete;
  }

  it('says what came in, and one undo takes it back', async () => {
    const saved = await session.exportGeoJson();
    session.clear();
    await drop(saved);
    assertEqual(session.cells.size, 12);
    assert(said().includes('12 added') && said().includes(en.import.undoHint), said());
    session.review.history.undo();
    assertEqual(session.cells.size, 0);
    await frames();
    assertEqual(said(), '', 'what undo took back is no news any more');
    await drop(saved);
    await drop(saved);
    assert(said().includes('12 replaced'), said());
    element.lang = 'de';
    await element.updateComplete;
    assert(said().includes('12 ersetzt') && said().includes(de.import.undoHint), said());
  });

  it('says what was left out, in words and never as markup', async () => {
    const ring = [
      [
        [10, 10],
        [60, 10],
        [60, 60],
        [10, 10],
      ],
    ];
    const name = '<img src=x onerror="window.harmed = true">';
    const features = [
      {
        type: 'Feature',
        geometry: { type: 'Polygon', coordinates: ring },
        properties: { classification: { name, color: [1, 2, 3] } },
      },
      { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: {} },
    ];
    await drop(new Blob([JSON.stringify({ type: 'FeatureCollection', features })]));
    assert(said().includes('1 added') && said().includes(en.import.skipped('no-outline', 1, '1')), said());
    assertEqual([...session.cells.all()].at(-1)?.label.name, name);
    assertEqual((window as { harmed?: boolean }).harmed, undefined);
  });

  it('tells a failure to the panel around it, and changes nothing', async () => {
    const before = [...session.cells.all()];
    const told: string[] = [];
    element.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
    await drop(new Blob(['{"features":[']));
    assertEqual(told, ['import-unreadable']);
    assertEqual([...session.cells.all()], before);
    assertEqual(said(), '');
  });

  const failure = (): string =>
    element.shadowRoot?.querySelector('[role=alert]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

  it('says a failure beside its button: what was wrong, where and what to do, of the last file alone', async () => {
    const words = en.errors.words['import-unreadable'];
    await drop(new Blob(['{"type":']));
    assert(failure().includes(words.title) && failure().includes(words.advice), failure());
    const first = failure();
    await drop(new Blob(['{"features":[{]}']));
    assert(failure().includes(words.title) && failure() !== first, failure());
    await drop(await session.exportGeoJson());
    assertEqual(failure(), '');
  });

  it('lets the reader put the failure away', async () => {
    await drop(new Blob(['{"type":']));
    element.shadowRoot?.querySelector<HTMLElement>('.failure .close')?.click();
    await element.updateComplete;
    assertEqual(failure(), '');
  });

  it('tells the page around the panel too, and the panel does not say the same at its top', async () => {
    const panel = document.createElement('smear-panel');
    panel.session = session;
    document.body.append(panel);
    await openStep(panel, 'export');
    const own = element;
    try {
      const told: string[] = [];
      panel.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
      const inside = panel.shadowRoot?.querySelector('smear-exchange')?.shadowRoot;
      const found = inside?.querySelector('smear-import');
      if (!found) throw new Error('The panel takes no files in.');
      element = found;
      await drop(new Blob(['{"type":']));
      assertEqual(told, ['import-unreadable']);
      assert(failure() !== '', 'said beside the button');
      assertEqual(panel.shadowRoot?.querySelectorAll('.failure').length, 0);
    } finally {
      element = own;
      panel.remove();
    }
  });
});
