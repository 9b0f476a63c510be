import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide } from './small-slide.js';
import { writeTinyPack } from './tiny-pack.js';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <link rel="icon" href="data:," />
    <title>A portal where things fail</title>
    <style>body { display: flex; height: 100vh; margin: 0; } #viewer { flex: 1; }</style>
    <script src="/openseadragon/openseadragon.min.js"></script>
    <script type="module" src="/smearlens/define.js"></script>
  </head>
  <body>
    <div id="viewer"></div>
    <smear-panel></smear-panel>
    <script type="module">
      const asked = new URLSearchParams(location.search);
      const viewer = OpenSeadragon({ id: 'viewer', tileSources: '/slide.dzi', showNavigationControl: false, drawer: 'canvas' });
      const panel = document.querySelector('smear-panel');
      panel.addEventListener('smear-ready', ({ detail }) => {
        globalThis.told = [];
        detail.session.addEventListener('error', ({ detail: error }) => told.push(error.code ?? String(error)));
      });
      Object.assign(panel, {
        options: { openSeadragon: OpenSeadragon, micronsPerPixel: 1, backend: asked.get('backend'), packUrl: '/pack/' },
        viewer,
      });
    </script>
  </body>
</html>`;
/** Workers of the page, so that one can be ended from outside. */
const NOTE_WORKERS = `globalThis.__name = (named) => named;
  globalThis.workers = [];
  globalThis.Worker = class extends Worker { constructor(...of) { super(...of); workers.push(this); } };`;

interface Run {
  readonly cells: readonly string[];
  readonly kind: string | undefined;
  readonly failed: number;
  /** Codes of what was told since the page was opened. */
  readonly told: readonly string[];
}

describe('faults in a real browser', { timeout: 900_000 }, () => {
  let folder: string;
  let portal: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;
  let page: Page;
  let undisturbed: readonly string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-faults-'));
    const pack = await mkdtemp(join(folder, 'pack-'));
    await writeTinyPack(`${pack}/`);
    await writeFile(join(folder, 'index.html'), PAGE);
    const slide = await cutSmallSlide();
    await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
    portal = await serveFolders({
      '/': folder,
      '/pack/': pack,
      '/smearlens/': 'dist/browser',
      '/openseadragon/': 'node_modules/openseadragon/build/openseadragon',
    });
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    page = await open();
    undisturbed = (await run()).cells;
    await page.context().close();
    assert.ok(undisturbed.length > 10, `${undisturbed.length} cells`);
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await open();
  });
  afterEach(() => page.context().close());

  /** A fresh profile, so that nothing is kept of another test. */
  async function open(backend = 'wasm'): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    const opened = await context.newPage();
    opened.setDefaultTimeout(240_000);
    await opened.addInitScript(NOTE_WORKERS);
    await opened.goto(`${portal.url}?backend=${backend}`);
    await opened.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);
    return opened;
  }

  /** Analyses the slide to its end. */
  async function run(): Promise<Run> {
    await start();
    return ended();
  }

  const start = (): Promise<void> =>
    page.evaluate(() => {
      // How it ends is read off the session.
      const running = document
        .querySelector('smear-panel')
        ?.session?.analyzeSlide()
        .catch(() => undefined);
      Object.assign(globalThis, { running });
    });

  async function ended(): Promise<Run> {
    await page.evaluate(() => (globalThis as unknown as { running: Promise<void> }).running);
    return page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const state = session?.state;
      const { told } = globalThis as unknown as { told: readonly string[] };
      return {
        cells: [...(session?.cells.all() ?? [])]
          .map(({ outline, label }) => `${[...outline].map((at) => at.toFixed(2)).join()} ${label.name}`)
          .sort(),
        kind: state?.kind,
        failed: state?.kind === 'done' ? state.progress.failed : 0,
        told: [...told],
      };
    });
  }

  /** What a server or the line does to a tile of the slide; the rest is told, and the next run gives the whole. */
  const tileFaults: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
    ['the line is cut', (route) => route.abort('connectionreset')],
    [
      'the server answers with a web page',
      (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in</p>' }),
    ],
    ['the server sends half of it and calls it whole', (route) => halved(route)],
  ];
  for (const [what, strike] of tileFaults) {
    it(`a tile: ${what}`, async () => {
      const tile = '**/slide_files/*/0_0.png';
      await page.route(tile, strike);
      const disturbed = await run();
      assert.equal(disturbed.kind, 'done');
      assert.ok(disturbed.failed > 0 && disturbed.told.length > 0, 'what could not be read is told');
      assert.ok(disturbed.cells.length < undisturbed.length);
      await page.unroute(tile);
      assert.deepEqual((await run()).cells, undisturbed);
    });
  }

  const packFaults: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
    ['the line is cut', (route) => route.abort('connectionreset')],
    [
      'the server answers with a web page',
      (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in</p>' }),
    ],
    ['the server answers with half of a file', (route) => halved(route)],
  ];
  for (const [what, strike] of packFaults) {
    it(`the models: ${what}`, async () => {
      const weights = '**/pack/detector.safetensors';
      await page.context().route(weights, strike);
      const disturbed = await run();
      assert.equal(disturbed.kind, 'failed');
      assert.match(disturbed.told.join(), /pack-|network/);
      await page.context().unroute(weights);
      assert.deepEqual((await run()).cells, undisturbed);
    });
  }

  it('a worker that dies in mid-run: the run goes on to the same end', async () => {
    await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const { workers } = globalThis as unknown as { workers: Worker[] };
      session?.addEventListener('change', function strike() {
        if (session.state.kind !== 'analysing') return;
        session.removeEventListener('change', strike);
        const worker = workers.at(-1);
        worker?.terminate();
        worker?.dispatchEvent(new ErrorEvent('error', { message: 'The worker ran out of memory.' }));
        Object.assign(globalThis, { struck: workers.length });
      });
    });
    await start();
    const { cells, kind, failed, told } = await ended();
    assert.deepEqual([kind, failed, told], ['done', 0, []]);
    const started = await page.evaluate(() => {
      const { struck, workers } = globalThis as unknown as { struck: number; workers: Worker[] };
      return workers.length - struck;
    });
    assert.equal(started, 1, 'another worker was started in its place');
    assert.deepEqual(cells, undisturbed);
  });
});

/** The true answer without its second half. */
async function halved(route: Route): Promise<void> {
  const answer = await route.fetch();
  const body = await answer.body();
  await route.fulfill({ status: 200, headers: answer.headers(), body: body.subarray(0, body.length >> 1) });
}
