import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type OpenSeadragonType from 'openseadragon';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import type * as PipelineEntry from '../../plugin/pipeline-entry.js';
import { cutSmallSlide } from './small-slide.js';
import { writeTinyPack } from './tiny-pack.js';

/** What a page holds after its garbage was collected. */
export interface PageHoldings {
  readonly round: number;
  /** Bytes of objects, and of what arrays hold outside them. */
  readonly heapBytes: number;
  readonly arrayBytes: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Handlers on the viewer and its world. */
  readonly handlers: number;
  /** Those of panels; the pipeline that stays has one more. */
  readonly workers: number;
  /** Held by the models of the pipeline that stays. */
  readonly tensors: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** `tiny` weights have the layout of the shipped ones and find something everywhere, in no time. */
  readonly weights: 'tiny' | 'shipped';
  /** After how many rounds the page is looked at. */
  readonly lookEvery: number;
  readonly onLook?: (holdings: PageHoldings) => void;
}

interface RoundsPage {
  readonly OpenSeadragon: typeof OpenSeadragonType;
  readonly viewer: OpenSeadragonType.Viewer;
  readonly pipeline: PipelineEntry.SmearPipeline;
}

/**
 * Puts the panel on a viewer that stays, has the slide analysed and takes the panel away, round after round in one page;
 * what the page holds from time to time. Each round a pipeline that stays open analyses the slide too, since the
 * models of a panel go with its worker.
 */
export async function attachInRounds(options: RoundsOptions): Promise<PageHoldings[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-rounds-'));
  const packUrl = options.weights === 'tiny' ? '/pack/' : undefined;
  if (packUrl !== undefined) {
    await mkdir(join(folder, 'pack'));
    await writeTinyPack(join(folder, 'pack'));
  }
  const slide = await cutSmallSlide();
  await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:," /><div id="viewer" style="position:fixed;inset:0 400px 0 0"></div>',
  );
  const server = await serveFolders({
    '/': folder,
    '/smearlens/': 'dist/browser',
    '/openseadragon/': 'node_modules/openseadragon/build/openseadragon',
  });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(server.url);
    await page.addScriptTag({ url: `${server.url}openseadragon/openseadragon.min.js` });
    await page.addScriptTag({ type: 'module', url: `${server.url}smearlens/define.js` });
    await page.evaluate(async (pack) => {
      const held = window as unknown as { -readonly [Name in keyof RoundsPage]: RoundsPage[Name] };
      held.viewer = held.OpenSeadragon({
        id: 'viewer',
        tileSources: '/slide.dzi',
        drawer: 'canvas',
        crossOriginPolicy: 'Anonymous',
      } as OpenSeadragonType.Options);
      await customElements.whenDefined('smear-panel');
      while (!held.viewer.isOpen()) await new Promise((resolve) => setTimeout(resolve, 50));
      const entry = '/smearlens/pipeline-entry.js';
      const { createPipeline } = (await import(entry)) as typeof PipelineEntry;
      held.pipeline = await createPipeline({ packUrl: pack, backend: 'wasm' });
    }, packUrl);
    const tools = await page.context().newCDPSession(page);
    await tools.send('Performance.enable');
    const look = async (round: number): Promise<PageHoldings> => {
      await page.waitForTimeout(300);
      await tools.send('HeapProfiler.collectGarbage');
      const { metrics } = await tools.send('Performance.getMetrics');
      const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? NaN;
      const heap = (await tools.send('Runtime.getHeapUsage')) as {
        usedSize: number;
        backingStorageSize?: number;
      };
      const { handlers, tensors } = await page.evaluate(async () => {
        const { viewer, pipeline } = window as unknown as RoundsPage;
        const count = (source: OpenSeadragonType.EventSource): number =>
          Object.values((source as unknown as { events: Record<string, unknown[]> }).events).reduce(
            (sum, list) => sum + list.length,
            0,
          );
        return { handlers: count(viewer) + count(viewer.world), tensors: await pipeline.tensorCount() };
      });
      return {
        round,
        heapBytes: heap.usedSize,
        arrayBytes: heap.backingStorageSize ?? NaN,
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
        handlers,
        workers: page.workers().length - 1,
        tensors,
      };
    };
    const seen: PageHoldings[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      await page.evaluate(async (pack) => {
        const { OpenSeadragon, viewer, pipeline } = window as unknown as RoundsPage;
        const panel = document.createElement('smear-panel');
        panel.style.cssText = 'position:fixed;inset:0 0 0 auto;width:400px';
        panel.options = {
          openSeadragon: OpenSeadragon,
          packUrl: pack,
          micronsPerPixel: 0.125,
          backend: 'wasm',
          keep: false,
        };
        panel.viewer = viewer;
        document.body.append(panel);
        while (!panel.session?.slide) await new Promise((resolve) => setTimeout(resolve, 20));
        const { session } = panel;
        const { slide } = session;
        if (!slide) throw new Error('the slide went away');
        await session.analyzeSlide();
        if (session.cells.size === 0) throw new Error('no cells were found');
        session.goTo([...session.cells.all()][0]?.id ?? '');
        await panel.updateComplete;
        const { width, height } = slide;
        const whole = { minX: 0, minY: 0, maxX: width, maxY: height };
        let cells = 0;
        for await (const { added } of pipeline.analyze(slide, whole, { micronsPerPixel: 0.125 }))
          cells += added.length;
        if (cells === 0) throw new Error('the pipeline that stays found no cells');
        panel.remove();
        await session.dispose();
      }, packUrl);
      if (round % options.lookEvery !== 0) continue;
      const holdings = await look(round);
      seen.push(holdings);
      options.onLook?.(holdings);
    }
    return seen;
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
