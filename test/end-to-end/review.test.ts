import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { fieldsOf } from './review-slides.js';
import { openShell, type OpenShell } from './shell-page.js';
import { analyse, openStep } from './shell-steps.js';

interface BenchCell {
  readonly id: string;
  readonly label: string;
  readonly suggested?: string;
  readonly confirmed: boolean;
  readonly outline: readonly number[];
}

/** Everything a reader has on the bench, in the order of the ids. */
function benchOf(page: Page): Promise<BenchCell[]> {
  return page.evaluate(() =>
    [...(document.querySelector('smear-panel')?.session?.cells.all() ?? [])]
      .map(({ id, label, review, outline }) => ({
        id,
        label: label.name,
        ...(review?.suggested ? { suggested: review.suggested.name } : {}),
        confirmed: review?.confirmed ?? false,
        outline: [...outline].map((value) => Math.round(value * 100) / 100),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

const stepsDone = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('smear-panel')?.session?.review.history.record.done ?? 0);

/** The panel's button that does this. */
const panelButton = (page: Page, action: string) => page.locator(`smear-panel button[data-action=${action}]`);

async function savedGeoJson(page: Page): Promise<string> {
  await openStep(page, 'export');
  const download = page.waitForEvent('download', { timeout: 30_000 });
  await panelButton(page, 'save-geojson').click();
  return (await download).path();
}

for (const slide of await fieldsOf()) {
  describe(`from coloured outlines to a differential, on ${slide.name}`, () => {
    let shell: OpenShell;
    let page: Page;
    let file: string;

    before(async () => {
      shell = await openShell({ query: slide.query, slides: slide.folder, width: 1440, height: 900 });
      page = shell.page;
      await analyse(page, slide.button);
    });
    after(() => shell?.close());

    it('ten cells are corrected by keyboard alone, each keeping what the model said', async () => {
      await page.locator('smear-panel').focus();
      await page.locator('.openseadragon-canvas').first().focus();
      const found = await benchOf(page);
      for (let i = 0; i < 10; i++) {
        await page.keyboard.press('d');
        const before = await page.evaluate(() => {
          const { session } = document.querySelector('smear-panel') ?? {};
          return session?.selected ? session.cells.get(session.selected)?.label.name : undefined;
        });
        assert.ok(before, 'the key leads to a cell');
        await page.keyboard.press(before.startsWith('Neutrophil') ? '4' : '1');
      }
      const corrected = (await benchOf(page)).filter(({ confirmed }) => confirmed);
      assert.equal(corrected.length, 10);
      for (const { id, label, suggested } of corrected) {
        assert.equal(suggested, found.find((cell) => cell.id === id)?.label);
        assert.notEqual(label, suggested);
      }
      await shell.picture(`${slide.short}-corrected`);
    });

    it('corrections are taken back one by one, and done again', async () => {
      const corrected = await benchOf(page);
      for (let i = 0; i < 10; i++) await page.keyboard.press('Control+z');
      assert.equal((await benchOf(page)).filter(({ confirmed }) => confirmed).length, 0);
      for (let i = 0; i < 10; i++) await page.keyboard.press('Control+Shift+z');
      assert.deepEqual(await benchOf(page), corrected);
    });

    it('the classifier is adapted to what was confirmed, shown before it is accepted, and can be taken back', async () => {
      const panel = page.locator('smear-panel');
      await openStep(page, 'review');
      for (let guard = 0; guard < 20; guard++) {
        const confirm = panelButton(page, 'confirm-all');
        if ((await confirm.count()) === 0) break;
        await confirm.first().click();
      }
      // Groups below what is on view have no button yet: the whole gallery, all of it, confirmed.
      await page.keyboard.press('g');
      await page.locator('smear-gallery[large] .tile').first().waitFor({ timeout: 30_000 });
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await openStep(page, 'more');
      await panel.locator('details[data-section=adapt] > summary').click();
      await panel.locator('smear-adapt #learn').click();
      const use = panel.locator('smear-adapt #accept');
      await use.waitFor({ timeout: 60_000 });
      await shell.picture(`${slide.short}-lesson`);
      await use.click();
      await page.waitForFunction(
        () => document.querySelector('smear-panel')?.session?.review.history.undoable?.kind === 'teach',
      );
      await panel.locator('smear-adapt #take-back').click();
      await page.waitForFunction(
        () => !document.querySelector('smear-panel')?.session?.adaptation?.activeClassifier,
      );
    });

    it('the differential stands with its intervals, and the report shows it', async () => {
      await openStep(page, 'count');
      const counts = page.locator('smear-panel').locator('smear-differential table').first();
      assert.match(await counts.innerText(), /White blood cells/);
      await openStep(page, 'export');
      await panelButton(page, 'make-report').click();
      const report = page.frameLocator('iframe');
      await report.locator('tr.total').first().waitFor({ timeout: 30_000 });
      const text = await report.locator('body').innerText();
      assert.match(text, /Not validated for diagnostic use/);
      assert.match(text, /smearlens-base/);
      await shell.picture(`${slide.short}-report`);
      await page.evaluate(() => {
        const frame = document
          .querySelector('smear-panel')
          ?.renderRoot.querySelector('smear-report')?.renderRoot;
        const view = frame?.querySelector('iframe')?.contentWindow;
        view?.addEventListener('beforeprint', () => (document.documentElement.dataset['printed'] = 'yes'));
      });
      await panelButton(page, 'print').click();
      await page.waitForFunction(() => document.documentElement.dataset['printed'] === 'yes');
      await panelButton(page, 'close').click();
    });

    it('a reload brings everything back, undo and the way of counting included', async () => {
      await page.evaluate(() => {
        const counting = document.querySelector('smear-panel')?.session?.counting;
        counting?.areas.add({ minX: 10, minY: 20, maxX: 900, maxY: 700 }, 'Monolayer');
        if (counting) counting.limit = 100;
      });
      const [bench, steps] = [await benchOf(page), await stepsDone(page)];
      await page.evaluate(() => document.querySelector('smear-panel')?.session?.keeping?.flush());
      await page.reload();
      await page.waitForFunction(
        (count) => document.querySelector('smear-panel')?.session?.cells.size === count,
        bench.length,
        { timeout: 60_000 },
      );
      assert.deepEqual(await benchOf(page), bench);
      assert.equal(await stepsDone(page), steps);
      const counting = await page.evaluate(() => {
        const { areas, limit } = document.querySelector('smear-panel')?.session?.counting ?? {};
        return { areas: areas?.list.map(({ name }) => name), limit };
      });
      assert.deepEqual(counting, { areas: ['Monolayer'], limit: 100 });
      await shell.picture(`${slide.short}-reloaded`);
    });

    it('the saved file gives an empty session the same bench', async () => {
      const bench = await benchOf(page);
      file = await savedGeoJson(page);
      const text = await readFile(file, 'utf8');
      const other = await openShell({ query: slide.query, slides: slide.folder, width: 1440, height: 900 });
      try {
        await other.page.waitForFunction(
          () => document.querySelector('smear-panel')?.session?.info,
          undefined,
          {
            timeout: 60_000,
          },
        );
        assert.equal((await benchOf(other.page)).length, 0);
        await openStep(other.page, 'export');
        await other.page
          .locator('smear-panel')
          .locator('smear-import input[type=file]')
          .setInputFiles({
            name: 'cells.geojson',
            mimeType: 'application/geo+json',
            buffer: Buffer.from(text),
          });
        const wanted = JSON.parse(text).features.length as number;
        await other.page.waitForFunction(
          (count) => document.querySelector('smear-panel')?.session?.cells.size === count,
          wanted,
          { timeout: 60_000 },
        );
        const saved = new Set((JSON.parse(text).features as { id: string }[]).map(({ id }) => id));
        assert.deepEqual(
          await benchOf(other.page),
          bench.filter(({ id }) => saved.has(id)),
        );
        assert.deepEqual(other.complaints, []);
      } finally {
        await other.close();
      }
    });

    it('leaves no complaint on the console', () => assert.deepEqual(shell.complaints, []));
  });
}
