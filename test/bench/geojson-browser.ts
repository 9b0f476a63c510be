import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';

/** What the page measures; milliseconds. */
export interface BrowserFigures {
  readonly written: number;
  readonly read: number;
  readonly imported: number;
  readonly megabytes: number;
  readonly cells: number;
  /** The longest tasks of the page's thread above 50 ms while it wrote, read, and put the cells into a session. */
  readonly longest: { readonly writing: number; readonly reading: number; readonly importing: number };
}

/** Writes and reads `count` drawn cells in a page of Chromium. */
export async function benchInChromium(count: number): Promise<BrowserFigures> {
  const bundle = await build({
    entryPoints: ['test/bench/geojson-page.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
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
    return await page.evaluate<BrowserFigures>(`window.benchGeoJson(${count})`);
  } finally {
    await browser.close();
    server.close();
  }
}
