/**
 * Main-thread work of the keeping at 100,000 cells, in Chromium: `npx tsx test/bench/keep.ts [cells]`.
 * Told are the time until all is written or back, and the longest task that the page was held up by.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

const count = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
await build({
  entryPoints: ['test/bench/keep-page.ts'],
  outdir: folder,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'error',
});
await writeFile(
  join(folder, 'index.html'),
  '<!doctype html><html lang="en"><meta charset="utf-8"><script type="module" src="keep-page.js"></script></html>',
);
const server = await serveFolders({ '/': folder });
const profile = await mkdtemp(join(tmpdir(), 'smearlens-profile-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: findChromium(),
  args: chromiumFlags,
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(server.url);
  await page.waitForFunction('typeof open === "function" && typeof cells === "function"');
  await page.evaluate('open()');
  await page.evaluate(`globalThis.found = cells(${count}); undefined`);
  const told: Record<string, unknown> = { cells: count };
  told['all found at once'] = await timed(
    page,
    `session.review.replace('import', found.map((after) => ({ after }))); await keeper.flush()`,
  );
  told['one correction'] = await timed(
    page,
    'session.review.assign([found[500].id], MONOCYTE); await keeper.flush()',
  );
  told['its undo'] = await timed(page, 'session.review.history.undo(); await keeper.flush()');
  told['every cell another class'] = await timed(
    page,
    'session.review.assign(found.map(({ id }) => id), MONOCYTE); await keeper.flush()',
  );
  // Left without a word: the last step must be handed over while the page goes.
  await page.evaluate('session.review.assign([found[7].id], found[0].label); undefined');
  await page.reload();
  await page.waitForFunction('typeof open === "function" && typeof cells === "function"');
  told['back after a reload'] = await timed(page, 'await open()');
  told['came back'] = await page.evaluate(
    '({ state: keeper.state, cells: session.cells.size, damaged: keeper.damaged, ' +
      'steps: session.review.history.record.steps.map(({ kind, changes }) => `${kind} ${changes.length}`) })',
  );
  console.log(JSON.stringify(told, null, 1));
} finally {
  await context.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
  await rm(profile, { recursive: true, force: true });
}

/** Runs the statements in the page; milliseconds until they have ended, and the longest task meanwhile. */
function timed(page: Page, statements: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const tasks = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    });
    observer.observe({ entryTypes: ['longtask'] });
    const start = performance.now();
    ${statements};
    const ms = Math.round(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 300));
    observer.disconnect();
    return { ms, longestTaskMs: Math.max(0, ...tasks), tasksAbove50Ms: tasks.length };
  })()`);
}
