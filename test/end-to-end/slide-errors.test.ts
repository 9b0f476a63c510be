import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { boxCentre, boxContains } from '../../models/domain/geometry.js';
import { writeBrokenSlides, type BrokenSlide } from './broken-slides.js';
import { openShell, type OpenShell } from './shell-page.js';
import { analyse, cellsOnPage, type CellOnPage } from './shell-steps.js';
import { serveWithoutCors, serveWithoutRanges } from './slide-servers.js';

const data = process.env['SMEARLENS_DATA'];

let folder = '';
let sound = '';
let broken: readonly BrokenSlide[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-broken-'));
  await mkdir(join(folder, 'in'));
  broken = await writeBrokenSlides(join(folder, 'in'), data);
  sound = join(folder, 'sound.png');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#f0ece8' } })
    .png()
    .toFile(sound);
});
after(() => rm(folder, { recursive: true, force: true }));

describe('the built command on broken slides', { timeout: 120_000 }, () => {
  it('says of each what is wrong with it, writes a note in place of a result, and analyses the sound one', async () => {
    const out = join(folder, 'out');
    const words = ['analyze', join(folder, 'in'), sound, '--out', out, '--mpp', '0.1', '--json'];
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((done) =>
      execFile(process.execPath, ['dist/node/smearlens.js', ...words], (error, text) =>
        done({ code: error?.code ?? 0, stdout: text }),
      ),
    );
    assert.equal(code, 1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { input: string; error?: { code: string; message: string } });
    for (const slide of broken) {
      const { error } = lines.find(({ input }) => input.endsWith(`/${slide.name}`)) ?? {};
      assert.equal(error?.code, slide.code, slide.name);
      assert.match(error?.message ?? '', slide.message);
    }
    const notes = broken.map(({ name }) => `${name}.failed.json`);
    assert.deepEqual(new Set(await readdir(out)), new Set(['sound.png.geojson', ...notes]));
  });
});

/** Text of the panel as it is rendered, its inner elements included. */
function panelText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      const root = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return [...root.childNodes].map(read).join(' ');
    };
    return read(document.querySelector('smear-panel') ?? document.body).replace(/\s+/g, ' ');
  });
}

/** The message over the slide, once it is there; it is closed again. */
async function takeNotice(page: Page): Promise<string> {
  const notice = page.locator('#notice');
  await notice.locator('strong').waitFor({ timeout: 30_000 });
  const text = (await notice.innerText()).replace(/\s+/g, ' ');
  await notice.getByRole('button').click();
  return text;
}

async function openAddress(page: Page, address: string): Promise<string> {
  await page.locator('#open').click();
  await page.locator('#address').fill(address);
  await page.locator('#open-address').click();
  return takeNotice(page);
}

describe('the page', { timeout: 400_000 }, () => {
  let shell: OpenShell;

  before(async () => {
    shell = await openShell();
  });
  after(() => shell.close());

  it('keeps its slide where a model file is not the one that the pack names, and says which file', async () => {
    const { page } = shell;
    await page.route('**/detector.safetensors', async (route) => {
      const response = await route.fetch();
      const bytes = await response.body();
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      await route.fulfill({ response, body: bytes });
    });
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.state.kind === 'failed',
      undefined,
      { timeout: 60_000 },
    );
    await page.locator('smear-panel .failure').waitFor();
    assert.match(await panelText(page), /detector\.safetensors/);
    await shell.picture('pack-corrupt');
    const open = await page.evaluate(() =>
      document.querySelector('smear-panel')?.viewer?.world.getItemCount(),
    );
    assert.equal(open, 1);
    await page.unroute('**/detector.safetensors');
  });

  it('goes on where a tile cannot be read, and says how much is missing', async () => {
    const { page } = shell;
    await page.reload();
    await page.locator('smear-panel button[data-action=analyse-view]').waitFor();
    await page.waitForLoadState('networkidle');
    const hole = await tileInCornerOfView(page);
    const address = new RegExp(`${hole.path.replace(/\W/g, '\\$&')}$`);
    let asked = 0;
    await page.route(address, (route) => {
      asked++;
      return route.fulfill({ status: 500, body: 'The disk is full.' });
    });
    await analyse(page, 'analyse-view');
    assert.ok(asked > 0, 'the tile was never asked for');
    const progress = await page.evaluate(() => {
      const state = document.querySelector('smear-panel')?.session?.state;
      return state?.kind === 'done' ? state.progress : undefined;
    });
    assert.ok(progress && progress.failed >= 1 && progress.failed < progress.total);
    assert.equal(progress.done, progress.total);
    const missing = new RegExp(`${progress.failed} parts? of the slide could not be read\\. Cells there`);
    assert.match(await panelText(page), missing);
    await shell.picture('tile-failed');
    const partly = await cellsOnPage(page);
    assert.ok(partly.length >= 3, `${partly.length} cells were found beside the hole`);
    assert.ok(!partly.some(({ box }) => boxContains(hole.box, boxCentre(box))));

    await page.unroute(address);
    await analyse(page, 'analyse-view');
    assert.doesNotMatch(await panelText(page), /could not be read; cells there are missing/);
    const ids = new Set((await cellsOnPage(page)).map(({ id }) => id));
    const lost = partly.filter(({ id, score }) => score >= 0.5 && !ids.has(id));
    assert.deepEqual(lost, [], 'cells of the first run are known again');
  });

  describe('with cells found on its slide', () => {
    let found: readonly CellOnPage[] = [];

    before(async () => {
      found = await cellsOnPage(shell.page);
    });

    async function keepsEverything(): Promise<void> {
      const { page } = shell;
      const ids = (cells: readonly CellOnPage[]) => cells.map(({ id }) => id);
      assert.deepEqual(ids(await cellsOnPage(page)), ids(found));
      assert.ok(found.length > 0);
      const source = await page.evaluate(() => document.querySelector('smear-panel')?.session?.slide?.name);
      assert.equal(source, 'Sample slide');
      assert.equal(await page.locator('#slide-name').innerText(), 'Sample slide');
    }

    it('keeps both where a broken file is opened', async () => {
      for (const { path, name, message } of broken) {
        await shell.page.locator('#file').setInputFiles(path);
        const said = await takeNotice(shell.page);
        assert.match(said, message);
        assert.ok(said.includes(name) && said.includes('Sample slide remains open.'), said);
        await keepsEverything();
      }
    });

    it('keeps both where nothing lies at an address', async () => {
      const said = await openAddress(shell.page, 'slides/gone.svs');
      assert.match(said, /The slide was not found.*gone\.svs.*404.*Sample slide remains open\./);
      await keepsEverything();
    });

    it('keeps both where a server sends only whole files', async () => {
      const server = await serveWithoutRanges();
      try {
        const said = await openAddress(shell.page, `${server.url}huge.svs`);
        assert.match(
          said,
          /does not support range requests.*huge\.svs.*Accept-Ranges: bytes.*remains open\./,
        );
        await keepsEverything();
      } finally {
        await server.close();
      }
    });

    it('keeps both where a server does not allow the page to read, and says which header is missing', async () => {
      const server = await serveWithoutCors(await readFile(sound));
      try {
        for (const name of ['field.png', 'slide.svs']) {
          const said = await openAddress(shell.page, server.url + name);
          assert.match(said, /does not allow this page to read.*Access-Control-Allow-Origin.*remains open\./);
          assert.ok(said.includes(server.url + name));
          await keepsEverything();
        }
        const tiled = await openAddress(shell.page, `${server.url}slide.dzi`);
        assert.match(tiled, /does not allow this page to read.*CORS.*remains open\./);
        await keepsEverything();
        await shell.page.goto(`${new URL(shell.page.url()).origin}/?slide=${server.url}field.png`);
        assert.match(
          await takeNotice(shell.page),
          /does not allow this page to read.*Access-Control-Allow-Origin/,
        );
        assert.match(await shell.page.locator('#stage').innerText(), /No slide is open/);
      } finally {
        await server.close();
      }
    });
  });
});

/** The Deep Zoom tile that the models read in the corner of the view, far from the next part of the run. */
function tileInCornerOfView(page: Page) {
  return page.evaluate(() => {
    const viewer = document.querySelector('smear-panel')?.viewer;
    const item = viewer?.world.getItemAt(0);
    if (!viewer || !item) throw new Error('No slide is open.');
    const view = item.viewportToImageRectangle(viewer.viewport.getBounds(true));
    const { source } = item;
    const level = source.maxLevel - 1;
    const span = source.getTileWidth(level) / source.getLevelScale(level);
    const [x, y] = [Math.floor(view.x / span), Math.floor(view.y / span)];
    const url = new URL(String(source.getTileUrl(level, x, y)), document.baseURI);
    const box = { minX: x * span, minY: y * span, maxX: (x + 1) * span, maxY: (y + 1) * span };
    return { path: url.pathname, box };
  });
}
