import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { writeTiff } from '../unit/plugin/slide/slide-tiff-writer.js';
import { axeFindings } from './axe-findings.js';
import { openShell, type OpenShell, type ShellOptions } from './shell-page.js';

/** What each picture of the file is filled with. */
const COLOURS = [
  [210, 120, 150],
  [120, 60, 160],
  [60, 90, 190],
] as const;

describe('a TIFF with several pictures in the page', { timeout: 600_000 }, () => {
  let folder: string;
  let shell: OpenShell;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-pages-'));
    const pages = COLOURS.map((colour) => ({
      width: 400,
      height: 300,
      tileSize: 128,
      colourAt: () => colour,
    }));
    await writeFile(join(folder, 'fields.tif'), writeTiff(pages));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => shell.close());

  const open = async (options: ShellOptions): Promise<void> => {
    shell = await openShell({ ...options, slides: folder });
  };
  /** The page and the panel call the open slide so. */
  const named = async (name: string): Promise<void> => {
    const shown = (): Promise<unknown[]> =>
      shell.page.evaluate(() => [
        document.querySelector('#slide-name')?.textContent,
        document.querySelector('smear-panel')?.session?.slide?.name,
      ]);
    const until = Date.now() + 120_000;
    while ((await shown()).some((one) => one !== name) && Date.now() < until)
      await shell.page.waitForTimeout(50);
    assert.deepEqual(await shown(), [name, name]);
  };
  /** A pixel of the slide that the panel works on. */
  const colour = (): Promise<number[] | undefined> =>
    shell.page.evaluate(async () => {
      const region = { minX: 10, minY: 10, maxX: 11, maxY: 11 };
      const slide = document.querySelector('smear-panel')?.session?.slide;
      const tile = await slide?.read({ region, width: 1, height: 1 });
      return tile && [...tile.data.subarray(0, 3)];
    });

  it('asks which one is meant, and opens that one; the dialog is accessible', async () => {
    await open({ query: '?slide=slides/fields.tif' });
    const dialog = shell.page.locator('#page-dialog');
    await dialog.locator('select').waitFor();
    assert.match(await dialog.innerText(), /fields\.tif holds 3 pictures of about one size/);
    assert.deepEqual(await dialog.locator('option').allInnerTexts(), ['Picture 1', 'Picture 2', 'Picture 3']);
    assert.deepEqual(await axeFindings(shell.page), []);
    await dialog.locator('select').selectOption('2');
    await dialog.getByRole('button', { name: 'Open' }).click();
    await named('fields.tif, picture 2');
    assert.deepEqual(await colour(), [...COLOURS[1]]);
    assert.deepEqual(shell.complaints, []);
  });

  it('leaves the slide that is open where none is wanted, and takes the keyboard', async () => {
    await open({});
    await named('Sample slide');
    const dialog = shell.page.locator('#page-dialog');
    const choose = async (): Promise<void> => {
      await shell.page.locator('#file').setInputFiles(join(folder, 'fields.tif'));
      await shell.page.locator('#page-dialog[open] select').waitFor();
    };
    await choose();
    await shell.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await dialog.getAttribute('open'), null);
    await named('Sample slide');
    await choose();
    await shell.page.keyboard.press('End');
    await shell.page.keyboard.press('Tab');
    await shell.page.keyboard.press('Tab');
    await shell.page.keyboard.press('Enter');
    await named('fields.tif, picture 3');
    assert.deepEqual(await colour(), [...COLOURS[2]]);
  });

  it('is not asked where the link says which; a picture that the file lacks is refused', async () => {
    await open({ query: '?slide=slides/fields.tif&page=3' });
    await named('fields.tif, picture 3');
    assert.deepEqual(await colour(), [...COLOURS[2]]);
    await shell.page.goto(shell.page.url().replace('page=3', 'page=7'));
    const notice = shell.page.locator('#notice');
    await notice.locator('strong').waitFor();
    assert.match(await notice.innerText(), /7/);
  });
});
