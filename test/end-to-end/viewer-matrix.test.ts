import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type OpenSeadragonType from 'openseadragon';
import { chromium, type Browser, type Page } from 'playwright-core';
import { boxIou, type Box } from '../../models/domain/geometry.js';
import type * as Smearlens from '../../plugin/index.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';
import { cutSmallSlide, type SmallSlide } from './small-slide.js';
import { LOGIN, maxLevelOf, serveTiles, type TileServer } from './tile-servers.js';

const VIEWERS = [
  { version: '4.1.1', folder: 'openseadragon-4', drawers: ['canvas'] },
  { version: '5.0.1', folder: 'openseadragon-5', drawers: ['canvas', 'webgl'] },
  { version: '6.1.1', folder: 'openseadragon', drawers: ['canvas', 'webgl'] },
] as const;
const SOURCES = ['Deep Zoom', 'IIIF 2', 'IIIF 3', 'GeoTIFF', 'tiles behind a log-in'] as const;
type SourceName = (typeof SOURCES)[number];

interface FoundCell {
  readonly label: string;
  readonly box: Box;
}

interface SourceFindings {
  readonly version: string;
  readonly drawer: string;
  /** SHA-256 of the level-0 pixels as the plugin reads them. */
  readonly pixels: string;
  readonly cells: readonly FoundCell[];
}

/** What a test's page holds from one step to the next. */
interface TestPage {
  readonly OpenSeadragon: typeof OpenSeadragonType & {
    GeoTIFFTileSource: { getAllTileSources(url: string, options: object): Promise<object[]> };
  };
  viewer: OpenSeadragonType.Viewer;
  session: Smearlens.SmearSession;
}

const coarse = (name: string): string => name.split(':')[0] ?? name;

describe('every OpenSeadragon, drawer and kind of tiles', { timeout: 600_000 }, () => {
  let folder: string;
  let slide: SmallSlide;
  let tileServer: TileServer;
  let portal: Awaited<ReturnType<typeof serveFolders>>;
  let browser: Browser;
  /** What was found the first time; everything after it must find the same. */
  let first: readonly FoundCell[] | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-matrix-'));
    slide = await cutSmallSlide();
    await slide.picture().png().tile({ size: 256, overlap: 1, layout: 'dz' }).toFile(join(folder, 'slide'));
    await slide
      .picture()
      .tiff({ tile: true, pyramid: true, compression: 'deflate', tileWidth: 256, tileHeight: 256 })
      .toFile(join(folder, 'slide.tif'));
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><link rel="icon" href="data:," /><div id="viewer" style="position:fixed;inset:0"></div>',
    );
    tileServer = await serveTiles(slide);
    portal = await serveFolders({
      '/': folder,
      '/smearlens/': 'dist/browser',
      '/geotiff/': 'node_modules/geotiff-tilesource/dist',
      '/packages/': 'node_modules',
    });
    browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  });
  after(async () => {
    await browser.close();
    await portal.close();
    await tileServer.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A page with one viewer of this version, and a session on it; nothing is open yet. */
  async function openPage({ folder }: (typeof VIEWERS)[number], drawer: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 640, height: 512 } });
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(portal.url);
    await page.context().addCookies([
      {
        name: LOGIN.cookie.split('=')[0] ?? '',
        value: LOGIN.cookie.split('=')[1] ?? '',
        url: tileServer.url,
      },
    ]);
    await page.addScriptTag({
      url: `${portal.url}packages/${folder}/build/openseadragon/openseadragon.min.js`,
    });
    await page.evaluate(
      async ({ drawer, login, micronsPerPixel }) => {
        const held = window as unknown as TestPage;
        const { OpenSeadragon } = held;
        const geotiff = '/geotiff/geotiff-tilesource.mjs';
        const { enableGeoTIFFTileSource } = (await import(geotiff)) as {
          enableGeoTIFFTileSource(library: unknown): void;
        };
        enableGeoTIFFTileSource(OpenSeadragon);
        held.viewer = OpenSeadragon({
          id: 'viewer',
          drawer,
          crossOriginPolicy: 'Anonymous',
          showNavigationControl: false,
          ajaxHeaders: { [login.header]: login.token },
        } as OpenSeadragonType.Options);
        const entry = '/smearlens/session-entry.js';
        const { attachTo } = (await import(entry)) as typeof Smearlens;
        held.session = await attachTo(held.viewer, {
          openSeadragon: OpenSeadragon,
          keep: false,
          backend: 'wasm',
          micronsPerPixel,
        });
      },
      { drawer, login: LOGIN, micronsPerPixel: slide.micronsPerPixel },
    );
    return page;
  }

  /** Opens the slide in the page's viewer in one of its forms, reads it and has it analysed. */
  function analyseSource(page: Page, name: SourceName): Promise<SourceFindings> {
    return page.evaluate(
      async ({ name, server, width, height, maxLevel }) => {
        const { OpenSeadragon, viewer, session } = window as unknown as TestPage;
        const sources: Record<SourceName, () => Promise<object | string>> = {
          'Deep Zoom': async () => '/slide.dzi',
          'IIIF 2': async () => `${server}iiif2/slide/info.json`,
          'IIIF 3': async () => `${server}iiif3/slide/info.json`,
          GeoTIFF: async () =>
            (
              await OpenSeadragon.GeoTIFFTileSource.getAllTileSources(
                new URL('/slide.tif', location.href).href,
                {
                  logLatency: false,
                },
              )
            )[0] as object,
          'tiles behind a log-in': async () => ({
            width,
            height,
            tileSize: 256,
            maxLevel,
            getTileUrl: (level: number, x: number, y: number) => `${server}guarded/${level}/${x}_${y}.png`,
          }),
        };
        const before = session.slide;
        const isGuarded = name === 'tiles behind a log-in';
        const tileSource = await sources[name]();
        await new Promise<void>((resolve, reject) => {
          viewer.addOnceHandler('open', () => resolve());
          viewer.addOnceHandler('open-failed', (event) => reject(new Error(event.message)));
          // OpenSeadragon 4 to 6 take these for each image.
          viewer.open({
            tileSource,
            loadTilesWithAjax: isGuarded,
            ajaxWithCredentials: isGuarded,
          } as unknown as Parameters<OpenSeadragonType.Viewer['open']>[0]);
        });
        const { slide } = session;
        if (!slide || slide === before) throw new Error('the session has not followed the viewer');
        const all = { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
        const { data } = await slide.read({ region: all, width: slide.width, height: slide.height });
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
        await session.analyzeSlide();
        if (session.state.kind === 'failed') throw session.state.error;
        const drawer = viewer.drawer as unknown as { getType?(): string; useCanvas?: boolean };
        return {
          version: (OpenSeadragon as unknown as { version: { versionStr: string } }).version.versionStr,
          drawer: drawer.getType?.() ?? (drawer.useCanvas ? 'canvas' : 'html'),
          pixels: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
          cells: [...session.cells.all()]
            .filter(({ score }) => score >= 0.5)
            .map(({ label, box }) => ({ label: label.name, box })),
        };
      },
      {
        name,
        server: tileServer.url,
        width: slide.width,
        height: slide.height,
        maxLevel: maxLevelOf(slide),
      },
    );
  }

  for (const viewer of VIEWERS) {
    for (const drawer of viewer.drawers) {
      it(`reads the same pixels and finds the same cells: OpenSeadragon ${viewer.version}, ${drawer}`, async () => {
        const rgba = Buffer.alloc(slide.width * slide.height * 4, 255);
        for (let i = 0; i < slide.width * slide.height; i++) slide.rgb.copy(rgba, i * 4, i * 3, i * 3 + 3);
        const expected = createHash('sha256').update(rgba).digest('hex');
        const page = await openPage(viewer, drawer);
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        for (const name of SOURCES) {
          const found = await analyseSource(page, name);
          assert.equal(found.version, viewer.version);
          assert.equal(found.drawer, drawer, 'the drawer that was asked for draws');
          assert.equal(found.pixels, expected, `${name}: every pixel is the slide's own`);
          first ??= found.cells;
          assert.equal(found.cells.length, slide.cells.length, `${name}: as many cells as were drawn`);
          for (const { box, label } of slide.cells) {
            const isHere = (cell: FoundCell): boolean => boxIou(cell.box, box) >= 0.5;
            const match = found.cells.find(isHere);
            const known: FoundCell | undefined = first.find(isHere);
            assert.ok(match && known, `${name}: the ${label} at ${box.minX}, ${box.minY} is found`);
            // Kinds as near as band and segmented may change with how a server compresses what lies around.
            assert.equal(
              coarse(match.label),
              coarse(known.label),
              `${name}: the ${label} is named as before`,
            );
            const overlap = boxIou(match.box, known.box);
            // The models look at a coarser level, which each kind of source makes by a resampling of its own.
            assert.ok(overlap > 0.85, `${name}: the ${label} has the outline it had (${overlap.toFixed(3)})`);
          }
        }
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('shows the log-in with every tile', () => {
    assert.deepEqual(tileServer.refused, []);
  });
});
