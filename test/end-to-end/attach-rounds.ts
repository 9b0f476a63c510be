import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type OpenSeadragonType from 'openseadragon';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide } from './small-slide.js';

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
  readonly workers: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** In every how many rounds the slide is analysed; in the others the panel only comes and goes. */
  readonly analyseEvery: number;
  /** After how many rounds the page is looked at. */
  readonly lookEvery: number;
  readonly onLook?: (holdings: PageHoldings) => void;
}

/**
 * Puts the panel on a viewer that stays, has the slide analysed by the shipped models and takes the panel away, round
 * after round in one page; what the page holds from time to time.
 */
export async function attachInRounds(options: RoundsOptions): Promise<PageHoldings[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-rounds-'));
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
    await page.evaluate(async () => {
      const held = window as unknown as {
        OpenSeadragon: typeof OpenSeadragonType;
        viewer: OpenSeadragonType.Viewer;
      };
      held.viewer = held.OpenSeadragon({
        id: 'viewer',
        tileSources: '/slide.dzi',
        drawer: 'canvas',
        crossOriginPolicy: 'Anonymous',
      } as OpenSeadragonType.Options);
      await customElements.whenDefined('smear-panel');
      while (!held.viewer.isOpen()) await new Promise((resolve) => setTimeout(resolve, 50));
    });
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
      const handlers = await page.evaluate(() => {
        const { viewer } = window as unknown as { viewer: { events: object; world: { events: object } } };
        const count = (events: object): number =>
          Object.values(events).reduce((sum: number, list: unknown[]) => sum + list.length, 0);
        return count(viewer.events) + count(viewer.world.events);
      });
      return {
        round,
        heapBytes: heap.usedSize,
        arrayBytes: heap.backingStorageSize ?? NaN,
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
        handlers,
        workers: page.workers().length,
      };
    };
    const seen: PageHoldings[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      await page.evaluate(
        async (analyses) => {
          const { OpenSeadragon, viewer } = window as unknown as {
            OpenSeadragon: typeof OpenSeadragonType;
            viewer: OpenSeadragonType.Viewer;
          };
          const panel = document.createElement('smear-panel');
          panel.style.cssText = 'position:fixed;inset:0 0 0 auto;width:400px';
          panel.options = {
            openSeadragon: OpenSeadragon,
            micronsPerPixel: 0.125,
            backend: 'wasm',
            keep: false,
          };
          panel.viewer = viewer;
          document.body.append(panel);
          while (!panel.session?.slide) await new Promise((resolve) => setTimeout(resolve, 20));
          const { session } = panel;
          if (analyses) {
            await session.analyzeSlide();
            if (session.cells.size === 0) throw new Error('no cells were found');
            session.goTo([...session.cells.all()][0]?.id ?? '');
            await panel.updateComplete;
          }
          panel.remove();
          await session.dispose();
        },
        round % options.analyseEvery === 0,
      );
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
