import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
    await analyse(portal.page, 'Analyse view');
    const resolution = await portal.page.evaluate(
      () => document.querySelector('smear-panel')?.session?.resolution,
    );
    assert.equal(resolution?.source, 'estimated');
    // The sample is drawn at 0.125 µm per pixel, which a plain viewer is not told.
    assert.ok(Math.abs(resolution.micronsPerPixel / 0.125 - 1) < 0.15, `${resolution.micronsPerPixel} µm`);
    assert.ok((await cellsOnPage(portal.page)).filter(({ score }) => score >= 0.5).length >= 2);
    assert.deepEqual(portal.complaints, []);
  });
});
