import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type OpenSeadragonType from 'openseadragon';
import { chromium, type Browser, type Page } from 'playwright-core';
import { boxIou } from '../../models/domain/geometry.js';
import type * as Smearlens from '../../plugin/session-entry.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide, type SmallSlide } from './small-slide.js';

/** What is used of `@annotorious/openseadragon`, whose declarations do not resolve under this compiler's settings. */
interface Annotator {
  setAnnotations(annotations: readonly Smearlens.WebAnnotation[]): void;
  addAnnotation(annotation: Smearlens.WebAnnotation): void;
  getAnnotations(): Smearlens.WebAnnotation[];
  destroy(): void;
}

/** What the page holds from one step to the next. */
interface TestPage {
  readonly OpenSeadragon: typeof OpenSeadragonType;
  readonly AnnotoriousOSD: {
    createOSDAnnotator(viewer: OpenSeadragonType.Viewer, options: object): Annotator;
    W3CImageFormat(source: string): object;
  };
  smearlens: typeof Smearlens;
  viewer: OpenSeadragonType.Viewer;
  session: Smearlens.SmearSession;
  annotator: Annotator;
  /** A new viewer in its own place, with the slide open. */
  openViewer(tileSources: unknown): Promise<OpenSeadragonType.Viewer>;
}

describe('a session on a viewer that others use too', { timeout: 600_000 }, () => {
  let folder: string;
  let slide: SmallSlide;
  let portal: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-beside-'));
    slide = await cutSmallSlide();
    for (const name of ['slide', 'other'])
      await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, name));
    await writeFile(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:," />');
    portal = await serveFolders({ '/': folder, '/smearlens/': 'dist/browser', '/packages/': 'node_modules' });
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    page = await browser.newPage({ viewport: { width: 800, height: 640 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(portal.url);
    for (const script of [
      'openseadragon/build/openseadragon/openseadragon.min.js',
      '@annotorious/openseadragon/dist/annotorious-openseadragon.js',
    ])
      await page.addScriptTag({ url: `${portal.url}packages/${script}` });
    await page.evaluate(async () => {
      const held = window as unknown as TestPage;
      const entry = '/smearlens/session-entry.js';
      held.smearlens = (await import(entry)) as typeof Smearlens;
      held.openViewer = async (tileSources) => {
        const element = document.body.appendChild(document.createElement('div'));
        element.style.cssText = 'position:fixed;inset:0;background:#fff';
        const viewer = held.OpenSeadragon({
          element,
          drawer: 'canvas',
          showNavigationControl: false,
          tileSources,
        } as unknown as OpenSeadragonType.Options);
        if (!viewer.isOpen()) await new Promise<unknown>((resolve) => viewer.addOnceHandler('open', resolve));
        return viewer;
      };
    });
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows its cells in Annotorious on the same viewer, and takes them back with what was drawn there', async () => {
    const seen = await page.evaluate(async () => {
      const held = window as unknown as TestPage;
      const { AnnotoriousOSD, smearlens } = held;
      const { attachTo, readWebAnnotations, toWebAnnotations } = smearlens;
      held.viewer = await held.openViewer('/slide.dzi');
      held.annotator = AnnotoriousOSD.createOSDAnnotator(held.viewer, {
        adapter: AnnotoriousOSD.W3CImageFormat('slide'),
      });
      held.session = await attachTo(held.viewer, { keep: false, backend: 'wasm', micronsPerPixel: 0.125 });
      const { annotator, session } = held;
      await session.analyzeSlide();
      const found = [...session.cells.all()].map(({ id, label, box }) => ({ id, label: label.name, box }));
      annotator.setAnnotations(toWebAnnotations(session.cells.all(), 'slide'));
      annotator.addAnnotation({
        id: crypto.randomUUID(),
        type: 'Annotation',
        body: [{ type: 'TextualBody', purpose: 'tagging', value: 'Monocyte' }],
        target: {
          source: 'slide',
          selector: {
            type: 'FragmentSelector',
            conformsTo: 'http://www.w3.org/TR/media-frags/',
            value: 'xywh=pixel:5,6,40,30',
          },
        },
      });
      const { geoJson, skipped } = readWebAnnotations(annotator.getAnnotations());
      session.clear();
      const imported = await session.importGeoJson(new File([geoJson], 'annotations.geojson'));
      return {
        found,
        skipped,
        added: imported.added,
        back: [...session.cells.all()].map(({ id, label, box }) => ({ id, label: label.name, box })),
      };
    });
    assert.ok(seen.found.length >= slide.cells.length);
    assert.deepEqual(seen.skipped, []);
    assert.equal(seen.added, seen.found.length + 1);
    for (const { id, label, box } of seen.found) {
      const again = seen.back.find((cell) => cell.id === id);
      assert.equal(again?.label, label);
      // An annotation has the outline alone, and the box comes from that.
      assert.ok(boxIou(again.box, box) > 0.75, `${JSON.stringify(again.box)} of ${JSON.stringify(box)}`);
    }
    const drawn = seen.back.find(({ id }) => !seen.found.some((cell) => cell.id === id));
    assert.deepEqual([drawn?.label, drawn?.box], ['Monocyte', { minX: 5, minY: 6, maxX: 45, maxY: 36 }]);
  });

  it('still chooses the cell that is clicked, and goes without taking Annotorious with it', async () => {
    const place = await page.evaluate(() => {
      const { session, viewer } = window as unknown as TestPage;
      const [{ id, box }] = [...session.cells.all()].filter(({ score }) => score >= 0.5) as [Smearlens.Cell];
      session.selected = undefined;
      const image = viewer.world.getItemAt(0);
      const middle = viewer.viewport.getCenter();
      middle.x = (box.minX + box.maxX) / 2;
      middle.y = (box.minY + box.maxY) / 2;
      const { x, y } = image.imageToWindowCoordinates(middle);
      return { id, x, y };
    });
    await page.mouse.click(place.x, place.y);
    await page.waitForFunction((id) => (window as unknown as TestPage).session.selected === id, place.id, {
      timeout: 10_000,
    });
    const left = await page.evaluate(async () => {
      const { session, viewer, annotator } = window as unknown as TestPage;
      await session.dispose();
      const count = annotator.getAnnotations().length;
      annotator.destroy();
      const isOpen = viewer.isOpen();
      viewer.destroy();
      return { count, isOpen, overlays: document.querySelectorAll('canvas.smear-overlay').length };
    });
    assert.ok(left.count > slide.cells.length && left.isOpen);
    assert.equal(left.overlays, 0);
  });

  it('ends its run quietly where the viewer is destroyed in the middle of it', async () => {
    const ended = await page.evaluate(async () => {
      const { openViewer, smearlens } = window as unknown as TestPage;
      const viewer = await openViewer('/slide.dzi');
      const session = await smearlens.attachTo(viewer, {
        keep: false,
        backend: 'wasm',
        micronsPerPixel: 0.125,
      });
      await session.load();
      const run = session.analyzeSlide().then(
        () => 'ended',
        (error: Error) => error.message,
      );
      viewer.destroy();
      const outcome = await run;
      const state = session.state.kind;
      await session.dispose();
      return { outcome, state };
    });
    assert.equal(ended.outcome, 'ended');
    assert.notEqual(ended.state, 'analysing');
  });

  it('leaves the cells of a slide behind where another one is opened in the middle of a run', async () => {
    const after = await page.evaluate(async () => {
      const { openViewer, smearlens } = window as unknown as TestPage;
      const viewer = await openViewer('/slide.dzi');
      const session = await smearlens.attachTo(viewer, {
        keep: false,
        backend: 'wasm',
        micronsPerPixel: 0.125,
      });
      await session.load();
      const run = session.analyzeSlide().then(() => 'ended');
      const opened = new Promise<unknown>((resolve) => viewer.addOnceHandler('open', resolve));
      viewer.open('/other.dzi' as unknown as Parameters<typeof viewer.open>[0]);
      await opened;
      const outcome = await run;
      const cells = session.cells.size;
      const name = session.slide?.name;
      await session.analyzeSlide();
      const found = session.cells.size;
      await session.dispose();
      viewer.destroy();
      return { outcome, cells, name, found };
    });
    assert.deepEqual([after.outcome, after.cells, after.name], ['ended', 0, 'other']);
    assert.ok(after.found >= slide.cells.length);
  });

  it('works on the image that the page names, where it is turned, mirrored and far from the others', async () => {
    const seen = await page.evaluate(async () => {
      const { openViewer, smearlens } = window as unknown as TestPage;
      const viewer = await openViewer([
        { tileSource: '/other.dzi', x: 0, y: 0, width: 1 },
        { tileSource: '/slide.dzi', x: 3.5, y: -2, width: 0.4, degrees: 90, flipped: true },
      ]);
      while (viewer.world.getItemCount() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      viewer.viewport.setRotation(30, true);
      const tiledImage = viewer.world.getItemAt(1);
      const session = await smearlens.attachTo(viewer, {
        keep: false,
        backend: 'wasm',
        micronsPerPixel: 0.125,
        tiledImage,
      });
      viewer.viewport.fitBounds(tiledImage.getBounds(), true);
      const name = session.slide?.name;
      await session.analyzeView();
      const cells = [...session.cells.all()].filter(({ score }) => score >= 0.5).map(({ box }) => box);
      await session.dispose();
      viewer.destroy();
      return { name, cells };
    });
    assert.equal(seen.name, 'slide');
    assert.equal(seen.cells.length, slide.cells.length);
  });

  it('has the page complain of nothing', () => assert.deepEqual(complaints, []));
});
