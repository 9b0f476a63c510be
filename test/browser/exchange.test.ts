import type OpenSeadragon from 'openseadragon';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';

await defineEveryElement();

describe('a GeoJSON saved from the panel', () => {
  let viewer: OpenSeadragon.Viewer;
  let host: HTMLElement;
  const sessions: AttachedSession[] = [];
  const { picture, cells: scripted } = drawScriptedSlide(800, 600, 12);
  const cells = scripted.map((cell, place) => ({
    ...cell,
    embedding: Float32Array.from({ length: 50 }, (_, i) => (i % 7) - place / 10),
  }));
  const click = HTMLAnchorElement.prototype.click;

  beforeEach(async () => {
    document.documentElement.lang = 'en';
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0';
    document.body.append(host);
    viewer = await openViewer(host, picture, { drawer: 'canvas' });
  });

  afterEach(async () => {
    HTMLAnchorElement.prototype.click = click;
    await Promise.all(sessions.splice(0).map((session) => session.dispose()));
    viewer.destroy();
    host.remove();
  });

  const open = (): AttachedSession => {
    const session = scriptedSession(viewer, picture, cells, {
      micronsPerPixel: 0.1,
      backend: 'wasm',
      threshold: 0.1,
    });
    sessions.push(session);
    return session;
  };

  async function saved(session: AttachedSession): Promise<Blob> {
    const element = document.createElement('smear-exchange');
    element.session = session;
    host.append(element);
    await element.updateComplete;
    const address = new Promise<string>((resolve) => {
      HTMLAnchorElement.prototype.click = function () {
        resolve(this.href);
      };
    });
    element.shadowRoot?.querySelector<HTMLElement>('[data-action=save-geojson]')?.click();
    return (await fetch(await address)).blob();
  }

  it('brings back what likeness, adapting and the map rest on', async () => {
    const session = open();
    await session.analyzeSlide();
    const other = open();
    await other.importGeoJson(await saved(session));
    assertEqual([session.nearest.size, other.cells.size, other.nearest.size], [12, 12, 12]);
  });

  it('brings back how the cells are counted', async () => {
    const session = open();
    await session.analyzeSlide();
    session.counting.areas.add({ minX: 0, minY: 0, maxX: 400, maxY: 600 }, 'Left half');
    session.counting.limit = 100;
    const other = open();
    await other.importGeoJson(await saved(session));
    assertEqual(
      other.counting.areas.list.map(({ name }) => name),
      ['Left half'],
    );
    assertEqual(other.counting.limit, 100);
    assertEqual(other.counting.count.suggested.total, session.counting.count.suggested.total);
  });
});
