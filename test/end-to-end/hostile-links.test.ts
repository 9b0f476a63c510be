import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fuzzPage } from '../fuzz/hostile-page.js';
import { openShell } from './shell-page.js';

/** What a server says to who asks a second time for a description that it has given. */
const SECOND_ANSWERS = {
  'a page': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>'),
  'another slide': (response) => void response.end(deepZoom('TileSize="1"', 100_000)),
  nothing: () => undefined,
} as const satisfies Readonly<Record<string, (response: ServerResponse) => void>>;

const deepZoom = (image: string, side = 500): string =>
  `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Overlap="0" Format="png" ${image}><Size Width="${side}" Height="400"/></Image>`;

/** A server that gives a description to the first who asks, and counts all that is asked for. */
async function serveOnce(second: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    const isFirst = !asked.includes(url);
    asked.push(url);
    if (!/\.dzi/.test(url)) response.writeHead(404).end();
    else if (isFirst) response.end(deepZoom(url.includes('tiny') ? 'TileSize="1"' : 'TileSize="256"'));
    else second(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, asked, close };
}

/** A server that gives a slide's description to who reads it and a script to who runs it, and counts both. */
async function serveTwoFaces(): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer(({ headers, url = '' }, response) => {
    const isScript = headers['sec-fetch-dest'] === 'script';
    asked.push(String(headers['sec-fetch-dest']));
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'content-type': isScript ? 'text/javascript' : 'application/xml',
    });
    response.end(
      isScript
        ? 'globalThis.stolen = true'
        : `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" TileSize="256" Overlap="0" Format="${url.includes('odd') ? 'odd' : 'png'}"><Size Width="500" Height="400"/></Image>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, asked, server };
}

describe('a link that somebody else has made', { timeout: 900_000 }, () => {
  let elsewhere: Awaited<ReturnType<typeof serveTwoFaces>>;
  before(async () => {
    elsewhere = await serveTwoFaces();
  });
  after(() => {
    elsewhere.server.close();
    elsewhere.server.closeAllConnections();
  });

  for (const ending of ['?a=.js', '#.js', '?a=.js#.js', '?a=b.js#']) {
    it(`opens a slide, and runs nothing of its server: slide.dzi${ending}`, async () => {
      const address = `${elsewhere.url}/slide.dzi${ending}`;
      const shell = await openShell({ query: `?slide=${encodeURIComponent(address)}` });
      try {
        await shell.page.waitForFunction(
          () => document.querySelector('#slide-name')?.textContent === 'slide.dzi',
        );
        assert.equal(await shell.page.evaluate(() => 'stolen' in globalThis), false);
        assert.ok(
          elsewhere.asked.includes('empty') && !elsewhere.asked.includes('script'),
          elsewhere.asked.join(),
        );
      } finally {
        await shell.close();
      }
    });
  }

  for (const [what, second] of Object.entries(SECOND_ANSWERS)) {
    it(`is asked for its description once, so that a server cannot say ${what} the second time`, async () => {
      const once = await serveOnce(second);
      const shell = await openShell({
        query: `?slide=${encodeURIComponent(`${once.url}/a/slide.dzi?token=b`)}`,
      });
      try {
        await shell.page.waitForFunction(
          () => document.querySelector('smear-panel')?.session?.slide?.width === 500,
        );
        const tiles = () => once.asked.filter((url) => url.includes('slide_files/'));
        while (tiles().length === 0) await shell.page.waitForTimeout(50);
        assert.ok(
          tiles().every((url) => /^\/a\/slide_files\/\d+\/\d+_\d+\.png\?token=b$/.test(url)),
          tiles().join(),
        );
        assert.equal(once.asked.filter((url) => url.includes('slide.dzi')).length, 1);
      } finally {
        await shell.close();
        once.close();
      }
    });
  }

  it('to a slide in tiles of one pixel asks for none of them, and says what to do', async () => {
    const once = await serveOnce(SECOND_ANSWERS.nothing);
    const shell = await openShell({ query: `?slide=${once.url}/tiny.dzi` });
    try {
      const notice = shell.page.locator('#notice');
      await notice.locator('strong').waitFor({ timeout: 60_000 });
      assert.match(
        await notice.innerText(),
        /tiny\.dzi cannot be shown: its tiles of 1 × 1 pixels.*256 pixels/,
      );
      assert.deepEqual(once.asked, ['/tiny.dzi']);
      assert.deepEqual(shell.complaints, []);
    } finally {
      await shell.close();
      once.close();
    }
  });

  it('says so where the description is one at which OpenSeadragon throws, and goes on', async () => {
    const shell = await openShell({ query: `?slide=${elsewhere.url}/odd.dzi` });
    try {
      const notice = shell.page.locator('#notice');
      await notice.locator('strong').waitFor({ timeout: 60_000 });
      assert.match(await notice.innerText(), /odd\.dzi is neither a readable Deep Zoom nor/);
      assert.deepEqual(shell.complaints, []);
    } finally {
      await shell.close();
    }
  });

  it('runs no script that is not of this page, whatever asks for one', async () => {
    const shell = await openShell();
    try {
      const outcome = await shell.page.evaluate(
        (src) =>
          new Promise((resolve) => {
            const script = document.head.appendChild(document.createElement('script'));
            script.onload = () => resolve('ran');
            script.onerror = () => resolve('kept out');
            script.src = src;
          }),
        `${elsewhere.url}/library.js`,
      );
      assert.equal(outcome, 'kept out');
      assert.ok(shell.complaints.some((line) => /Content Security Policy/.test(line)));
    } finally {
      await shell.close();
    }
  });

  it('is no panel’s end, nor is any other attribute that makes no sense', async () => {
    const shell = await openShell();
    try {
      await shell.page.waitForFunction(() => document.querySelector('smear-panel')?.session?.slide);
      const { page } = shell;
      const panel = page.locator('smear-panel');
      await panel.evaluate((element) => {
        const senseless = {
          'pack-url': 'http://[',
          'asset-url': '//[',
          width: 'wide',
          step: '<b>',
          overlay: 'x',
          lang: '\0',
        };
        for (const [name, value] of Object.entries(senseless)) element.setAttribute(name, value);
      });
      await panel.evaluate(
        (element) => (element as unknown as { updateComplete: Promise<unknown> }).updateComplete,
      );
      assert.equal(await panel.locator('[role=tab][aria-selected=true]').count(), 1);
      assert.equal(await panel.locator('[role=tabpanel]:not([hidden])').count(), 1);
      const { width } = (await panel.boundingBox()) ?? { width: 0 };
      assert.ok(width >= 320 && width <= 420, `${width} px`);
      assert.deepEqual(shell.complaints, []);
    } finally {
      await shell.close();
    }
  });

  it('leaves the page whole, as do addresses and attributes by chance', async () => {
    const shell = await openShell();
    try {
      const { failures } = await fuzzPage(shell.page, new URL('/', shell.page.url()).href, {
        seed: 20_261_130,
        links: 12,
        addresses: 60,
        elements: 100,
      });
      assert.deepEqual(failures, []);
    } finally {
      await shell.close();
    }
  });
});
