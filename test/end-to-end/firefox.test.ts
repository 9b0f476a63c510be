import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { requireProgram } from '../../scripts/debian-program.mjs';
import { axeFindings } from './axe-findings.js';
import { openStrictPortal, type StrictPortal } from './strict-portal.js';

const PATIENCE_MS = 240_000;

describe('a day’s work in Firefox, under the strict policy', { timeout: 3 * PATIENCE_MS }, () => {
  let portal: StrictPortal;
  let browser: Browser;
  let page: Page;
  let downloads: string;
  const complaints: string[] = [];

  before(async () => {
    requireProgram('firefox-esr');
    portal = await openStrictPortal();
    downloads = await mkdtemp(join(tmpdir(), 'smearlens-firefox-'));
    browser = await launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      headless: true,
      timeout: 120_000,
      protocolTimeout: PATIENCE_MS,
      extraPrefsFirefox: {
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
        'browser.download.useDownloadDir': true,
        'browser.helperApps.neverAsk.saveToDisk':
          'application/geo+json,application/json,text/csv,application/dicom',
      },
    });
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      if (message.type() === 'error' || /Content.Security|Trusted/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.evaluateOnNewDocument(`globalThis.__name = (named) => named;
      globalThis.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.violations.push(event.violatedDirective + ': ' + event.blockedURI + ' ' + event.sample));`);
    await page.goto(portal.url);
    await page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await rm(downloads, { recursive: true, force: true });
  });

  /** Presses what stands in the panel, wherever it has scrolled to. */
  async function press(selector: string): Promise<void> {
    const button = (await page.waitForSelector(`pierce/${selector}`)) as ElementHandle<HTMLElement>;
    await button.evaluate((element) => element.click());
  }

  const openStep = (step: string) => press(`[role=tab][data-step=${step}]`);

  /** Names and confirmations of the cells, in the order of their places. */
  const said = (): Promise<string[]> =>
    page.evaluate(() =>
      [...(document.querySelector('smear-panel')?.session?.cells.all() ?? [])]
        .map(
          ({ box, label, review }) => `${Math.round(box.minX)} ${label.name} ${review?.confirmed ?? false}`,
        )
        .sort(),
    );

  it('finds the cells with the WebAssembly backend', async () => {
    await openStep('find');
    await press('button[data-action=analyse-slide]');
    await page.waitForFunction(() =>
      ['done', 'failed'].includes(document.querySelector('smear-panel')?.session?.state.kind ?? ''),
    );
    const state = await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const failure = session?.state.kind === 'failed' ? session.state.error.message : '';
      return { backend: session?.info?.backend, failure };
    });
    assert.deepEqual(state, { backend: 'wasm', failure: '' });
    assert.ok((await said()).length >= portal.drawn, `${(await said()).length} of ${portal.drawn} cells`);
    assert.deepEqual(await axeFindings(page), []);
  });

  it('takes corrections and confirmations', async () => {
    await openStep('review');
    await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      if (!session) throw new Error('no session');
      const [first, second] = [...session.cells.all()];
      const other = session.classes.find(({ name }) => name !== first?.label.name);
      if (!first || !second || !other) throw new Error('nothing to correct');
      session.goTo(first.id);
      session.review.assign([first.id], other);
      session.review.confirm([second.id]);
    });
    assert.equal((await said()).filter((cell) => cell.endsWith('true')).length, 2);
    assert.deepEqual(await axeFindings(page), []);
  });

  it('counts, saves the cells, and reads what it has saved', async () => {
    await openStep('count');
    await page.waitForSelector('smear-panel >>> smear-differential >>> table');
    assert.deepEqual(await axeFindings(page), []);
    await openStep('export');
    const saved = await download('button[data-action=save-geojson]');
    assert.deepEqual(await axeFindings(page), []);
    const before = await said();
    await page.evaluate(() => document.querySelector('smear-panel')?.session?.clear());
    assert.deepEqual(await said(), []);
    const input = await page.waitForSelector('smear-panel >>> smear-import >>> input[type=file]');
    await (input as ElementHandle<HTMLInputElement>).uploadFile(saved);
    await page.waitForFunction(
      (count) => document.querySelector('smear-panel')?.session?.cells.size === count,
      {},
      before.length,
    );
    assert.deepEqual(await said(), before);
  });

  it('has everything again when the page is opened again', async () => {
    const before = await said();
    await page.evaluate(() => document.querySelector('smear-panel')?.session?.keeping?.flush());
    await page.reload();
    await page.waitForFunction(
      (count) => document.querySelector('smear-panel')?.session?.cells.size === count,
      {},
      before.length,
    );
    assert.deepEqual(await said(), before);
  });

  it('has broken no rule of the policy, and complained of nothing', async () => {
    assert.deepEqual(
      await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations),
      [],
    );
    assert.deepEqual(complaints, []);
  });

  /** Presses a button that saves a file, and gives where that is once all of it is there under its own name, not one of Firefox' own. */
  async function download(selector: string): Promise<string> {
    const named = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document
            .querySelector('smear-panel')
            ?.addEventListener('smear-saved', ({ detail }) => resolve(detail.fileName), { once: true });
        }),
    );
    await press(selector);
    const name = await named;
    for (let attempt = 0; attempt < 600; attempt++) {
      const names = await readdir(downloads);
      const isWhole = names.includes(name) && !names.some((one) => one.endsWith('.part'));
      if (isWhole && (await stat(join(downloads, name))).size > 0) return join(downloads, name);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(
      `Firefox has saved ${(await readdir(downloads)).join(', ') || 'nothing'} instead of ${name}.`,
    );
  }
});
