import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { BEFORE_EVENTS, type BeforeEvent, type BeforeEventMap } from '../../plugin/session/before-events.js';
import type { SmearSession } from '../../plugin/session/session.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import type { Refit } from '../../plugin/adapt/refit.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement, openEveryStep } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { frames } from './waiting.js';

await defineEveryElement();

describe('a page that may say no', () => {
  let host: HTMLElement;
  let panel: SmearPanel;
  let session: AttachedSession;
  let viewer: Awaited<ReturnType<typeof openViewer>>;
  let errors: string[];
  let saved: string[];
  const click = HTMLAnchorElement.prototype.click;

  beforeEach(async () => {
    host = document.createElement('div');
    host.style.cssText = 'width:600px;height:400px';
    document.body.append(host);
    const { picture, cells } = drawScriptedSlide(1200, 900, 12);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, picture, cells, { backend: 'wasm' });
    session.threshold = 0;
    panel = document.createElement('smear-panel');
    panel.session = session;
    document.body.append(panel);
    await panel.updateComplete;
    errors = [];
    const told: SmearSession = session;
    told.addEventListener('error', ({ detail }) => errors.push(detail.code));
    panel.addEventListener('smear-error', ({ detail }) => errors.push(detail.code));
    saved = [];
    HTMLAnchorElement.prototype.click = function () {
      saved.push(this.download);
    };
  });

  afterEach(async () => {
    HTMLAnchorElement.prototype.click = click;
    await session.dispose();
    viewer.destroy();
    panel.remove();
    host.remove();
  });

  /** What a session says of what it was told to do. */
  async function refusalOf(work: () => unknown): Promise<string> {
    try {
      await work();
      return 'done';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }

  const refit: Refit = {
    steps: [],
    classifier: '{"format":1}',
  } as unknown as Refit;

  const works: Record<BeforeEvent, () => unknown> = {
    'smear-before-analyse': () => session.analyzeSlide(),
    'smear-before-hand-over': () => session.analyzeByService(),
    'smear-before-import': () =>
      session.importGeoJson(new Blob(['{"type":"FeatureCollection","features":[]}'])),
    'smear-before-export': () => session.exportGeoJson(),
    'smear-before-adapt': () => session.adaptation.accept(refit),
  };

  for (const name of BEFORE_EVENTS) {
    it(`is asked before it happens, and nothing has happened where it prevents it: ${name}`, async () => {
      Object.assign(session, { service: { analyze: () => Promise.reject(new Error('asked all the same')) } });
      const before = { state: session.state, steps: session.review.history.record.steps.length };
      const prevent = (event: Event): void => event.preventDefault();
      session.addEventListener(name, prevent);
      assertEqual(await refusalOf(works[name]), 'refused');
      assertEqual(session.state, before.state);
      assertEqual(session.review.history.record.steps.length, before.steps);
      assertEqual(session.cells.size, 0);
      assertEqual(errors, [], 'what the page itself refused is no failure');
      session.removeEventListener(name, prevent);
    });
  }

  it('hears the same from the panel, wherever in the page it listens', async () => {
    const heard: string[] = [];
    const refuse = (event: Event): void => {
      heard.push(event.type);
      event.preventDefault();
    };
    Object.assign(session, { service: { analyze: () => Promise.reject(new Error('asked all the same')) } });
    for (const name of BEFORE_EVENTS) document.addEventListener(name, refuse);
    try {
      for (const name of BEFORE_EVENTS) assertEqual(await refusalOf(works[name]), 'refused');
      assertEqual(heard, [...BEFORE_EVENTS]);
    } finally {
      for (const name of BEFORE_EVENTS) document.removeEventListener(name, refuse);
    }
    await session.analyzeSlide();
    assertEqual(session.cells.size, 12, 'who no longer refuses has it done');
  });

  it('learns what is about to be done: the region, the file, the format, the classifier', async () => {
    const file = new Blob(['{"type":"FeatureCollection","features":[]}']);
    const details: unknown[] = [];
    const note = <Name extends BeforeEvent>(event: BeforeEventMap[Name]): void => {
      details.push(event.detail);
      event.preventDefault();
    };
    for (const name of BEFORE_EVENTS) panel.addEventListener(name, note);
    await refusalOf(() => session.analyzeRegion({ minX: -10, minY: 20, maxX: 300, maxY: 9000 }));
    await refusalOf(() => session.importGeoJson(file));
    await refusalOf(() => session.exportAs('dicom'));
    await refusalOf(() => session.adaptation.accept(refit));
    assertEqual(details[0], { region: { minX: 0, minY: 20, maxX: 300, maxY: 900 } });
    assertEqual((details[1] as { file: Blob }).file, file);
    assertEqual(details.slice(2), [{ format: 'dicom' }, { classifier: refit.classifier }]);
  });

  it('stops the panel’s own buttons, which then say nothing: to say why is for the page', async () => {
    await session.analyzeSlide();
    await openEveryStep(panel);
    const formats: string[] = [];
    panel.addEventListener('smear-before-export', (event) => {
      formats.push(event.detail.format);
      event.preventDefault();
    });
    panel.addEventListener('smear-before-analyse', (event) => event.preventDefault());
    const inPanel = (path: string): HTMLElement => {
      const [last = '', ...hosts] = path.split(' ').reverse();
      let root = panel.shadowRoot;
      for (const element of hosts.reverse()) root = root?.querySelector(element)?.shadowRoot ?? null;
      const found = root?.querySelector<HTMLElement>(last);
      if (!found) throw new Error(`The panel has no ${path}.`);
      return found;
    };
    for (const path of [
      'smear-exchange [data-action=save-geojson]',
      'smear-exchange smear-export [data-action=save]',
      'smear-report [data-action=make-report]',
      'smear-report smear-count-export [data-action=copy-table]',
      'smear-report smear-count-export [data-action=save-table]',
      'smear-report smear-count-export [data-action=save-fhir]',
    ]) {
      inPanel(path).click();
      await frames();
    }
    assertEqual(formats, ['geojson', 'csv', 'report', 'count-copy', 'count-csv', 'fhir']);
    assertEqual(saved, []);
    assert(!inPanel('smear-report').shadowRoot?.querySelector('dialog'), 'no report is shown');
    inPanel('smear-find [data-action=analyse-slide]').click();
    await frames();
    assertEqual(session.state.kind, 'done');
    assertEqual(errors, []);
    assertEqual(panel.shadowRoot?.querySelectorAll('[role=alert]').length, 0);
  });
});
