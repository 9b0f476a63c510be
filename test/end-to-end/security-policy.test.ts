import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { axeFindings } from './axe-findings.js';
import { openStrictPortal, type StrictPortal } from './strict-portal.js';

type Step = 'find' | 'review' | 'count' | 'export' | 'more';

describe('a day’s work under a strict security policy with Trusted Types', { timeout: 600_000 }, () => {
  let portal: StrictPortal;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    portal = await openStrictPortal();
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    await page.exposeFunction('noteViolation', (violation: string) => complaints.push(violation));
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.addInitScript(() => {
      const { noteViolation } = (top ?? window) as unknown as { noteViolation(violation: string): void };
      document.addEventListener('securitypolicyviolation', (event) =>
        noteViolation(
          `${event.violatedDirective}: ${event.blockedURI} ${event.sample} (${event.sourceFile})`,
        ),
      );
    });
    // Of a worker too, which has a policy of its own.
    page.on('console', (message) => {
      if (message.type() === 'error' || /Content Security|Trusted/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(portal.url);
    await page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);
  });
  after(async () => {
    await browser.close();
    await portal.close();
  });

  /** Opens a step of the panel's work. */
  async function openStep(step: Step): Promise<void> {
    const tab = page.locator(`smear-panel [role=tab][data-step=${step}]`);
    if ((await tab.count()) > 0) await tab.click();
  }

  /** Presses a button, wherever the panel has scrolled to. */
  async function press(selector: string): Promise<void> {
    const button = page.locator(`smear-panel ${selector}`).first();
    await button.waitFor({ state: 'attached', timeout: 60_000 });
    await button.evaluate((element: HTMLElement) => element.click());
  }

  async function download(selector: string): Promise<string> {
    const coming = page.waitForEvent('download', { timeout: 60_000 });
    await press(selector);
    return readFile(await (await coming).path(), 'utf8');
  }

  const cells = (): Promise<number> =>
    page.evaluate(() => document.querySelector('smear-panel')?.session?.cells.size ?? 0);

  it('analyses the slide', async () => {
    await openStep('find');
    await press('button[data-action=analyse-slide]');
    await page.waitForFunction(
      () => ['done', 'failed'].includes(document.querySelector('smear-panel')?.session?.state.kind ?? ''),
      undefined,
      { timeout: 240_000 },
    );
    assert.ok((await cells()) >= portal.drawn, `${await cells()} of ${portal.drawn} cells`);
  });

  it('shows gallery, chosen cell and heat map, and lets cells be confirmed', async () => {
    await openStep('review');
    await page.evaluate(async () => {
      const session = document.querySelector('smear-panel')?.session;
      if (!session) throw new Error('no session');
      session.overlay = 'both';
      const ids = [...session.cells.all()].map(({ id }) => id);
      session.goTo(ids[0] ?? '');
      await session.reconstruct([...session.cells.all()]);
      session.review.confirm(ids);
    });
    await page.waitForTimeout(500);
  });

  it('counts, and shows the report in its own style', async () => {
    await openStep('count');
    await page.locator('smear-panel smear-differential table').first().waitFor({ state: 'attached' });
    await openStep('export');
    await press('button[data-action=make-report]');
    const report = page.frameLocator('smear-panel iframe');
    await report.locator('img').first().waitFor({ timeout: 60_000 });
    const look = await report.locator('.notice').evaluate((notice: HTMLElement) => {
      const picture = notice.ownerDocument.querySelector('img') as HTMLImageElement;
      return {
        mode: notice.ownerDocument.compatMode,
        border: getComputedStyle(notice).borderTopStyle,
        picture: picture.getBoundingClientRect().width,
      };
    });
    assert.deepEqual({ mode: look.mode, border: look.border }, { mode: 'CSS1Compat', border: 'solid' });
    // A millimetre for each of the 22.4 µm.
    assert.ok(Math.abs(look.picture - (22.4 / 25.4) * 96) < 3, `${look.picture} px`);
    await press('smear-report button[data-action=close]');
  });

  it('draws the map of the cells', async () => {
    await openStep('more');
    await page.locator('smear-panel smear-map').first().waitFor({ state: 'attached' });
    await page.evaluate(() => {
      const root = document.querySelector('smear-panel')?.shadowRoot;
      for (const fold of root?.querySelectorAll('details') ?? []) fold.open = true;
      const map = root?.querySelector('smear-map') as (HTMLElement & { open: boolean }) | null;
      if (map) map.open = true;
    });
    const isDrawn = page.locator('smear-panel smear-map-plot').first();
    for (let attempt = 0; attempt < 100 && (await isDrawn.count()) === 0; attempt++) {
      const draw = page.locator('smear-panel smear-map button').first();
      if ((await draw.count()) > 0) await draw.evaluate((button: HTMLElement) => button.click());
      await page.waitForTimeout(500);
    }
    assert.equal(await isDrawn.count(), 1);
  });

  it('saves every format, and imports what it has saved', async () => {
    await openStep('export');
    const geojson = await download('button[data-action=save-geojson]');
    for (const format of ['csv', 'coco', 'dicom']) {
      const select = page.locator('smear-panel smear-export select');
      await select.evaluate((element: HTMLSelectElement, value) => {
        element.value = value;
        element.dispatchEvent(new Event('change'));
      }, format);
      assert.ok((await download('smear-export button[data-action=save]')).length > 200, format);
    }
    const before = await cells();
    await page.evaluate(() => document.querySelector('smear-panel')?.session?.clear());
    assert.equal(await cells(), 0);
    await page.locator('smear-panel smear-import input[type=file]').setInputFiles({
      name: 'cells.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(geojson),
    });
    await page.waitForFunction(
      (count) => document.querySelector('smear-panel')?.session?.cells.size === count,
      before,
    );
  });

  it('draws on the slide, and opens another one', async () => {
    await page.evaluate(async () => {
      const panel = document.querySelector('smear-panel');
      const drawing = panel?.session?.drawCell();
      await new Promise((resolve) => setTimeout(resolve, 300));
      panel?.session?.tools.stop();
      await drawing;
      const { viewer } = panel ?? {};
      if (!viewer) throw new Error('no viewer');
      await new Promise<unknown>((resolve) => {
        viewer.addOnceHandler('open', resolve);
        viewer.open('/slide.dzi' as unknown as Parameters<typeof viewer.open>[0]);
      });
    });
  });

  it('has not once been refused anything', () => assert.deepEqual(complaints, []));

  it('passes the accessibility checks of axe in every step', async () => {
    for (const step of ['find', 'review', 'count', 'export', 'more'] as const) {
      await openStep(step);
      await page.waitForTimeout(300);
      assert.deepEqual(await axeFindings(page), [], step);
    }
  });

  it('would have been: markup, code and workers from a string are refused and noticed', async () => {
    const refused = await page.evaluate(async () => {
      // What is evaluated from outside may use `eval`; what a timer calls is the page's own.
      await new Promise((resolve) => setTimeout(resolve));
      const attempts = [
        () => (document.createElement('div').innerHTML = '<b>bold</b>'),
        () => (0, eval)('1'),
        () => new Worker('/smearlens/inference-worker.js'),
      ];
      return attempts.map((attempt) => {
        try {
          attempt();
          return false;
        } catch {
          return true;
        }
      });
    });
    assert.deepEqual(refused, [true, true, true]);
    await page.waitForTimeout(300);
    assert.ok(complaints.length >= 3, 'and every refusal is noticed');
  });
});
