import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { prepareSample } from '../../scripts/sample.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

/** What a careful portal sends; what the README asks for stands in it. */
const policyFor = (inlineScripts: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${inlineScripts.join(' ')}`,
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

/** Next writes scripts into its page; a policy that forbids such names those by their hashes. */
function inlineScriptsOf(page: string): string[] {
  return [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

/** Opens a built portal in Chromium under the policy, and has the view analysed by its panel. */
export async function visitPortal(served: string): Promise<PortalVisit> {
  const mounts = { '/': served, '/sample/': prepareSample() };
  const policy = policyFor(inlineScriptsOf(readFileSync(join(served, 'index.html'), 'utf8')));
  const server = await serveFolders(mounts, { headers: { 'content-security-policy': policy } });
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
    complaints.push(...(await inaccessible(page)));
    return { cells: ended.cells, atStart, atFirstAnalysis: sent, complaints };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** What axe finds fault with on the whole page, the portal's own part included. */
async function inaccessible(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `axe: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
