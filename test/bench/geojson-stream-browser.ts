import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { chromium, type CDPSession } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import type { StreamFigures } from './geojson-stream.js';
import { processMemory } from './process-memory.js';

const SAMPLE_MS = 500;

/** Writes and reads so many drawn cells in a page; the page thread's own time, and the memory of page and browser. */
export async function streamInChromium(
  count: number,
): Promise<{ readonly bytes: number; readonly ways: readonly StreamFigures[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
  const profile = await mkdtemp(join(tmpdir(), 'smearlens-profile-'));
  await build({
    entryPoints: ['test/bench/geojson-stream-page.ts'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  const script = '<script type="module" src="geojson-stream-page.js"></script>';
  await writeFile(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8">${script}`);
  const server = await serveFolders({ '/': folder });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: chromiumFlags,
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(0);
    await page.goto(server.url);
    await page.waitForFunction('typeof soFar === "function"');
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const ways: StreamFigures[] = [];
    for (const way of ['drawn', 'written', 'read']) {
      const before = await threadSeconds(devtools);
      const samples: { readonly cells: number; readonly megabytes: number }[] = [];
      let isOver = false;
      const run = page.evaluate(`go('${way}', ${count})`).finally(() => (isOver = true));
      while (!isOver) {
        await Promise.race([run, delay(SAMPLE_MS)]);
        const megabytes = await processMemory(profile);
        samples.push({ cells: Number(await page.evaluate('soFar()')), megabytes });
      }
      await run;
      const cpuSeconds = (await threadSeconds(devtools)) - before;
      const cells = samples.at(-1)?.cells ?? 0;
      const memoryAt = (tenth: number): number =>
        samples.find((sample) => sample.cells >= (tenth / 10) * count)?.megabytes ?? 0;
      ways.push({
        way,
        cells,
        cpuSeconds,
        memory: Array.from({ length: 10 }, (_, i) => Math.round(memoryAt(i + 1))),
      });
    }
    return { bytes: Number(await page.evaluate('bytes()')), ways };
  } finally {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
    await rm(profile, { recursive: true, force: true });
  }
}

async function threadSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0;
}
