import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { prepareSample } from '../../scripts/sample.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

/** What a careful portal sends; what the README asks for stands in it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export interface PortalVisit {
  readonly cells: number;
  /** Files and their bytes as sent, without compression, until the slide is open; then until cells are there. */
  readonly atStart: ReadonlyMap<string, number>;
  readonly atFirstAnalysis: ReadonlyMap<string, number>;
  /** What the page wrote to its console as errors; breaches of the policy are among them. */
  readonly complaints: readonly string[];
}

/** Opens a built portal in Chromium under the policy, and has the view analysed by its panel. */
export async function visitPortal(served: string): Promise<PortalVisit> {
  const mounts = { '/': served, '/sample/': prepareSample() };
  const server = await serveFolders(mounts, { headers: { 'content-security-policy': POLICY } });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    let sent = new Map<string, number>();
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (path.startsWith('/sample/')) return;
      sent.set(path, Number(response.headers()['content-length'] ?? 0));
    });
    await page.goto(server.url);
    await page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);
    await page.waitForLoadState('networkidle');
    const atStart = sent;
    sent = new Map();
    await page.evaluate(() => {
      document.querySelector('smear-panel')?.viewer?.viewport.zoomTo(5, undefined, true);
    });
    await page.locator('smear-panel').locator('button[data-action=analyse-view]').click();
    await page.waitForFunction(
      () => ['done', 'failed'].includes(document.querySelector('smear-panel')?.session?.state.kind ?? ''),
      undefined,
      { timeout: 240_000, polling: 250 },
    );
    const ended = await page.evaluate(() => {
      const session = document.querySelector('smear-panel')?.session;
      const failure = session?.state.kind === 'failed' ? session.state.error.message : undefined;
      return { failure, cells: [...(session?.cells.all() ?? [])].filter(({ score }) => score >= 0.5).length };
    });
    if (ended.failure !== undefined) complaints.push(ended.failure);
    return { cells: ended.cells, atStart, atFirstAnalysis: sent, complaints };
  } finally {
    await browser.close();
    await server.close();
  }
}
