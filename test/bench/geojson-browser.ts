import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';

/** What the page measures; milliseconds. */
export interface BrowserFigures {
  readonly written: number;
  readonly read: number;
  /** Brought into a session that the panel shows; so `undone` and `redone`. */
  readonly imported: number;
  readonly undone: number;
  readonly redone: number;
  readonly megabytes: number;
  readonly cells: number;
  /** The longest tasks of the page's thread above 50 ms meanwhile, by the clock. */
  readonly longest: Readonly<Record<Phase, number>>;
  /** The processor's own time for the longest task of all phases: by the clock a busy computer counts, too. */
  readonly longestCpuMs: number;
}

type Phase = 'writing' | 'reading' | 'importing' | 'undoing' | 'redoing';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's own time. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Writes and reads `count` drawn cells in a page of Chromium. */
export async function benchInChromium(count: number): Promise<BrowserFigures> {
  const bundle = await build({
    entryPoints: ['test/bench/geojson-page.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser'],
    external: ['crypto', 'sharp', 'node:*'],
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScript = request.url?.endsWith('.js') === true;
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><script type="module" src="page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumFlags,
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction('window.benchGeoJson !== undefined');
    await page.evaluate(`window.drawCells(${count})`);
    await browser.startTracing(page, { categories: ['__metadata', 'toplevel'] });
    const figures = await page.evaluate<Omit<BrowserFigures, 'longestCpuMs'>>('window.benchGeoJson()');
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return { ...figures, longestCpuMs: longestTask(trace.traceEvents) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** Of the page's own thread, milliseconds of processor time. */
function longestTask(events: readonly TraceEvent[]): number {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const pages = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map((event) => threadOf(event)),
  );
  let longest = 0;
  for (const event of events) {
    if (event.ph !== 'X' || !event.name.endsWith('RunTask') || !pages.has(threadOf(event))) continue;
    longest = Math.max(longest, event.tdur ?? 0);
  }
  return Math.round(longest / 1000);
}
