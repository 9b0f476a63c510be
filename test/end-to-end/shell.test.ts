import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { boxContains, boxIou, type Box } from '../../models/domain/geometry.js';
import { prepareSample } from '../../scripts/sample.mjs';
import type { SmearTruth } from '../../viewer-shell/web/sample/smear-truth.js';
import { writeFieldPyramid } from './field-pyramid.js';
import { cutSmallSlide } from './small-slide.js';
import { openShell, type OpenShell } from './shell-page.js';
import { analyse, cellsOnPage, openStep, overlayInk, regionOfLastRun, saveGeoJson } from './shell-steps.js';

const data = process.env['SMEARLENS_DATA'];

function share(found: readonly Box[], truth: readonly Box[]): number {
  return truth.filter((box) => found.some((cell) => boxIou(cell, box) >= 0.5)).length / truth.length;
}

describe('the page on its sample slide', { timeout: 300_000 }, () => {
  let shell: OpenShell;
  let truth: SmearTruth;

  before(async () => {
    truth = JSON.parse(await readFile(join(prepareSample(), 'sample.json'), 'utf8')) as SmearTruth;
    shell = await openShell();
  });
  after(() => shell.close());

  it('finds the white cells on view and puts their outlines on them', async () => {
    await shell.picture('sample-opened');
    await analyse(shell.page, 'analyse-view');
    await shell.picture('sample-analysed');
    const region = await regionOfLastRun(shell.page);
    const found = (await cellsOnPage(shell.page)).filter(({ score }) => score >= 0.5);
    const expected = truth.cells
      .map(({ box: [minX, minY, maxX, maxY] }) => ({ minX, minY, maxX, maxY }))
      .filter(
        (box) =>
          boxContains(region, { x: box.minX, y: box.minY }) &&
          boxContains(region, { x: box.maxX, y: box.maxY }),
      );
    assert.ok(expected.length >= 5, `${expected.length} drawn cells are on view`);
    const recall = share(
      found.map(({ box }) => box),
      expected,
    );
    assert.ok(recall >= 0.9, `${recall} of the drawn cells on view were found`);
    for (const { label } of found) assert.notEqual(label, '');
    const ink = await overlayInk(shell.page);
    assert.ok(ink.onOutlines > 0.9, `${ink.onOutlines} of the outlines have ink on the overlay`);
  });

  it('keeps the outlines on their cells while the slide is moved, zoomed, turned and mirrored', async () => {
    for (const move of ['pan', 'zoom', 'rotate', 'flip'] as const) {
      const ink = await overlayInk(shell.page, move);
      assert.ok(ink.visible > 0, `no cell is in view after ${move}`);
      assert.ok(ink.onOutlines > 0.9, `after ${move}, ${ink.onOutlines} of the outlines have ink`);
    }
    await shell.picture('sample-turned');
  });

  it('shows the heat map inside the cells', async () => {
    await shell.page.locator('smear-show label:has(input[value=heatmap])').click();
    await shell.page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.overlay === 'heatmap',
    );
    await assert.doesNotReject(async () => {
      for (let attempt = 0; attempt < 60; attempt++) {
        if ((await overlayInk(shell.page)).onCentres > 0.8) return;
        await shell.page.waitForTimeout(1000);
      }
      throw new Error('The heat map never covered the middle of the cells.');
    });
    await shell.picture('sample-heat-map');
  });

  it('tells all about a chosen cell', async () => {
    await openStep(shell.page, 'find');
    await shell.page.locator('smear-show label:has(input[value=both])').click();
    await shell.page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const first = session && [...session.cells.all()].find(({ score }) => score >= session.threshold);
      if (first) session.goTo(first.id);
    });
    await shell.page.locator('smear-review label:has(input[value=cell])').click();
    await shell.page.locator('smear-cell-pictures canvas').first().waitFor({ timeout: 60_000 });
    await shell.page.waitForTimeout(1500);
    await shell.picture('sample-chosen-cell');
    const text = await shell.page.locator('smear-panel').evaluate((panel) => {
      const read = (node: Node): string =>
        [...node.childNodes]
          .map((child) =>
            child instanceof Element && child.shadowRoot
              ? read(child.shadowRoot)
              : child.nodeType === Node.TEXT_NODE
                ? (child.textContent ?? '')
                : read(child),
          )
          .join(' ');
      return read(panel.shadowRoot ?? panel);
    });
    assert.match(text, /µm/);
    assert.match(text, /\d+\s?%/);
  });

  it('offers to open a slide while a file is dragged over it, and no longer once the panel has taken the file', async () => {
    const isOffered = (): Promise<boolean> => shell.page.locator('#drop-hint').isVisible();
    const send = (type: string, onto: string): Promise<void> =>
      shell.page
        .locator(onto)
        .first()
        .evaluate((element, name) => {
          const files = new DataTransfer();
          files.items.add(new File(['{}'], 'cells.geojson'));
          const init = { bubbles: true, composed: true, cancelable: true, dataTransfer: files };
          element.dispatchEvent(new DragEvent(name, init));
        }, type);
    await openStep(shell.page, 'export');
    await send('dragover', '.openseadragon-canvas');
    assert.equal(await isOffered(), true);
    await send('dragover', 'smear-import .place');
    assert.equal(await isOffered(), false);
    await send('dragover', '.openseadragon-canvas');
    await send('drop', 'smear-import .place');
    assert.equal(await isOffered(), false);
  });

  it('saves the counted cells as GeoJSON', async () => {
    const file = await saveGeoJson(shell.page);
    const shown = (await cellsOnPage(shell.page)).filter(({ score }) => score >= 0.5);
    assert.equal(file.features.length, shown.length);
    assert.equal(file.smearlens.resolutionSource, 'metadata');
    assert.equal(new Set(file.features.map(({ id }) => id)).size, shown.length);
    assert.deepEqual(shell.complaints, []);
  });
});

describe('the page after a reload', { timeout: 300_000 }, () => {
  let shell: OpenShell;

  before(async () => {
    shell = await openShell();
  });
  after(() => shell.close());

  const openFile = async (): Promise<void> => {
    const picture = (await cutSmallSlide()).picture();
    const buffer = await picture.png().toBuffer();
    await shell.page.locator('#file').setInputFiles({ name: 'case.png', mimeType: 'image/png', buffer });
    await shell.page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.slide?.name === 'case.png',
    );
  };
  /** Draws a cell, gives the slide's name, and signs the count. */
  const sign = (): Promise<void> =>
    shell.page.evaluate(async () => {
      const session = document.querySelector('smear-panel')?.session;
      if (!session) return;
      const outline = Float64Array.of(50, 50, 120, 50, 120, 120, 50, 120);
      session.review.add(outline, { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] });
      session.review.caseRecord.sign('Dr. Weber', new Date());
      session.review.caseRecord.slideName = 'case.png';
      await session.keeping?.flush();
    });

  it('says that the work on the slide before is saved, and leads to opening it, where all is back', async () => {
    const { page } = shell;
    const notice = page.locator('#notice');
    await openFile();
    assert.equal(await notice.textContent(), '', 'nothing was done before');
    await sign();
    await page.reload();
    await notice.locator('strong').waitFor({ timeout: 60_000 });
    await shell.picture('after-a-reload');
    assert.match(
      (await notice.textContent()) ?? '',
      /Your work is saved.*case\.png, 1 cell, confirmed, signed off by Dr\. Weber, last changed .*Open the same slide again/,
    );
    await notice.locator('.offer').click();
    await page.locator('#earlier-slides li').waitFor();
    await shell.picture('after-a-reload-open');
    assert.match(
      (await page.locator('#earlier-slides').textContent()) ?? '',
      /^case\.png, 1 cell, confirmed, signed/,
    );
    await page.locator('#cancel-open').click();
    await openFile();
    await page.locator('smear-keeping [data-line=restored]').waitFor({ timeout: 60_000 });
    assert.equal(await notice.textContent(), '');
    assert.deepEqual(shell.complaints, []);
  });
});

describe('the page on a pyramid of real fields', { skip: !data, timeout: 300_000 }, () => {
  let shell: OpenShell;
  let folder: string;
  let truth: readonly Box[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-fields-'));
    ({ truth } = await writeFieldPyramid([{ set: join(data ?? '', 'bccd'), columns: 4, rows: 3 }], folder));
    shell = await openShell({
      query: '?slide=slides/fields.dzi',
      slides: folder,
      width: 1920,
      height: 1080,
      dark: true,
    });
  });
  after(async () => {
    await shell.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('estimates the resolution, finds and names the leukocytes of the whole slide', async () => {
    await analyse(shell.page, 'analyse-slide');
    await shell.picture('fields-analysed');
    const found = (await cellsOnPage(shell.page)).filter(({ score }) => score >= 0.5);
    const recall = share(
      found.map(({ box }) => box),
      truth,
    );
    assert.ok(recall >= 0.85, `${recall} of ${truth.length} leukocytes were found`);
    assert.ok(found.length <= truth.length * 1.3, `${found.length} cells for ${truth.length} leukocytes`);
  });

  it('draws the heat map and saves GeoJSON that says how the resolution is known', async () => {
    await openStep(shell.page, 'find');
    await shell.page.locator('smear-show label:has(input[value=both])').click();
    await shell.page.waitForTimeout(8000);
    await shell.picture('fields-both');
    const file = await saveGeoJson(shell.page);
    assert.ok(file.features.length > 0);
    assert.equal(file.smearlens.resolutionSource, 'estimated');
    assert.deepEqual(shell.complaints, []);
  });
});
