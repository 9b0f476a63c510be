import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { workADay, type BenchDay } from './bench-day.js';
import { openShell, type OpenShell } from './shell-page.js';

describe('a day at the bench, on the sample slide', { timeout: 300_000 }, () => {
  let shell: OpenShell;
  let day: BenchDay;

  before(async () => {
    shell = await openShell();
    day = await workADay(shell, {
      slide: /Sample slide/,
      analyse: 'analyse-view',
      wrong: 3,
      toCount: 100,
      picture: 'day',
    });
  });
  after(() => shell.close());

  it('leads from step to step without scrolling past what is not its own', () => {
    const costs = Object.fromEntries(day.costs.map(({ step, clicks, scrolls }) => [step, [clicks, scrolls]]));
    assert.ok(day.cells >= 5, `${day.cells} cells`);
    assert.deepEqual(costs['open'], [2, 0]);
    assert.deepEqual(costs['analyse'], [1, 0]);
    assert.deepEqual(costs['count 100'], [2, 0]);
    // The tab, the button, which asks for the name, and the signature.
    assert.deepEqual(costs['sign'], [3, 0]);
    assert.deepEqual(costs['export the table and FHIR'], [2, 0]);
    assert.equal(costs['name 3 otherwise']?.[1], 0);
  });

  it('costs one key for each cell that is named otherwise, and one to begin', () => {
    const named = day.costs.find(({ step }) => step.startsWith('name'));
    assert.equal(named?.keys, 4);
    assert.deepEqual([...day.names].sort(), ['Atypical lymphocyte', 'Blast', 'Smudge cell']);
  });

  it('counts what was reviewed, and has all of it again after a reload', async () => {
    assert.ok(day.counted > 0, `${day.counted} are counted`);
    const left = await shell.page.evaluate(() => {
      const { session } = document.querySelector('smear-panel') ?? {};
      const { shown = 0, confirmed = 0 } = session?.tally.at(session.threshold) ?? {};
      return shown - confirmed;
    });
    assert.equal(left, 0);
    const banner = shell.page.locator('smear-panel smear-keeping[notices] [data-line=restored]');
    const { y = Infinity } = (await banner.boundingBox()) ?? {};
    assert.ok(y < 200, `what came back is said at the top, not at ${y}`);
  });

  it('has the comment on view below what came back, and then a whole row of the gallery', async () => {
    const { page } = shell;
    const edges = async (selector: string): Promise<{ top: number; bottom: number }> => {
      const box = await page.locator(selector).first().boundingBox();
      assert.ok(box, selector);
      return { top: box.y, bottom: box.y + box.height };
    };
    await page.keyboard.press('n');
    await page.keyboard.press('c');
    await page.locator('smear-cell [name=comment]:focus').waitFor();
    const foot = await edges('smear-panel .foot');
    assert.ok((await edges('smear-cell [name=comment]')).bottom < foot.top, 'the comment is not cut');
    assert.ok((await edges('smear-review .card')).top >= (await edges('smear-panel .notices')).bottom);
    await page.keyboard.press('Escape');
    await page.locator('smear-keeping[notices] .close').click();
    await page.waitForTimeout(500);
    const view = await edges('smear-gallery .scroller');
    const row = await page.evaluate(() => {
      const { shadowRoot } = document
        .querySelector('smear-panel')
        ?.shadowRoot?.querySelector('smear-review')
        ?.shadowRoot?.querySelector('smear-gallery') as HTMLElement;
      const tiles = [...(shadowRoot?.querySelectorAll('.tile') ?? [])].map((tile) =>
        tile.getBoundingClientRect(),
      );
      return tiles.map(({ top, bottom }) => ({ top, bottom }));
    });
    assert.ok(
      row.some(({ top, bottom }) => top >= view.top && bottom <= view.bottom),
      JSON.stringify({ view, row }),
    );
  });

  it('opens the list of all keys by a key; Escape closes it and gives the focus back', async () => {
    const { page } = shell;
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.className ?? '';
      });
    await page.locator('smear-review .card').focus();
    await page.keyboard.press('?');
    await page.locator('#help-dialog[open]').waitFor();
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => (document.querySelector('#help-dialog')?.scrollTop ?? 0) > 100);
    await page.setViewportSize({ width: 1280, height: 1024 });
    await page.keyboard.press('Escape');
    await page.locator('#help-dialog[open]').waitFor({ state: 'detached' });
    assert.equal(await focused(), 'card');
    await page.locator('#slide canvas').first().focus();
    await page.keyboard.press('?');
    await page.locator('#help-dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#help-dialog[open]').waitFor({ state: 'detached' });
  });

  it('keeps its keys after a click on a button of the page, after a dialog, and after a list', async () => {
    const { page } = shell;
    const next = async (): Promise<string | undefined> => {
      await page.keyboard.press('n');
      return page.evaluate(() => document.querySelector('smear-panel')?.session?.selected);
    };
    const first = await next();
    await page.locator('#zoom-in').click();
    const second = await next();
    assert.notEqual(second, first, 'after a button of the page');
    await page.locator('#help').click();
    await page.keyboard.press('Escape');
    const third = await next();
    assert.notEqual(third, second, 'after a dialog');
    await page.keyboard.press('g');
    await page.locator('smear-gallery[large] select[name=sort]').selectOption('size');
    await page.locator('smear-review button[data-action=undo]').click();
    const fourth = await next();
    assert.notEqual(fourth, third, 'after undo in the enlarged gallery');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('smear-gallery[large]').count(), 0, 'Escape closes what is on top');
    assert.ok(await page.evaluate(() => document.querySelector('smear-panel')?.session?.selected));
    await page.keyboard.press('Escape');
    assert.equal(
      await page.evaluate(() => document.querySelector('smear-panel')?.session?.selected),
      undefined,
    );
  });

  it('goes the same way without a mouse', async () => {
    const other = await openShell();
    try {
      const { costs, names, cells } = await workADay(other, {
        slide: /Sample slide/,
        analyse: 'analyse-view',
        wrong: 3,
        toCount: 100,
        picture: 'day-keys',
        keyboardOnly: true,
      });
      assert.ok(cells >= 5, `${cells} cells`);
      assert.deepEqual([...names].sort(), ['Atypical lymphocyte', 'Blast', 'Smudge cell']);
      assert.deepEqual(
        costs.filter(({ clicks, scrolls }) => clicks + scrolls > 0),
        [],
      );
    } finally {
      await other.close();
    }
  });

  it('leaves no complaint on the console: the page asks for nothing that is not there', () =>
    assert.deepEqual(shell.complaints, []));
});
