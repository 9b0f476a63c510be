import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type Axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { prepareSample } from '../../scripts/sample.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import type { BuiltPortal } from './build-portal.js';

/** What a careful portal sends; what the README asks for stands in it. */
const policyFor = (inlineScripts: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${inlineScripts.join(' ')}`,
    // That of the style which OpenSeadragon 6.1 adds by itself, as the README names it.
    "style-src 'self' 'sha256-9xTiqzfwFaL2SGb1rmr8gysEwVVjIvqWAgmZgqFqpEE='",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** For a busy machine. */
const PATIENCE_MS = 240_000;

export interface Analysis {
  readonly cells: number;
  readonly failure?: string;
}

export interface PortalVisit {
  readonly cells: number;
  /** Files and their bytes as sent, without compression, until the slide is open; then until cells are there. */
  readonly atStart: ReadonlyMap<string, number>;
  readonly atFirstAnalysis: ReadonlyMap<string, number>;
  /** What the page wrote to its console as errors; breaches of the policy are among them. */
  readonly complaints: readonly string[];
  readonly again?: Analysis;
}

/** Next writes scripts into its page; a policy that forbids such names those by their hashes. */
function inlineScriptsOf(page: string): string[] {
  return [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

/**
 * Opens a built portal in Chromium under the policy, and has the view analysed by its panel. `path`: where on its server
 * the portal stands. `again`: a second visit of the same reader, for whom the models' addresses no longer answer.
 */
export async function visitPortal(
  served: string,
  { path = '/', again = false }: { path?: string; again?: boolean } = {},
): Promise<PortalVisit> {
  const mounts = { [path]: served, '/sample/': prepareSample() };
  const policy = policyFor(inlineScriptsOf(readFileSync(join(served, 'index.html'), 'utf8')));
  const server = await serveFolders(mounts, { headers: { 'content-security-policy': policy } });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    let sent = new Map<string, number>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/sample/')) return;
      sent.set(pathname.replace(path, '/'), Number(response.headers()['content-length'] ?? 0));
    });
    const address = new URL(path, server.url).href;
    await openSlide(page, address);
    await page.waitForLoadState('networkidle');
    const atStart = sent;
    sent = new Map();
    const { cells, failure } = await analyse(page);
    if (failure !== undefined) complaints.push(failure);
    complaints.push(...(await inaccessible(page)));
    const visit = { cells, atStart, atFirstAnalysis: sent, complaints };
    if (!again) return visit;
    await page.close();
    await context.route('**/packs/**', (route) => route.abort());
    const later = await context.newPage();
    await openSlide(later, address);
    return { ...visit, again: await analyse(later) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Which of the shipped files is missing, and what it is to be called in the message. */
export const REMOVABLE = {
  worker: { files: /^inference-worker\.js$/, holds: 'The models cannot be computed', setting: 'workerUrl' },
  'WebAssembly files': { files: /^wasm\/.*\.wasm$/, setting: 'wasmUrl' },
  'model file': { files: /^packs\/base\/detector\.safetensors$/, setting: 'packUrl' },
} as const;

/**
 * What the panel of a built portal says where some of what the package ships was not put on its server. `answer`: what
 * the server sends instead. The files are known by their bytes, since bundlers name them anew; a script by words of its
 * own, since webpack makes it smaller.
 */
export async function visitWithout(
  { folder, served }: BuiltPortal,
  part: keyof typeof REMOVABLE,
  answer: '404' | 'HTML',
): Promise<{ readonly failure: string; readonly removed: readonly string[] }> {
  const shipped = join(folder, 'node_modules/smearlens/dist/browser');
  const wanted = filesIn(shipped).filter((path) => REMOVABLE[part].files.test(path));
  const hashes = new Set(wanted.map((path) => hashOf(join(shipped, path))));
  const incomplete = mkdtempSync(join(tmpdir(), 'smearlens-incomplete-'));
  try {
    cpSync(served, incomplete, { recursive: true });
    const { holds } = { holds: undefined, ...REMOVABLE[part] };
    const isWanted = (path: string): boolean =>
      hashes.has(hashOf(join(incomplete, path))) ||
      (holds !== undefined &&
        path.endsWith('.js') &&
        readFileSync(join(incomplete, path), 'utf8').includes(holds));
    const removed = filesIn(incomplete).filter(isWanted);
    for (const path of removed) rmSync(join(incomplete, path));
    const fallback = answer === 'HTML' ? join(served, 'index.html') : undefined;
    const server = await serveFolders({ '/': incomplete, '/sample/': prepareSample() }, { fallback });
    const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(PATIENCE_MS);
      await openSlide(page, server.url);
      const { failure = 'nothing' } = await analyse(page);
      return { failure, removed: removed.map((path) => new URL(path, server.url).href) };
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    rmSync(incomplete, { recursive: true, force: true });
  }
}

/** What is wrong with what the panel says of a missing file: it must name the address, the answer and the setting. */
export async function faultsOfMessage(
  portal: BuiltPortal,
  part: keyof typeof REMOVABLE,
  answer: '404' | 'HTML',
): Promise<string[]> {
  const { failure, removed } = await visitWithout(portal, part, answer);
  const said = answer === '404' ? 'answers 404' : 'answers with an HTML page';
  const named = removed.some((address) => failure.includes(address));
  const isRight =
    named && [said, 'assetUrl', REMOVABLE[part].setting].every((words) => failure.includes(words));
  return isRight
    ? []
    : [`without its ${part} (${answer}; ${removed.join(', ') || 'none found'}): ${failure}`];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

async function openSlide(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);
}

/** Presses the panel's button, and waits until the view is analysed. */
async function analyse(page: Page): Promise<Analysis> {
  await page.evaluate(() => {
    document.querySelector('smear-panel')?.viewer?.viewport.zoomTo(5, undefined, true);
  });
  await page.locator('smear-panel').locator('button[data-action=analyse-view]').click();
  await page.waitForFunction(
    () => ['done', 'failed'].includes(document.querySelector('smear-panel')?.session?.state.kind ?? ''),
    undefined,
    { polling: 250 },
  );
  return page.evaluate(() => {
    const session = document.querySelector('smear-panel')?.session;
    const failure = session?.state.kind === 'failed' ? session.state.error.message : undefined;
    return { failure, cells: [...(session?.cells.all() ?? [])].filter(({ score }) => score >= 0.5).length };
  });
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
