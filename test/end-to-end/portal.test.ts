import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type OpenSeadragonType from 'openseadragon';
import type * as Smearlens from '../../plugin/index.js';
import { openShell, type OpenShell } from './shell-page.js';
import { analyse, cellsOnPage } from './shell-steps.js';

describe('a portal’s own viewer with the element beside it', { timeout: 240_000 }, () => {
  let portal: OpenShell;

  before(async () => {
    portal = await openShell({ query: 'examples/portal.html' });
  });
  after(() => portal.close());

  it('finds cells in what the viewer already shows, its resolution estimated from the red cells', async () => {
    await portal.page.evaluate(() => {
      document.querySelector('smear-panel')?.viewer?.viewport.zoomTo(6, undefined, true);
    });
    await analyse(portal.page, 'analyse-view');
    const resolution = await portal.page.evaluate(
      () => document.querySelector('smear-panel')?.session?.resolution,
    );
    assert.equal(resolution?.source, 'estimated');
    // The sample is drawn at 0.125 µm per pixel, which a plain viewer is not told.
    assert.ok(Math.abs(resolution.micronsPerPixel / 0.125 - 1) < 0.15, `${resolution.micronsPerPixel} µm`);
    assert.ok((await cellsOnPage(portal.page)).filter(({ score }) => score >= 0.5).length >= 2);
    assert.deepEqual(portal.complaints, []);
  });

  it('works in a page of its own too, without the element, as the README shows', async () => {
    const written = await portal.page.evaluate(async () => {
      const { OpenSeadragon } = window as unknown as { OpenSeadragon: typeof OpenSeadragonType };
      const [host, entry] = [document.createElement('div'), '/index.js'];
      host.style.cssText = 'position:fixed;inset:0;z-index:9';
      document.body.append(host);
      const viewer = OpenSeadragon({
        element: host,
        tileSources: '../sample/sample.dzi',
        crossOriginPolicy: 'Anonymous',
        showNavigationControl: false,
      });
      const { attachTo } = (await import(entry)) as typeof Smearlens;
      if (!viewer.isOpen()) await new Promise<unknown>((resolve) => viewer.addOnceHandler('open', resolve));
      viewer.viewport.zoomTo(4, undefined, true);
      const session = await attachTo(viewer, { openSeadragon: OpenSeadragon, keep: false });
      await session.analyzeView();
      const file = await session.exportGeoJson();
      const { features } = JSON.parse(await file.text()) as { features: unknown[] };
      await session.dispose();
      viewer.destroy();
      host.remove();
      return { features: features.length, keeping: session.keeping === undefined };
    });
    assert.ok(written.features >= 2, `${written.features} cells`);
    assert.ok(written.keeping);
    assert.deepEqual(portal.complaints, []);
  });
});
