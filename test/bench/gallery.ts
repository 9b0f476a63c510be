/**
 * Main-thread work of the review section at 100,000 cells, in Chromium: `npx tsx test/bench/gallery.ts [cells]`.
 * A step is timed from the call that starts it to the frame that shows it; what takes longer is told by its parts:
 * the call itself, then style, layout and paint as far as they block.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

const count = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
await build({
  entryPoints: ['test/bench/gallery-page.ts'],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['development', 'browser'],
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
  const page = await browser.newPage({ viewport: { width: 1280, height: 1024 } });
  await page.addInitScript('globalThis.__name = (named) => named;');
  page.on('pageerror', (error) => console.error(error.message));
  if (process.env['DEBUG_BENCH']) page.on('console', (message) => console.error(message.text()));
  await page.goto(server.url);
  await page.waitForFunction('typeof mount === "function"');
  await page.evaluate(`mount(${count})`);
  await page.waitForTimeout(1500);
  const result = await page.evaluate(measure);
  console.log(JSON.stringify({ cells: count, ...result }, null, 1));
  if (process.env['SMEARLENS_SCREENSHOTS']) {
    await page.screenshot({ path: join(process.env['SMEARLENS_SCREENSHOTS'], 'bench-gallery.png') });
  }
} finally {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  interface Bench {
    session: {
      cells: { all(): Iterable<{ id: string; label: { name: string } }> };
      keys: { classes: { name: string }[]; nextDoubtful(): boolean };
      review: {
        assign(ids: string[], label: unknown): void;
        confirm(ids: string[]): void;
        history: { undo(): unknown };
      };
    };
    panel: HTMLElement;
  }
  const { session, panel } = globalThis as unknown as Bench;
  const gallery = panel.shadowRoot?.querySelector('smear-review')?.shadowRoot?.querySelector('smear-gallery');
  const scroller = gallery?.shadowRoot?.querySelector('.scroller');
  if (!gallery || !scroller) throw new Error('There is no gallery.');
  const long: { start: number; ms: number }[] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) long.push({ start: startTime, ms: duration });
  }).observe({ entryTypes: ['longtask'] });
  // Work of a step: the call, its microtasks (the elements render in them), then layout forced at once.
  const time = async (name: string, act: () => void): Promise<number> => {
    performance.mark(`${name}:start`);
    const start = performance.now();
    act();
    await Promise.resolve();
    for (let i = 0; i < 20; i++) await Promise.resolve();
    scroller.getBoundingClientRect();
    const ms = performance.now() - start;
    performance.measure(name, `${name}:start`);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return ms;
  };
  const told = (values: number[], from: number, to: number) => {
    const sorted = [...values].sort((a, b) => a - b);
    const round = (ms: number | undefined) => Math.round((ms ?? 0) * 10) / 10;
    const tasks = long.filter(({ start }) => start >= from && start <= to).map(({ ms }) => ms);
    return {
      n: sorted.length,
      medianMs: round(sorted[sorted.length >> 1]),
      maxMs: round(sorted.at(-1)),
      tasksAbove50Ms: tasks.length,
      longestTaskMs: round(Math.max(0, ...tasks)),
    };
  };
  const results: Record<string, unknown> = {};
  const run = async (name: string, times: number, act: (index: number) => void): Promise<void> => {
    console.log(name);
    const from = performance.now();
    const values: number[] = [];
    for (let i = 0; i < times; i++) values.push(await time(name, () => act(i)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    results[name] = told(values, from, performance.now());
  };
  const ids = [...session.cells.all()].map(({ id }) => id);
  const classes = session.keys.classes;
  const height = scroller.scrollHeight;
  await run('scroll by a wheel notch', 40, () => {
    scroller.scrollTop += 100;
    scroller.dispatchEvent(new Event('scroll'));
  });
  await run('scroll anywhere', 40, (i) => {
    scroller.scrollTop = ((i * 7919) % 100) * (height / 100);
    scroller.dispatchEvent(new Event('scroll'));
  });
  await run('class change', 25, (i) => session.review.assign([ids[i * 97] as string], classes[i % 7]));
  await run('undo', 25, () => session.review.history.undo());
  await run('confirm', 25, (i) => session.review.confirm([ids[i * 89] as string]));
  await run('next doubtful cell', 15, () => session.keys.nextDoubtful());
  await run('class change of 1000', 5, (i) =>
    session.review.assign(ids.slice(i * 1000, i * 1000 + 1000), classes[(i + 1) % 7]),
  );
  await run('undo of 1000', 5, () => session.review.history.undo());
  const other = ['error', 'size', 'confidence'];
  await run('another order', 6, (i) => Object.assign(gallery, { sort: other[i % 3] }));
  return { tilesInPage: (gallery as unknown as { tilesInPage: number }).tilesInPage, height, ...results };
}
