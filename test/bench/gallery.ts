/**
 * Main-thread work of the review section at 100,000 cells, in Chromium:
 * `npx tsx test/bench/gallery.ts [cells] [element] [part of a step's name]`.
 * `cpuMs` is the main thread's own time for a step and all that follows from it up to the second frame after
 * (script, style, layout, crops read), as the browser's `Performance` domain counts it in thread time; `allCpuMs`
 * goes on until the page is quiet again, with the pictures and the sections out of view that follow by and by.
 * `wallMs` is the time until the elements have rendered, which grows with whatever else the machine does.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

const count = Number(process.argv[2] ?? 100_000);
const elements = process.argv[3] ? [process.argv[3]] : ['smear-review', 'smear-panel'];

/** What a step does in the page; `i` counts the steps. */
const STEPS: readonly (readonly [name: string, times: number, act: string])[] = [
  ['scroll by a wheel notch', 30, 'scroller().scrollTop += 100'],
  ['scroll anywhere', 30, 'scroller().scrollTop = ((i * 7919) % 100) * (scroller().scrollHeight / 100)'],
  ['class change', 30, 'session.review.assign([ids[i * 97]], session.keys.classes[i % 7])'],
  ['undo', 30, 'session.review.history.undo()'],
  ['confirm', 20, 'session.review.confirm([ids[i * 89]])'],
  ['next doubtful cell', 15, 'session.keys.nextDoubtful()'],
  [
    'class change of 1000',
    6,
    'session.review.assign(ids.slice(i * 1000, i * 1000 + 1000), session.keys.classes[5])',
  ],
  ['undo of 1000', 6, 'session.review.history.undo()'],
  ['another order', 6, "Object.assign(gallery(), { sort: ['error', 'size', 'confidence'][i % 3] })"],
];

const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
await build({
  entryPoints: ['test/bench/gallery-page.ts'],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['browser'],
  external: ['crypto', 'sharp', 'node:*'],
  logLevel: 'error',
});
await writeFile(
  join(folder, 'index.html'),
  '<!doctype html><html lang="en"><meta charset="utf-8"><body style="margin:0;display:flex;height:100vh"><script type="module" src="gallery-page.js"></script></body></html>',
);
const server = await serveFolders({ '/': folder });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
try {
  for (const element of elements) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(server.url);
    await page.waitForFunction('typeof mount === "function"');
    await page.evaluate(`mount(${count}, '${element}')`);
    await page.evaluate(`(() => {
      const review = () => document.querySelector('smear-review') ?? panel.shadowRoot.querySelector('smear-review');
      globalThis.gallery = () => review().shadowRoot.querySelector('smear-gallery');
      globalThis.scroller = () => gallery().shadowRoot.querySelector('.scroller');
      globalThis.ids = [...session.cells.all()].map(({ id }) => id);
    })()`);
    await page.waitForTimeout(3000);
    for (const [name, times, act] of STEPS.filter(([name]) => name.includes(process.argv[4] ?? ''))) {
      console.log(
        JSON.stringify({ element, cells: count, step: name, ...(await measure(page, name, times, act)) }),
      );
    }
    console.log(JSON.stringify({ element, tilesInPage: await page.evaluate('gallery().tilesInPage') }));
    const pictures = process.env['SMEARLENS_SCREENSHOTS'];
    if (pictures) await page.screenshot({ path: join(pictures, `bench-${element}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(page: Page, name: string, times: number, act: string) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskMs = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const cpu: number[] = [];
  const all: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < times; i++) {
    const before = await taskMs();
    wall.push(
      await page.evaluate<number>(`(async () => {
        const i = ${i};
        performance.mark('start');
        ${act};
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        const { duration } = performance.measure(${JSON.stringify(name)}, 'start');
        for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return duration;
      })()`),
    );
    cpu.push((await taskMs()) - before);
    all.push((await untilQuiet(page, taskMs)) - before);
  }
  await devtools.detach();
  return {
    n: times,
    cpuMs: told(cpu),
    allCpuMs: told(all),
    wallMs: told(wall),
    load: Math.round(loadavg()[0] as number),
  };
}

/** The main thread's time once it does next to nothing any more. */
async function untilQuiet(page: Page, taskMs: () => Promise<number>): Promise<number> {
  let last = await taskMs();
  for (let round = 0; round < 40; round++) {
    await page.waitForTimeout(150);
    const now = await taskMs();
    if (now - last < 3) return last;
    last = now;
  }
  return last;
}

function told(values: readonly number[]): { median: number; max: number } {
  const sorted = [...values].sort((one, other) => one - other);
  const round = (ms: number | undefined): number => Math.round((ms ?? 0) * 10) / 10;
  return { median: round(sorted[sorted.length >> 1]), max: round(sorted.at(-1)) };
}
