import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
        options: { openSeadragon: OpenSeadragon, micronsPerPixel: 1, backend: asked.get('backend'), packUrl: '/pack/', keep: asked.has('unkept') ? false : undefined },
        viewer,
      });
    </script>
  </body>
</html>`;
/** Workers of the page, so that one can be ended from outside. */
const NOTE_WORKERS = `globalThis.__name = (named) => named;
  globalThis.workers = [];
  // Keeps back what the page asks its workers until the answer is called, so that a run stands still in its middle.
  globalThis.holdQuestions = () => {
    const releases = workers.map((worker) => {
      const kept = [];
      worker.postMessage = (...question) => kept.push(question);
      return () => {
        delete worker.postMessage;
        for (const question of kept) worker.postMessage(...question);
      };
    });
    return () => releases.forEach((release) => release());
  };
  // How many of the workers to come have graphics devices that are lost at once.
  globalThis.stillborn = 0;
  globalThis.Worker = class extends Worker {
    constructor(url, options) { super(stillborn-- > 0 ? url + '?stillborn' : url, options); workers.push(this); }
  };`;

/** Put before the worker's own script: the page can take its graphics devices away, or have them die as they are born. */
const LOSE_DEVICES = `
const given = [];
const ask = globalThis.GPUAdapter?.prototype.requestDevice;
if (ask) GPUAdapter.prototype.requestDevice = async function (...of) {
  const device = await ask.apply(this, of);
  given.push(device);
  if (new URL(location.href).searchParams.has('stillborn')) device.destroy();
  return device;
};
const channel = new BroadcastChannel('devices');
channel.onmessage = ({ data }) => {
  if (data !== 'lose') return;
  given.forEach((device) => device.destroy());
  channel.postMessage('lost');
};
`;

/** What the pages under test have beside the product. */
interface TestGlobals {
  readonly workers: readonly Worker[];
  readonly holdQuestions: () => () => void;
}

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
    const worker = join(folder, 'worker.js');
    await writeFile(worker, LOSE_DEVICES + (await readFile('dist/browser/inference-worker.js', 'utf8')));
    const slide = await cutSmallSlide();
    await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
    portal = await serveFolders({
      '/': folder,
      '/pack/': pack,
      '/smearlens/': 'dist/browser',
      '/smearlens/inference-worker.js': worker,
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
  afterEach(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });

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
      // An answer may still be under way; it must not come where nobody is left to take it.
      await page.unrouteAll({ behavior: 'wait' });
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
      await page.context().unrouteAll({ behavior: 'wait' });
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

  it('a page that is reloaded in mid-run: the analysis is continued from its last finished tile to the same end', async () => {
    await page.evaluate(() => {
      const { holdQuestions } = globalThis as unknown as TestGlobals;
      const session = document.querySelector('smear-panel')?.session;
      session?.addEventListener('change', function hold() {
        const { done = 0, total = 1 } = session.unfinished ?? {};
        if (done <= total / 3) return;
        session.removeEventListener('change', hold);
        holdQuestions();
      });
    });
    await start();
    const progress = (): Promise<{ done: number; total: number; cells: readonly string[] }> =>
      page.evaluate(() => {
        const session = document.querySelector('smear-panel')?.session;
        const { done = 0, total = 0 } = session?.unfinished ?? {};
        return { done, total, cells: [...(session?.cells.all() ?? [])].map(({ id }) => id) };
      });
    await page.waitForFunction(() => {
      const { done = 0, total = 1 } = document.querySelector('smear-panel')?.session?.unfinished ?? {};
      return done > total / 3;
    });
    const atReload = await progress();
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.unfinished !== undefined,
    );
    const back = await progress();
    assert.ok(back.done >= atReload.done && back.done < back.total, `${back.done} of ${back.total} tiles`);
    assert.ok(atReload.cells.every((id) => back.cells.includes(id)));
    await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const seen: number[] = [];
      session?.addEventListener('change', () => {
        if (session.state.kind === 'analysing') seen.push(session.state.progress.done);
      });
      Object.assign(globalThis, { seen, running: session?.resume() });
    });
    const { cells, kind, failed } = await ended();
    assert.deepEqual([kind, failed], ['done', 0]);
    assert.deepEqual(cells, undisturbed);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: readonly number[] }).seen);
    assert.equal(Math.min(...seen), back.done, 'no tile is done twice');
    const after = await progress();
    assert.ok(
      back.cells.every((id) => after.cells.includes(id)),
      'what was found keeps its ids',
    );
  });

  /** As if it were opened anew: what its tiles were found to hold is forgotten. */
  const reopen = (): Promise<void> =>
    page.evaluate(async () => {
      const { viewer, session } = document.querySelector('smear-panel') ?? {};
      if (!viewer || !session) throw new Error('No slide is open.');
      const before = session.slide;
      viewer.open({ tileSource: '/slide.dzi' });
      while (session.slide === before || !session.slide) await new Promise((done) => setTimeout(done, 20));
    });

  /** The graphics devices are lost whenever so many more tiles have come, so often; the workers after that get none that lives. */
  const loseDevices = (faults: { tiles: number; times: number; stillborn?: number }): Promise<void> =>
    page.evaluate(({ tiles, times, stillborn = 0 }) => {
      const session = document.querySelector('smear-panel')?.session;
      const { holdQuestions } = globalThis as unknown as TestGlobals;
      const channel = new BroadcastChannel('devices');
      let lost = 0;
      session?.addEventListener('change', () => {
        const { state } = session;
        if (state.kind !== 'analysing' || lost >= times || state.progress.done < tiles * (lost + 1)) return;
        lost++;
        Object.assign(globalThis, { stillborn });
        // The run gets no further before they are lost, or it could be over by then.
        const release = holdQuestions();
        channel.onmessage = () => release();
        channel.postMessage('lose');
      });
    }, faults);

  const workersStarted = (): Promise<number> =>
    page.evaluate(() => (globalThis as unknown as { workers: readonly Worker[] }).workers.length);

  it('the graphics device: lost in start-up, in mid-run, again, and for good', async (test) => {
    await page.context().close();
    page = await open('webgpu&unkept');
    if (!(await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter())))) {
      test.skip('this Chromium has no WebGPU');
      return;
    }
    // In start-up: one message, and the next run is a whole one.
    await page.evaluate(() => Object.assign(globalThis, { stillborn: 1 }));
    const first = await run();
    assert.deepEqual([first.kind, first.told, first.cells.length], ['failed', ['backend-lost'], 0]);
    const whole = await run();
    assert.deepEqual([whole.kind, whole.failed, whole.told], ['done', 0, ['backend-lost']]);
    assert.ok(whole.cells.length > 10, `${whole.cells.length} cells`);

    // In mid-run, twice: the run goes on to the same end on other devices.
    await reopen();
    const before = await workersStarted();
    await loseDevices({ tiles: 3, times: 2 });
    const disturbed = await run();
    assert.deepEqual([disturbed.kind, disturbed.failed, disturbed.told], ['done', 0, ['backend-lost']]);
    assert.deepEqual(disturbed.cells, whole.cells);
    assert.equal((await workersStarted()) - before, 2);

    // For good: one message, and what was found stays.
    await reopen();
    await loseDevices({ tiles: 22, times: 1, stillborn: 9 });
    const ended = await run();
    assert.deepEqual([ended.kind, ended.told], ['failed', ['backend-lost', 'worker-failed']]);
    const strange = ended.cells.filter((cell) => !whole.cells.includes(cell));
    assert.ok(
      ended.cells.length > 0 && ended.cells.length < whole.cells.length,
      `${ended.cells.length} cells`,
    );
    assert.deepEqual(strange, []);
  });
});

/** The true answer without its second half. */
async function halved(route: Route): Promise<void> {
  const answer = await route.fetch();
  const body = await answer.body();
  await route.fulfill({ status: 200, headers: answer.headers(), body: body.subarray(0, body.length >> 1) });
}
