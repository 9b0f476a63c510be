import type OpenSeadragon from 'openseadragon';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearElement } from '../../plugin/elements/shared/smear-element.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { until } from './waiting.js';

await defineEveryElement();

describe('a saved file', () => {
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let host: HTMLElement;
  let saved: string[];
  const click = HTMLAnchorElement.prototype.click;

  beforeEach(async () => {
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0';
    document.body.append(host);
    const { picture, cells } = drawScriptedSlide(800, 600, 12);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, picture, cells, { micronsPerPixel: 0.1, backend: 'wasm' });
    await session.analyzeSlide();
    saved = [];
    HTMLAnchorElement.prototype.click = function () {
      saved.push(this.download);
    };
  });

  afterEach(async () => {
    HTMLAnchorElement.prototype.click = click;
    await session.dispose();
    viewer.destroy();
    host.remove();
  });

  const openOther = (): void => {
    const { slide } = session;
    assert(slide !== undefined, 'a slide is open');
    session.setSlide({ ...slide, name: 'other.png' });
  };

  for (const [name, action] of [
    ['smear-exchange', 'save-geojson'],
    ['smear-export', 'save'],
  ] as const) {
    it(`is named after the slide that it holds, though another one was opened meanwhile: ${name}`, async () => {
      const element = document.createElement(name) as SmearElement;
      element.session = session;
      host.append(element);
      await element.updateComplete;
      let finish = (): void => undefined;
      session.exportGeoJson = session.exportAs = () =>
        new Promise((resolve) => (finish = () => resolve(new Blob(['of the first slide']))));
      element.shadowRoot?.querySelector<HTMLElement>(`[data-action=${action}]`)?.click();
      openOther();
      finish();
      await until(() => saved.length > 0, 'a file to be saved');
      assertEqual(
        saved.map((file) => file.replace(/\.\w+$/, '')),
        ['scripted.png'],
      );
    });
  }

  it('states inside which slide its cells are of, though another one was opened meanwhile', async () => {
    const count = session.tally.at(session.threshold).shown;
    const writing = session.exportAs('coco');
    await session.review.history.applied;
    openOther();
    const { images, annotations } = JSON.parse(await (await writing).text()) as {
      images: { file_name: string }[];
      annotations: unknown[];
    };
    assertEqual([images[0]?.file_name, annotations.length], ['scripted.png', count]);
  });

  it('is not written of another slide’s cells, where the first one was left before it could begin', async () => {
    for (const write of [() => session.exportGeoJson(), () => session.exportAs('csv')]) {
      const writing = write();
      openOther();
      const code = await writing.then(
        () => 'written',
        (error: { code?: string }) => error.code,
      );
      assertEqual(code, 'export-failed');
    }
  });
});
