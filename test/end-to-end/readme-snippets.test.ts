import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { SmearSession } from '../../plugin/session/session.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { prepareSample } from '../../scripts/sample.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

/** The README's blocks of code in a language, in their order. */
function snippets(language: string): string[] {
  const blocks = readFileSync('README.md', 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].filter(([, written]) => written === language).map(([, , code = '']) => code);
}

function snippetWith(language: string, words: string): string {
  const found = snippets(language).filter((code) => code.includes(words));
  assert.equal(found.length, 1, `one snippet with “${words}”`);
  return found[0] as string;
}

describe('the snippets of the README', { timeout: 900_000 }, () => {
  let folder = '';
  let server: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;

  /** A site with a slide, the files that the package ships, and pages; packages lie beside it as npm puts them. */
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smearlens-readme-'));
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, 'smearlens'), { recursive: true });
    for (const part of ['dist', 'package.json']) symlinkSync(resolve(part), join(modules, 'smearlens', part));
    for (const name of ['openseadragon', 'sharp', 'dicomweb-client'])
      symlinkSync(resolve('node_modules', name), join(modules, name));
    const site = join(folder, 'site');
    mkdirSync(site);
    cpSync(join(prepareSample(), 'sample.dzi'), join(site, 'slide.dzi'));
    const mounts = {
      '/': site,
      '/slide_files/': join(prepareSample(), 'sample_files'),
      '/smearlens/': resolve('dist/browser'),
      '/openseadragon/': resolve('node_modules/openseadragon/build/openseadragon'),
    };
    server = await serveFolders(mounts);
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function bundle(code: string, name: string): Promise<void> {
    await build({
      stdin: { contents: code, resolveDir: folder },
      bundle: true,
      format: 'esm',
      splitting: true,
      entryNames: name,
      outdir: join(folder, 'site'),
      logLevel: 'error',
    });
  }

  /** A page with this body, what it wrote to its console, and what it complained of. */
  async function open(
    name: string,
    body: string,
    head = '',
  ): Promise<{ page: Page; log: string[]; faults: string[] }> {
    writeFileSync(
      join(folder, 'site', `${name}.html`),
      `<!doctype html><html lang="en"><head>${head}<link rel="icon" href="data:," /><style>#viewer { height: 600px }</style></head><body>${body}</body></html>`,
    );
    const page = await browser.newPage();
    await page.addInitScript('globalThis.__name = (named) => named;');
    const [log, faults]: [string[], string[]] = [[], []];
    page.on('console', (message) => {
      // OpenSeadragon's own buttons are no part of the snippets.
      const isOurs = !message.location().url.endsWith('.png');
      if (isOurs) (message.type() === 'error' ? faults : log).push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    // A module that waits for cells holds up the page's load event.
    await page.goto(`${server.url}${name}.html`, { waitUntil: 'commit' });
    return { page, log, faults };
  }

  const hasSlide = (page: Page) =>
    page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide !== undefined);

  it('put the panel into a page without a bundler', async () => {
    const { page, faults } = await open(
      'plain',
      `<script src="/openseadragon/openseadragon.min.js"></script>${snippetWith('html', '<smear-panel>')}`,
    );
    await hasSlide(page);
    assert.deepEqual(faults, []);
    await page.close();
  });

  it('let the page say what may be taken out', async () => {
    const refuse = `const panel = document.querySelector('smear-panel'); const mayTakeOut = (format) => format !== 'geojson';`;
    const { page, faults } = await open(
      'refusing',
      `<script src="/openseadragon/openseadragon.min.js"></script>${snippetWith('html', '<smear-panel>')}
      <script type="module">${refuse} ${snippetWith('js', 'smear-before-export')}</script>`,
    );
    await hasSlide(page);
    const codes = await page.evaluate(async () => {
      const session = document.querySelector('smear-panel')?.session;
      const codeOf = async (writing: Promise<unknown> | undefined): Promise<unknown> =>
        writing?.then(
          () => 'written',
          ({ code }: { code?: string }) => code,
        );
      return [await codeOf(session?.exportGeoJson()), await codeOf(session?.exportAs('csv'))];
    });
    assert.deepEqual(codes, ['refused', 'written']);
    assert.deepEqual(faults, []);
    await page.close();
  });

  it('put it there through a bundler, and analyse, correct and listen without it', async () => {
    const session = snippetWith('js', "from 'smearlens/attach'");
    const correct = snippetWith('js', 'review.assign');
    const imports = session.split('\n').filter((line) => line.startsWith('import '));
    const closer = `await new Promise((done) => viewer.addOnceHandler('open', done)); viewer.viewport.zoomTo(5, undefined, true);`;
    const code = [
      ...imports,
      snippetWith('js', "import 'smearlens/define'"),
      closer,
      session.replace(/^import .*$/gm, ''),
      correct,
      `session.review.assign([cell.id], monocyte);`,
      `globalThis.done = [cell.label.name, (await file.text()).length, session.cells.get(cell.id).label.name];`,
    ].join('\n');
    await bundle(code, 'bundled');
    const { page, log, faults } = await open(
      'bundled',
      '<div id="viewer"></div><smear-panel></smear-panel><script type="module" src="/bundled.js"></script>',
    );
    await page.waitForFunction(() => 'done' in globalThis, undefined, { timeout: 240_000, polling: 250 });
    const [before, written, now] = await page.evaluate(
      () => (globalThis as unknown as { done: [string, number, string] }).done,
    );
    assert.notEqual(before, '');
    assert.ok(written > 1000, 'the file holds cells');
    assert.equal(now, 'Monocyte');
    assert.ok(
      log.some((line) => / Monocyte true$/.test(line)),
      log.join('\n'),
    );
    await hasSlide(page);
    assert.deepEqual(faults, []);
    await page.close();
  });

  it('show the component for React that the portal built with Vite has', () => {
    // `npm run test:portals` builds it and finds cells in it.
    const component = readFileSync('test/portals/projects/vite-react/src/slide.tsx', 'utf8');
    assert.deepEqual(snippets('tsx'), [component]);
  });

  it('let OpenSeadragon open a slide where Trusted Types are enforced', async () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; trusted-types smearlens lit-html default" />`;
    const { page, faults } = await open(
      'trusted',
      `<script>${snippetWith('js', 'trustedTypes')}</script>
      <script src="/openseadragon/openseadragon.min.js"></script>
      ${snippetWith('html', '<smear-panel>')}`,
      policy,
    );
    await hasSlide(page);
    assert.deepEqual(faults, []);
    await page.close();
  });

  it('keep the work on a server of the portal’s own, and bring it back', async () => {
    let stored: Buffer | undefined;
    const keeper = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-methods', 'GET, PUT');
      response.setHeader('access-control-allow-headers', 'content-type');
      const body: Buffer[] = [];
      request.on('data', (part: Buffer) => body.push(part));
      request.on('end', () => {
        if (request.method === 'PUT') stored = Buffer.concat(body);
        response.writeHead(request.method === 'GET' && !stored ? 404 : 200);
        response.end(request.method === 'GET' ? stored : undefined);
      });
    });
    await new Promise<void>((listening) => keeper.listen(0, '127.0.0.1', listening));
    const { port } = keeper.address() as AddressInfo;
    const visit = async (work: string): Promise<Page> => {
      const { page, faults } = await open(
        'kept',
        `<div id="viewer"></div><script src="/openseadragon/openseadragon.min.js"></script>
        <script type="module">
          import { attachTo } from '/smearlens/attach.js';
          const viewer = OpenSeadragon({ id: 'viewer', tileSources: '/slide.dzi', crossOriginPolicy: 'Anonymous' });
          await new Promise((done) => viewer.addOnceHandler('open', done));
          viewer.viewport.zoomTo(5, undefined, true);
          const session = await attachTo(viewer, { openSeadragon: OpenSeadragon, keep: false, backend: 'wasm' });
          const work = 'http://127.0.0.1:${port}/slide-17';
          ${snippetWith('js', 'session.importGeoJson(await kept.blob())')}
          ${work}
          globalThis.session = session;
        </script>`,
      );
      await page.waitForFunction(() => 'session' in globalThis, undefined, {
        timeout: 240_000,
        polling: 250,
      });
      assert.deepEqual(
        faults.filter((fault) => !fault.includes('404')),
        [],
      );
      return page;
    };
    const state = (page: Page): Promise<unknown> =>
      page.evaluate(() => {
        const { session } = globalThis as unknown as { session: SmearSession };
        return {
          comment: session.review.caseRecord.comment,
          cells: [...session.cells.all()]
            .filter(({ score, review }) => review ?? score >= session.threshold)
            .map(({ id, label, review }) => [id, label.name, review?.confirmed, review?.rejected, review?.by])
            .sort(),
        };
      });
    try {
      const first = await visit(`await session.analyzeView();
        const [one, other] = [...session.cells.all()].filter(({ score }) => score >= 0.5);
        session.review.reviewer = 'Dr. Weber';
        session.review.assign([one.id], session.classes.find(({ name }) => name === 'Monocyte'));
        session.review.reject([other.id]);
        session.review.caseRecord.comment = 'Seen twice';`);
      const before = await state(first);
      assert.match(JSON.stringify(before), /Monocyte.*Dr\. Weber|Dr\. Weber.*Monocyte/);
      for (let wait = 0; wait < 240 && !stored?.includes('Seen twice'); wait++)
        await new Promise((done) => setTimeout(done, 250));
      await first.close();
      const second = await visit('');
      assert.deepEqual(await state(second), before);
      await second.close();
    } finally {
      keeper.closeAllConnections();
      keeper.close();
    }
  });

  it('for an archive name what is there to import', async () => {
    await bundle(snippetWith('js', 'smearlens/dicomweb'), 'archive');
  });

  it('analyse a slide on Node', () => {
    const truth = JSON.parse(readFileSync(join(prepareSample(), 'sample.json'), 'utf8')) as {
      width: number;
      height: number;
    };
    const level = Math.ceil(Math.log2(Math.max(truth.width, truth.height)));
    cpSync(join(prepareSample(), 'sample_files', `${level}`, '3_3.jpeg'), join(folder, 'smear.svs'));
    writeFileSync(join(folder, 'snippet.mjs'), snippetWith('js', 'openSlideFile'));
    execFileSync(process.execPath, ['snippet.mjs'], { cwd: folder, encoding: 'utf8' });
  });
});
