import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type OpenSeadragonType from 'openseadragon';
import { chromium, type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import type * as Smearlens from '../../plugin/index.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide, type SmallSlide } from './small-slide.js';
import { LOGIN, maxLevelOf, serveTiles, type TileServer } from './tile-servers.js';

const TILE = 256;

interface TestPage {
  readonly OpenSeadragon: typeof OpenSeadragonType;
  viewer: OpenSeadragonType.Viewer;
  session: Smearlens.SmearSession;
}

/** What the page is told of the slide and of its tile server. */
interface Place {
  readonly server: string;
  readonly width: number;
  readonly height: number;
  readonly maxLevel: number;
  readonly login: typeof LOGIN;
}

type Make = (place: Place) => object | Promise<object>;

/** Options of `viewer.open` by what the tiles are; made in the page, for some hold functions. */
const KINDS: Readonly<Record<string, Make>> = {
  Zoomify: ({ width, height }) => ({
    tileSource: { type: 'zoomifytileservice', width, height, tilesUrl: '/zoomify/', fileFormat: 'png' },
  }),
  TMS: ({ width, height }) => ({
    tileSource: { type: 'tiledmapservice', width, height, tilesUrl: '/tms/' },
  }),
  'a pyramid of whole pictures': ({ width, height }) => ({
    tileSource: {
      type: 'legacy-image-pyramid',
      levels: [4, 2, 1].map((by) => ({
        url: `/whole/${by}.png`,
        width: width / by,
        height: height / by,
      })),
    },
  }),
  'Deep Zoom with an overlap of 16 pixels': () => ({ tileSource: '/overlap.dzi' }),
  'addresses of blobs': async ({ server, width, height, maxLevel, login }) => {
    const addresses = new Map<string, string>();
    for (let level = 0; level <= maxLevel; level++) {
      const side = 256 * 2 ** (maxLevel - level);
      for (let x = 0; x * side < width; x++) {
        for (let y = 0; y * side < height; y++) {
          const name = `${level}/${x}_${y}`;
          const answer = await fetch(`${server}guarded/${name}.png`, {
            credentials: 'include',
            headers: { [login.header]: login.token },
          });
          addresses.set(name, URL.createObjectURL(await answer.blob()));
        }
      }
    }
    const getTileUrl = (level: number, x: number, y: number) => addresses.get(`${level}/${x}_${y}`);
    return { tileSource: { width, height, tileSize: 256, maxLevel, getTileUrl } };
  },
  'a source that downloads by itself and hands over blobs': ({ server, width, height, maxLevel, login }) => ({
    tileSource: {
      width,
      height,
      tileSize: 256,
      maxLevel,
      getTileUrl: (level: number, x: number, y: number) => `${server}guarded/${level}/${x}_${y}.png`,
      downloadTileStart(job: { src: string; finish(...answer: unknown[]): void; fail(why: string): void }) {
        const headers = { [login.header]: login.token };
        void fetch(job.src, { credentials: 'include', headers })
          .then((answer) => answer.blob())
          .then(
            (blob) => job.finish(blob, null, 'rasterBlob'),
            (error) => job.fail(String(error)),
          );
      },
      downloadTileAbort() {},
    },
  }),
  'tiles with a header that belongs to each of them': ({ server, width, height, maxLevel, login }) => ({
    loadTilesWithAjax: true,
    ajaxWithCredentials: true,
    tileSource: {
      width,
      height,
      tileSize: 256,
      maxLevel,
      getTileUrl: (level: number, x: number, y: number) => `${server}guarded/${level}/${x}_${y}.png`,
      getTileAjaxHeaders: () => ({ [login.header]: login.token }),
    },
  }),
  'tiles with the headers of their image': ({ server, width, height, maxLevel, login }) => ({
    loadTilesWithAjax: true,
    ajaxWithCredentials: true,
    ajaxHeaders: { [login.header]: login.token },
    tileSource: {
      width,
      height,
      tileSize: 256,
      maxLevel,
      getTileUrl: (level: number, x: number, y: number) => `${server}guarded/${level}/${x}_${y}.png`,
    },
  }),
};

describe('every kind of tiles that a viewer shows', { timeout: 600_000 }, () => {
  let folder: string;
  let slide: SmallSlide;
  let tileServer: TileServer;
  let portal: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-tiles-'));
    slide = await cutSmallSlide();
    await writeTiles(folder, slide);
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><link rel="icon" href="data:," /><div id="viewer" style="position:fixed;inset:0"></div>',
    );
    tileServer = await serveTiles(slide);
    portal = await serveFolders({ '/': folder, '/smearlens/': 'dist/browser', '/packages/': 'node_modules' });
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    page = await browser.newPage({ viewport: { width: 640, height: 512 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(portal.url);
    const [name = '', value = ''] = LOGIN.cookie.split('=');
    await page.context().addCookies([{ name, value, url: tileServer.url }]);
    await page.addScriptTag({
      url: `${portal.url}packages/openseadragon/build/openseadragon/openseadragon.min.js`,
    });
    await page.evaluate(async (micronsPerPixel) => {
      const held = window as unknown as TestPage;
      const { OpenSeadragon } = held;
      held.viewer = OpenSeadragon({
        id: 'viewer',
        drawer: 'canvas',
        showNavigationControl: false,
      } as OpenSeadragonType.Options);
      const entry = '/smearlens/session-entry.js';
      const { attachTo } = (await import(entry)) as typeof Smearlens;
      held.session = await attachTo(held.viewer, {
        openSeadragon: OpenSeadragon,
        keep: false,
        backend: 'wasm',
        micronsPerPixel,
      });
    }, slide.micronsPerPixel);
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await tileServer.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the slide as this kind of tiles and reads it: at full size, and a quarter of each side. */
  async function read(kind: string): Promise<{ full: Buffer; quarter: Buffer }> {
    const place = { server: tileServer.url, width: slide.width, height: slide.height, login: LOGIN };
    const options = await page.evaluateHandle(KINDS[kind] as Make, { ...place, maxLevel: maxLevelOf(slide) });
    const answer = await page.evaluate(
      async ({ options, place }) => {
        const { viewer, session } = window as unknown as TestPage;
        const before = session.slide;
        await new Promise<void>((resolve, reject) => {
          viewer.addOnceHandler('open', () => resolve());
          viewer.addOnceHandler('open-failed', (event) => reject(new Error(event.message)));
          viewer.open(options as unknown as Parameters<OpenSeadragonType.Viewer['open']>[0]);
        });
        const { slide } = session;
        if (!slide || slide === before) throw new Error('the session has not followed the viewer');
        const region = { minX: 0, minY: 0, maxX: place.width, maxY: place.height };
        const at = async (by: number): Promise<string> => {
          const { data } = await slide.read({ region, width: place.width / by, height: place.height / by });
          return Array.from(data, (byte) => String.fromCharCode(byte)).join('');
        };
        return { full: await at(1), quarter: await at(4) };
      },
      { options, place },
    );
    return { full: Buffer.from(answer.full, 'latin1'), quarter: Buffer.from(answer.quarter, 'latin1') };
  }

  for (const kind of Object.keys(KINDS)) {
    it(`reads every pixel of ${kind}, and a coarser picture of it`, async () => {
      const { full, quarter } = await read(kind);
      const expected = await slide.picture().ensureAlpha().raw().toBuffer();
      assert.ok(full.equals(expected), `${countOther(full, expected)} bytes are others`);
      const small = await slide
        .picture()
        .resize(slide.width / 4, slide.height / 4, { kernel: 'linear' })
        .ensureAlpha()
        .raw()
        .toBuffer();
      // Each kind makes its coarser levels by a resampling of its own; one that is shifted or turned is far off.
      const off =
        quarter.reduce((sum, byte, at) => sum + Math.abs(byte - (small[at] ?? 0)), 0) / small.length;
      assert.ok(off < 4, `${off.toFixed(2)} off on average`);
    });
  }

  it('finds the cells of the kind that pads its edge, TMS, as of any other', async () => {
    await read('TMS');
    const found = await page.evaluate(async () => {
      const { session } = window as unknown as TestPage;
      await session.analyzeSlide();
      return [...session.cells.all()].filter(({ score }) => score >= 0.5).length;
    });
    assert.equal(found, slide.cells.length);
  });

  it('shows the log-in with every tile, and has the page complain of nothing', () => {
    assert.deepEqual(tileServer.refused, []);
    assert.deepEqual(complaints, []);
  });
});

const countOther = (one: Buffer, other: Buffer): number =>
  one.reduce((sum, byte, at) => sum + (byte === other[at] ? 0 : 1), 0);

/** The slide as files of every kind that needs no server of its own. */
async function writeTiles(folder: string, slide: SmallSlide): Promise<void> {
  const { width, height } = slide;
  await slide.picture().png().tile({ size: TILE, layout: 'zoomify' }).toFile(join(folder, 'zoomify'));
  await slide.picture().png().tile({ size: TILE, overlap: 16, layout: 'dz' }).toFile(join(folder, 'overlap'));
  await mkdir(join(folder, 'whole'));
  for (const by of [1, 2, 4])
    await slide
      .picture()
      .resize(width / by, height / by)
      .png()
      .toFile(join(folder, 'whole', `${by}.png`));
  // As OpenSeadragon counts them: the finest level is full of whole tiles, and rows are numbered from below.
  const [right, bottom] = [-width, -height].map((side) => ((side % TILE) + TILE) % TILE) as [number, number];
  const padded = await slide.picture().extend({ right, bottom, background: 'white' }).png().toBuffer();
  const finest = Math.ceil(Math.log2(Math.max(width + right, height + bottom) / TILE)) - 1;
  for (let level = 0; level <= finest; level++) {
    const by = 2 ** (finest - level);
    const size = { width: Math.ceil((width + right) / by), height: Math.ceil((height + bottom) / by) };
    const rows = Math.ceil(size.height / TILE);
    for (let column = 0; column * TILE < size.width; column++) {
      await mkdir(join(folder, 'tms', String(level), String(column)), { recursive: true });
      for (let row = 0; row < rows; row++) {
        const [left, top] = [column * TILE, row * TILE];
        const whole = await sharp(padded).resize(size.width, size.height).png().toBuffer();
        await sharp(whole)
          .extract({
            left,
            top,
            width: Math.min(TILE, size.width - left),
            height: Math.min(TILE, size.height - top),
          })
          .png()
          .toFile(join(folder, 'tms', String(level), String(column), `${rows - 1 - row}.png`));
      }
    }
  }
}
