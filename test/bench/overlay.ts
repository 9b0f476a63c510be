/**
 * Outlines on the viewer, drawn by us, by Annotorious 3 and as plain SVG, in Chromium, interleaved:
 *
 *   node --import tsx test/bench/overlay.ts [counts, 1000,10000,100000] [rounds, 3] [--json overlay.json]
 *
 * A slide of 40,000 × 30,000 pixels with cells of 60 pixels in a viewer of 1280 × 800. Told are, as medians of the
 * rounds: the page thread's own time for each frame, and that of all of the browser's processes, above what the viewer
 * takes without outlines; the page thread's time until two frames after the outlines were handed over; the memory of
 * all processes above the viewer alone; and one look for the cell at a place. Time is the processor's: what else the
 * machine does counts little. There is no graphics card here, so the browser's other processes draw by software.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { build } from 'esbuild';
import { chromium, type CDPSession } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import type { Contestant, Movement } from './overlay-page.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONTESTANTS: readonly Contestant[] = ['viewer alone', 'Smearlens', 'Annotorious', 'plain SVG'];
const MOVEMENTS: readonly Movement[] = ['pan whole', 'pan far', 'pan near', 'zoom'];
const PICKS = 2000;
/** Frames of a movement; fewer where one takes a second. */
const FRAMES = 40;
const SLOW_FRAMES = 4;
const SLOW_MS = 250;

interface Cost {
  /** Milliseconds of processor time: of the page's thread, and of all processes of the browser. */
  readonly page: number;
  readonly all: number;
}

interface Round {
  readonly first: Cost;
  readonly frame: Readonly<Record<Movement, Cost>>;
  readonly megabytes: number;
  readonly pickMs: number;
}

const words = process.argv.slice(2);
const counts = (words[0] && !words[0].startsWith('-') ? words[0] : '1000,10000,100000')
  .split(',')
  .map(Number);
const rounds = Number(words[1] ?? 3) || 3;
const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : undefined;
const contestants = CONTESTANTS.filter((name) => !only || name === only || name === 'viewer alone');

const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
await build({
  entryPoints: ['test/bench/overlay-page.ts'],
  outdir: folder,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['browser'],
  loader: { '.css': 'empty' },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'error',
});
await writeFile(
  join(folder, 'index.html'),
  '<!doctype html><html lang="en"><meta charset="utf-8"><body style="margin:0"><div id="viewer" style="width:1280px;height:800px"></div><script type="module" src="overlay-page.js"></script></body></html>',
);
const server = await serveFolders({ '/': folder });
const told: Record<string, unknown>[] = [];
try {
  for (const count of counts) {
    const results = new Map<Contestant, Round[]>(contestants.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const name of contestants) {
        const figures = await measure(name, count);
        results.get(name)?.push(figures);
        console.error(JSON.stringify({ count, round, name, ...figures }));
      }
    }
    told.push(...tell(count, results));
  }
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
const file = words.includes('--json') ? words[words.indexOf('--json') + 1] : undefined;
if (file) await writeFile(file, `${JSON.stringify(told, null, 1)}\n`);

/** One contestant in a browser of its own. */
async function measure(name: Contestant, count: number): Promise<Round> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(600_000);
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    await page.goto(server.url);
    await page.waitForFunction('typeof pickMany === "function"');
    await page.evaluate(`open(${count})`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const processes = await browser.newBrowserCDPSession();
    const cost = async (act: string): Promise<Cost> => {
      const before = [await threadMs(devtools), await processMs(processes)] as const;
      await page.evaluate(act);
      return {
        page: (await threadMs(devtools)) - before[0],
        all: (await processMs(processes)) - before[1],
      };
    };
    const first = await cost(`show(${JSON.stringify(name)})`);
    await page.evaluate('settled()');
    const megabytes = await memory(devtools, processes);
    const frame = {} as Record<Movement, Cost>;
    for (const movement of MOVEMENTS) {
      const trial = await cost(`move(${JSON.stringify(movement)}, 4)`);
      const frames = trial.all / 4 > SLOW_MS ? SLOW_FRAMES : FRAMES;
      const taken = await cost(`move(${JSON.stringify(movement)}, ${frames})`);
      frame[movement] = { page: taken.page / frames, all: taken.all / frames };
    }
    await page.evaluate(`pickMany(${PICKS})`);
    const pickMs = (await cost(`pickMany(${PICKS})`)).page / PICKS;
    return { first, frame, megabytes, pickMs };
  } finally {
    await browser.close();
  }
}

async function threadMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000;
}

async function processMs(processes: CDPSession): Promise<number> {
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1000;
}

/** What the page and the process that draws have for themselves, after a collection of garbage. */
async function memory(devtools: CDPSession, processes: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  let kilobytes = 0;
  for (const { id, type } of processInfo) {
    if (type !== 'renderer' && type !== 'GPU') continue;
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function tell(count: number, results: ReadonlyMap<Contestant, readonly Round[]>): Record<string, unknown>[] {
  const bare = results.get('viewer alone') ?? [];
  const above = (rounds: readonly Round[], of: (round: Round) => number): number =>
    median(rounds.map(of)) - median(bare.map(of));
  console.log(`\n${count} outlines, ${rounds} rounds, load ${(loadavg()[0] as number).toFixed(1)}`);
  const heads = ['by', 'first drawing, ms', ...MOVEMENTS.map((name) => `${name}, ms`), 'MB', 'look, ms'];
  console.log(`| ${heads.join(' | ')} |\n| ${heads.map(() => '---').join(' | ')} |`);
  const rows: Record<string, unknown>[] = [];
  for (const [name, list] of results) {
    // The viewer alone as it is, the others by what they add to it.
    const of = (take: (round: Round) => number): number =>
      name === 'viewer alone' ? median(list.map(take)) : above(list, take);
    const both = (take: (round: Round) => Cost): string =>
      `${of((round) => take(round).page).toFixed(1)} (${of((round) => take(round).all).toFixed(1)})`;
    const row = [
      both(({ first }) => first),
      ...MOVEMENTS.map((movement) => both(({ frame }) => frame[movement])),
      of(({ megabytes }) => megabytes).toFixed(0),
      median(list.map(({ pickMs }) => pickMs)).toFixed(4),
    ];
    console.log(`| ${name} | ${row.join(' | ')} |`);
    rows.push({ count, name, rounds: list });
  }
  return rows;
}
