import OpenSeadragon from 'openseadragon';
import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { createImageReader } from '../../plugin/slide/image-reader.js';
import { createReaderTileSource } from '../../plugin/viewer/reader-tile-source.js';
import { createTileSourceReader } from '../../plugin/viewer/tile-source-reader.js';
import { assert, assertEqual, assertNear, rejection } from './assert.js';
import { until } from './waiting.js';

const WIDTH = 700;
const HEIGHT = 500;

/** Red grows to the right, green downwards; so every place has a colour of its own. */
function colourAt(x: number, y: number): [number, number, number] {
  return [Math.floor((x * 255) / WIDTH), Math.floor((y * 255) / HEIGHT), (x * 7 + y * 13) % 32];
}

function picture(minX: number, minY: number, width: number, height: number, step = 1): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image.data.set([...colourAt(minX + x * step, minY + y * step), 255], (y * width + x) * 4);
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function pictureUrl(canvas: HTMLCanvasElement): string {
  return canvas.toDataURL('image/png');
}

/** A tile of Deep Zoom: 256 px and one pixel of its neighbours on each inner side. */
function deepZoomTile(
  maxLevel: number,
  level: number,
  x: number,
  y: number,
  overlap: number,
): HTMLCanvasElement {
  const step = 2 ** (maxLevel - level);
  const width = Math.ceil(WIDTH / step);
  const height = Math.ceil(HEIGHT / step);
  const minX = x * 256 - (x === 0 ? 0 : overlap);
  const minY = y * 256 - (y === 0 ? 0 : overlap);
  const maxX = Math.min(width, (x + 1) * 256 + overlap);
  const maxY = Math.min(height, (y + 1) * 256 + overlap);
  return picture(minX * step, minY * step, maxX - minX, maxY - minY, step);
}

function open(tileSource: unknown): Promise<OpenSeadragon.Viewer> {
  const element = document.createElement('div');
  element.style.cssText = 'width: 300px; height: 200px';
  document.body.append(element);
  const viewer = OpenSeadragon({ element, showNavigationControl: false, drawer: 'canvas' });
  return new Promise((resolve, reject) => {
    viewer.addOnceHandler('open', () => resolve(viewer));
    viewer.addOnceHandler('open-failed', (event) => reject(new Error(event.message)));
    viewer.open(tileSource as Parameters<OpenSeadragon.Viewer['open']>[0]);
  });
}

function close(viewer: OpenSeadragon.Viewer): void {
  const { element } = viewer;
  viewer.destroy();
  element.remove();
}

/** Across the seams of tiles at 256, pixel for pixel. */
async function assertSamePixels(read: (region: object, width: number, height: number) => Promise<RgbaTile>) {
  const tile = await read({ minX: 200, minY: 200, maxX: 600, maxY: 300 }, 400, 100);
  for (const [x, y] of [
    [0, 0],
    [55, 55],
    [56, 56],
    [311, 10],
    [312, 57],
    [399, 99],
  ] as const) {
    const at = (y * 400 + x) * 4;
    assertEqual([...tile.data.slice(at, at + 4)], [...colourAt(200 + x, 200 + y), 255], `pixel ${x}, ${y}`);
  }
}

describe('createTileSourceReader', () => {
  it('reads Deep Zoom tiles with their overlap cropped, and coarser levels for smaller pictures', async () => {
    const asked: number[] = [];
    const viewer = await open({
      width: WIDTH,
      height: HEIGHT,
      tileSize: 256,
      tileOverlap: 1,
      maxLevel: 10,
      getTileUrl(level: number, x: number, y: number) {
        asked.push(level);
        return pictureUrl(deepZoomTile(10, level, x, y, 1));
      },
    });
    const reader = createTileSourceReader(viewer);
    assertEqual([reader.width, reader.height, reader.levels[1]?.width], [WIDTH, HEIGHT, 350]);
    await assertSamePixels((region, width, height) =>
      reader.read({ region: region as never, width, height }),
    );
    asked.length = 0;
    const small = await reader.read({
      region: { minX: 0, minY: 0, maxX: WIDTH, maxY: HEIGHT },
      width: 175,
      height: 125,
    });
    assert(
      asked.every((level) => level === 8),
      'only the level of a quarter is asked for',
    );
    assertNear(small.data[(60 * 175 + 100) * 4], colourAt(400, 0)[0], 2, 'red');
    assertNear(small.data[(60 * 175 + 100) * 4 + 1], colourAt(0, 240)[1], 2, 'green');
    reader.dispose();
    close(viewer);
  });

  it('cuts off what pads the last tiles of a row and column, as OpenSeadragon does when it draws them', async () => {
    const viewer = await open({
      width: WIDTH,
      height: HEIGHT,
      tileSize: 256,
      maxLevel: 10,
      getTileUrl: () => 'nowhere',
      getTilePostData: (level: number, x: number, y: number) => ({ level, x, y }),
      downloadTileStart(job: OpenSeadragon.ImageJob) {
        const { level, x, y } = job.postData as unknown as { level: number; x: number; y: number };
        const step = 2 ** (10 - level);
        const padded = picture(x * 256 * step, y * 256 * step, 256, 256, step);
        job.finish(padded.getContext('2d'), null as unknown as XMLHttpRequest, 'context2d');
      },
      downloadTileAbort() {},
    });
    const reader = createTileSourceReader(viewer);
    await assertSamePixels((region, width, height) =>
      reader.read({ region: region as never, width, height }),
    );
    close(viewer);
  });

  it('reads a plain picture at full resolution', async () => {
    const viewer = await open({ type: 'image', url: pictureUrl(picture(0, 0, WIDTH, HEIGHT)) });
    const reader = createTileSourceReader(viewer);
    assertEqual(reader.levels.length, 1, 'levels');
    await assertSamePixels((region, width, height) =>
      reader.read({ region: region as never, width, height }),
    );
    close(viewer);
  });

  it('lets custom sources download in their own way, with their post data, and takes what they hand over', async () => {
    const handed = [
      (canvas: HTMLCanvasElement) => [canvas.getContext('2d'), 'context2d'] as const,
      async (canvas: HTMLCanvasElement) => [await createImageBitmap(canvas), 'imageBitmap'] as const,
      async (canvas: HTMLCanvasElement) =>
        [await new Promise((resolve) => canvas.toBlob(resolve)), 'rasterBlob'] as const,
    ];
    for (const hand of handed) {
      const viewer = await open({
        width: WIDTH,
        height: HEIGHT,
        tileSize: 256,
        maxLevel: 10,
        micronsPerPixel: 0.25,
        getTileUrl: () => 'nowhere',
        getTilePostData: (level: number, x: number, y: number) => ({ level, x, y }),
        async downloadTileStart(job: OpenSeadragon.ImageJob) {
          const { level, x, y } = job.postData as unknown as { level: number; x: number; y: number };
          const [data, type] = await hand(deepZoomTile(10, level, x, y, 0));
          job.finish(data, null as unknown as XMLHttpRequest, type);
        },
        downloadTileAbort() {},
      });
      const reader = createTileSourceReader(viewer);
      assertEqual(reader.micronsPerPixel, 0.25, 'resolution');
      await assertSamePixels((region, width, height) =>
        reader.read({ region: region as never, width, height }),
      );
      close(viewer);
    }
  });

  it('converts data of a type of its own through the library where that is given', async () => {
    OpenSeadragon.converter.learn(
      'smear-test-pixels',
      'context2d',
      (_tile: unknown, canvas: HTMLCanvasElement) => canvas.getContext('2d'),
    );
    const source = {
      width: 256,
      height: 256,
      tileSize: 256,
      maxLevel: 8,
      getTileUrl: () => 'nowhere',
      downloadTileStart(job: OpenSeadragon.ImageJob) {
        const wrapped = Object.assign(picture(0, 0, 256, 256), {});
        // A value that nothing but the converter knows.
        job.finish(
          { getContext: wrapped.getContext.bind(wrapped) },
          null as unknown as XMLHttpRequest,
          'smear-test-pixels',
        );
      },
      downloadTileAbort() {},
    };
    const viewer = await open(source);
    const whole = { region: { minX: 0, minY: 0, maxX: 256, maxY: 256 }, width: 256, height: 256 };
    const tile = await createTileSourceReader(viewer, { openSeadragon: OpenSeadragon }).read(whole);
    assertEqual(tile.data[100 * 4], colourAt(100, 0)[0], 'red');
    const error = await rejection(createTileSourceReader(viewer).read(whole));
    assert(error instanceof SmearError && error.code === 'tile-failed', String(error));
    assert(error.message.includes('smear-test-pixels'), error.message);
    close(viewer);
  });

  it('says which tile failed and why', async () => {
    const viewer = await open({
      width: WIDTH,
      height: HEIGHT,
      tileSize: 256,
      maxLevel: 10,
      getTileUrl: () => 'nowhere',
      downloadTileStart: (job: OpenSeadragon.ImageJob) =>
        job.fail('the scanner is asleep', null as unknown as XMLHttpRequest),
      downloadTileAbort() {},
    });
    const request = { region: { minX: 300, minY: 300, maxX: 310, maxY: 310 }, width: 10, height: 10 };
    const error = await rejection(createTileSourceReader(viewer).read(request));
    assert(error instanceof SmearError && error.code === 'tile-failed', String(error));
    assert(/tile 1, 1 of level 0.*the scanner is asleep/.test(error.message), error.message);
    close(viewer);
  });

  /** A slide on a server elsewhere that gives only some tiles, and whose refusals this page may not read. */
  const elsewhere = (gives: (level: number, x: number, y: number) => boolean) => ({
    width: WIDTH,
    height: HEIGHT,
    tileSize: 256,
    maxLevel: 10,
    getTileUrl: (level: number, x: number, y: number) => `https://elsewhere.example/${level}/${x}_${y}.png`,
    downloadTileStart(job: OpenSeadragon.ImageJob) {
      const [level, x, y] = (job.src.match(/\d+/g) ?? []).map(Number) as [number, number, number];
      const none = null as unknown as XMLHttpRequest;
      if (!gives(level, x, y)) job.fail('Image load aborted', none);
      else job.finish(deepZoomTile(10, level, x, y, 0).getContext('2d'), none, 'context2d');
    },
    downloadTileAbort() {},
  });
  const withoutHeader = async <T>(work: () => Promise<T>): Promise<T> => {
    const { fetch } = window;
    window.fetch = async (_address, options) => {
      if (options?.mode === 'no-cors') return new Response();
      throw new TypeError('Failed to fetch');
    };
    try {
      return await work();
    } finally {
      window.fetch = fetch;
    }
  };
  const at = (x: number, y: number) => ({
    region: { minX: x, minY: y, maxX: x + 10, maxY: y + 10 },
    width: 10,
    height: 10,
  });

  it('misses one tile, not the slide, where a server lets no page read its refusals', async () => {
    await withoutHeader(async () => {
      const viewer = await open(elsewhere((level, x, y) => level !== 10 || x !== 1 || y !== 1));
      for (const isFirst of [true, false]) {
        const reader = createTileSourceReader(viewer);
        if (!isFirst) await reader.read(at(10, 10));
        const error = await rejection(reader.read(at(300, 300)));
        assert(error instanceof SmearError && error.code === 'tile-failed', String(error));
        assertEqual((await reader.read(at(10, 10))).width, 10, 'the rest is read');
        reader.dispose();
      }
      close(viewer);
    });
  });

  it('names the header that a server must send where it lets the page read none of its tiles', async () => {
    await withoutHeader(async () => {
      const viewer = await open(elsewhere(() => false));
      const error = await rejection(createTileSourceReader(viewer).read(at(300, 300)));
      assert(error instanceof SmearError && error.code === 'slide-forbidden', String(error));
      assert(error.message.includes('Access-Control-Allow-Origin'), error.message);
      close(viewer);
    });
  });

  it('gives up at once, and lets the source give up, when the caller does', async () => {
    let stopped = 0;
    const viewer = await open({
      width: WIDTH,
      height: HEIGHT,
      tileSize: 256,
      maxLevel: 10,
      getTileUrl: () => 'nowhere',
      downloadTileStart() {},
      downloadTileAbort: () => stopped++,
    });
    const controller = new AbortController();
    const request = { region: { minX: 0, minY: 0, maxX: 10, maxY: 10 }, width: 10, height: 10 };
    const reading = createTileSourceReader(viewer).read(request, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('looked elsewhere')), 20);
    const error = await rejection(reading);
    assert(error instanceof Error && error.message === 'looked elsewhere', String(error));
    assertEqual(stopped, 1, 'aborted downloads');
    close(viewer);
  });
});

describe('createReaderTileSource', () => {
  const slide = () => {
    const canvas = picture(0, 0, WIDTH, HEIGHT);
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, WIDTH, HEIGHT);
    assert(pixels);
    return createImageReader({ name: 'drawn.png', width: WIDTH, height: HEIGHT, data: pixels.data });
  };

  it('shows any slide in a viewer', async () => {
    const viewer = await open(createReaderTileSource(slide()));
    viewer.viewport.goHome(true);
    const canvas = await new Promise<HTMLCanvasElement>((resolve, reject) => {
      setTimeout(() => reject(new Error('nothing was drawn')), 8000);
      viewer.addHandler('tile-drawn', () => resolve(viewer.drawer.canvas as HTMLCanvasElement));
    });
    const middle = (): Uint8ClampedArray | undefined =>
      canvas.getContext('2d')?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
    const isNear = (value: number | undefined): boolean => Math.abs((value ?? NaN) - 127) <= 6;
    await until(() => isNear(middle()?.[0]) && isNear(middle()?.[1]), 'the grey of the middle to be drawn');
    close(viewer);
  });

  it('gives the same slide back to whoever reads the viewer, and leaves it to its owner', async () => {
    const original = slide();
    const viewer = await open(createReaderTileSource(original));
    const reader = createTileSourceReader(viewer);
    assertEqual([reader.name, reader.levels.length], ['drawn.png', 1]);
    await assertSamePixels((region, width, height) =>
      reader.read({ region: region as never, width, height }),
    );
    reader.dispose();
    const request = { region: { minX: 0, minY: 0, maxX: 10, maxY: 10 }, width: 10, height: 10 };
    const error = await rejection(reader.read(request));
    assert(error instanceof SmearError && error.code === 'disposed');
    assertEqual((await original.read(request)).width, 10, 'the original still reads');
    close(viewer);
  });
});
