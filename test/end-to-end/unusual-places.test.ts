import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Frame } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { VERSION } from '../../plugin/version.js';
import { cutSmallSlide, type SmallSlide } from './small-slide.js';

/** A panel in a shadow root on a page that is read from right to left, its elements defined by two copies. */
const SHADOW = `<!doctype html><html lang="en" dir="rtl"><head><link rel="icon" href="data:," />
<script src="/openseadragon/openseadragon.min.js"></script>
<script type="module" src="/smearlens/define.js"></script>
<script type="module" src="/other-copy/define.js"></script>
<script type="module">
  const root = document.querySelector('#host').attachShadow({ mode: 'open' });
  root.innerHTML = '<style>#box{display:flex;height:600px}#viewer{flex:1}</style><div id="box"><div id="viewer"></div><smear-panel></smear-panel></div>';
  const viewer = OpenSeadragon({
    element: root.querySelector('#viewer'), tileSources: '/slide.dzi', showNavigationControl: false, drawer: 'canvas', crossOriginPolicy: 'Anonymous',
  });
  window.panel = Object.assign(root.querySelector('smear-panel'), {
    options: { openSeadragon: OpenSeadragon, micronsPerPixel: 0.125, backend: 'wasm', keep: false }, viewer,
  });
</script></head><body><div id="host"></div></body></html>`;

/** Beside a viewer in a frame that may run scripts and nothing else: no origin, no storage. */
const INNER = SHADOW.replace(' dir="rtl"', '')
  .replace('<script type="module" src="/other-copy/define.js"></script>', '')
  // As a portal has it whose tiles come from its own server.
  .replace(", crossOriginPolicy: 'Anonymous'", '');
const SANDBOX = `<!doctype html><link rel="icon" href="data:," /><iframe sandbox="allow-scripts" src="/inner.html" width="1200" height="700"></iframe>`;

interface WithPanel {
  readonly panel?: HTMLElementTagNameMap['smear-panel'];
}

describe('a panel in an unusual place', { timeout: 600_000 }, () => {
  let folder: string;
  let slide: SmallSlide;
  let portal: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-places-'));
    slide = await cutSmallSlide();
    await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
    const pages = {
      'versions.html': SHADOW.replace('/other-copy/', '/other-version/'),
      'shadow.html': SHADOW,
      'inner.html': INNER,
      'sandbox.html': SANDBOX,
    };
    for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text);
    await cp('dist/browser', join(folder, 'other-copy'), { recursive: true });
    await cp('dist/browser', join(folder, 'other-version'), { recursive: true });
    for (const name of await readdir(join(folder, 'other-version'))) {
      const path = join(folder, 'other-version', name);
      const text = name.endsWith('.js') ? await readFile(path, 'utf8') : '';
      if (text.includes(`"${VERSION}"`)) await writeFile(path, text.replaceAll(`"${VERSION}"`, '"99.0.0"'));
    }
    portal = await serveFolders(
      {
        '/': folder,
        '/smearlens/': 'dist/browser',
        '/openseadragon/': 'node_modules/openseadragon/build/openseadragon',
      },
      // A frame without an origin is a stranger to its own server.
      { headers: { 'access-control-allow-origin': '*' } },
    );
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(name: string) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const [complaints, warnings]: [string[], string[]] = [[], []];
    page.on('console', (message) => {
      if (message.type() === 'warning' && message.text().includes('Smearlens')) warnings.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(`${portal.url}${name}`);
    return { page, complaints, warnings };
  }

  async function analysed(frame: Frame): Promise<number> {
    await frame.waitForFunction(
      () => (window as unknown as WithPanel).panel?.session?.slide !== undefined,
      undefined,
      { timeout: 60_000 },
    );
    return frame.evaluate(async () => {
      const session = (window as unknown as WithPanel).panel?.session;
      await session?.analyzeSlide();
      return [...(session?.cells.all() ?? [])].filter(({ score }) => score >= 0.5).length;
    });
  }

  it('works in a shadow root, from right to left, with two copies of its elements on the page', async () => {
    const { page, complaints, warnings } = await open('shadow.html');
    assert.equal(await analysed(page.mainFrame()), slide.cells.length);
    const room = await page.evaluate(() => {
      const { left, right } =
        (window as unknown as WithPanel).panel?.getBoundingClientRect() ?? new DOMRect();
      return { left, right, page: document.documentElement.scrollWidth };
    });
    assert.ok(room.left >= 0 && room.right <= 1280 && room.page <= 1280, JSON.stringify(room));
    assert.deepEqual([complaints, warnings], [[], []]);
    await page.close();
  });

  it('works with the version that came first where a page loads two, and warns of it once', async () => {
    const { page, complaints, warnings } = await open('versions.html');
    assert.equal(await analysed(page.mainFrame()), slide.cells.length);
    await page.evaluate(() => {
      const { panel } = window as unknown as WithPanel;
      if (panel) panel.step = 'more';
    });
    await page.waitForTimeout(1000);
    assert.deepEqual(complaints, []);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.ok(warnings[0]?.includes(VERSION) && warnings[0].includes('99.0.0'), warnings[0]);
    await page.close();
  });

  it('works in a sandboxed frame, which has neither an origin nor storage', async () => {
    const { page, complaints } = await open('sandbox.html');
    const frame = page.frames().find((one) => one.url().endsWith('inner.html'));
    assert.ok(frame);
    assert.equal(await frame.evaluate(() => window.origin), 'null');
    assert.equal(await analysed(frame), slide.cells.length);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
