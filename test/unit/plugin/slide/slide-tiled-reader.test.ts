import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { SharedCache } from '../../../../plugin/slide/shared-cache.js';
import { createTiledReader, type TiledLevel } from '../../../../plugin/slide/tiled-reader.js';

function plainTile(side: number, red: number): RgbaTile {
  const data = new Uint8ClampedArray(side * side * 4);
  new Uint32Array(data.buffer).fill(0xff_5a_5a_00 + red);
  return { width: side, height: side, data };
}

const level = (width: number, height: number, tile: number, downsample = 1): TiledLevel => ({
  width,
  height,
  tileWidth: tile,
  tileHeight: tile,
  downsample,
});

describe('createTiledReader', () => {
  it('puts a picture of a large one-level slide together from pieces, as if it were read at once', async () => {
    let largest = 0;
    const open = new Set<string>();
    const slide = createTiledReader({
      name: 'wide',
      levels: [level(16_384, 8_192, 1024)],
      cacheBytes: 8 * 1024 * 1024,
      async loadTile(_, column, row) {
        open.add(`${column}/${row}`);
        largest = Math.max(largest, open.size);
        await new Promise((resolve) => setImmediate(resolve));
        open.delete(`${column}/${row}`);
        return plainTile(1024, column < 8 ? 10 : 250);
      },
    });
    const whole = await slide.read({
      region: { minX: 0, minY: 0, maxX: 16_384, maxY: 8_192 },
      width: 65,
      height: 32,
    });
    const reds = Array.from({ length: 65 }, (_, x) => whole.data[(20 * 65 + x) * 4]);
    // The 33rd result pixel lies half over the left colour and half over the right one.
    assert.deepEqual(reds, [...Array<number>(32).fill(10), 130, ...Array<number>(32).fill(250)]);
    assert.ok(largest < 64, `${largest} of 128 tiles were under way at once`);
  });

  it('loads no tile that was left out, and shows the same as if it were there and white', async () => {
    const made = (isSparse: boolean, loaded: string[] = []) => {
      const isWhite = (column: number, row: number) => (column + row) % 2 === 1 || column > 2;
      return createTiledReader({
        name: 'sparse',
        levels: [level(1000, 700, 128)],
        ...(isSparse ? { isBlank: (_, column, row) => isWhite(column, row) } : {}),
        async loadTile(_, column, row) {
          loaded.push(`${column}/${row}`);
          const tile = plainTile(128, 30 + 9 * row);
          return isWhite(column, row) ? { ...tile, data: tile.data.fill(255) } : tile;
        },
      });
    };
    const loaded: string[] = [];
    const [sparse, full] = [made(true, loaded), made(false)];
    for (const [minX, minY, maxX, maxY, width, height] of [
      [0, 0, 1000, 700, 200, 140],
      [0, 0, 1000, 700, 37, 61],
      [383.5, 10, 640, 300.25, 300, 290],
      [384, 0, 1000, 700, 616, 700],
      [520.5, 1, 700, 90, 64, 64],
      [127, 127, 129, 129, 8, 8],
    ] as const) {
      const request = { region: { minX, minY, maxX, maxY }, width, height };
      assert.deepEqual(await sparse.read(request), await full.read(request));
    }
    assert.ok(loaded.length > 0 && !loaded.some((tile) => Number(tile[0]) > 2));
  });

  it('looks at an empty slide of 100,000 pixels a side without putting together any of it', async () => {
    const slide = createTiledReader({
      name: 'empty',
      levels: [level(100_000, 100_000, 256)],
      isBlank: () => true,
      loadTile: () => Promise.reject(new Error('nothing is there to load')),
    });
    const region = { minX: 0, minY: 0, maxX: 100_000, maxY: 100_000 };
    const before = process.memoryUsage().rss;
    const { data } = await slide.read({ region, width: 256, height: 256 });
    assert.ok(data.every((value) => value === 255));
    assert.ok(process.memoryUsage().rss - before < 50e6);
  });

  it('names the tile that failed, and reads the rest', async () => {
    const slide = createTiledReader({
      name: 'patchy.svs',
      levels: [level(512, 256, 256)],
      async loadTile(_, column) {
        if (column === 1) throw new Error('bad Huffman code');
        return plainTile(256, 7);
      },
    });
    const left = { region: { minX: 0, minY: 0, maxX: 200, maxY: 200 }, width: 20, height: 20 };
    const right = { ...left, region: { minX: 300, minY: 0, maxX: 500, maxY: 200 } };
    await assert.rejects(slide.read(right), (error) => {
      assert.ok(error instanceof SmearError && error.code === 'tile-failed');
      assert.match(error.message, /patchy\.svs.*tile 1, 0 of level 0.*bad Huffman code/);
      return true;
    });
    assert.equal((await slide.read(left)).data[0], 7);
  });

  it('stops what it is loading when it is disposed of', async () => {
    let stopped = false;
    const slide = createTiledReader({
      name: 'slow.svs',
      levels: [level(256, 256, 256)],
      loadTile: (_, __, ___, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(signal.reason);
          });
        }),
    });
    const reading = slide.read({ region: { minX: 0, minY: 0, maxX: 9, maxY: 9 }, width: 9, height: 9 });
    slide.dispose();
    slide.dispose();
    await assert.rejects(reading, (error) => error instanceof SmearError && error.code === 'disposed');
    assert.ok(stopped);
  });
});

describe('SharedCache', () => {
  const cacheOf = (maxBytes: number) =>
    new SharedCache<string, string>({ maxBytes, sizeOf: (value) => value.length });

  it('keeps the values used last, up to its limit', async () => {
    const cache = cacheOf(6);
    let loads = 0;
    const get = (key: string) => cache.get(key, async () => (loads++, 'xxx'));
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    assert.equal(cache.bytes, 6);
    await get('a');
    assert.equal(loads, 3, 'a was used last and stayed');
    await get('b');
    assert.equal(loads, 4, 'b had to go');
  });

  it('goes on loading for those who still wait when one of them gives up', async () => {
    const cache = cacheOf(100);
    const one = new AbortController();
    const two = new AbortController();
    let finish: (value: string) => void = () => undefined;
    let loadSignal: AbortSignal | undefined;
    const load = (signal: AbortSignal) => {
      loadSignal = signal;
      return new Promise<string>((resolve) => (finish = resolve));
    };
    const first = cache.get('tile', load, one.signal);
    const second = cache.get('tile', load, two.signal);
    one.abort(new Error('scrolled away'));
    await assert.rejects(first, /scrolled away/);
    assert.equal(loadSignal?.aborted, false);
    finish('pixels');
    assert.equal(await second, 'pixels');
    const third = cache.get('other', load, two.signal);
    two.abort(new Error('closed'));
    await assert.rejects(third, /closed/);
    assert.equal(loadSignal?.aborted, true, 'nobody waits any more');
  });

  it('waits for dozens of values on one signal through one listener, and all leave at its abort', async () => {
    const cache = new SharedCache<number, number>({ maxBytes: 1e6, sizeOf: () => 8 });
    const controller = new AbortController();
    let listeners = 0;
    const listen = controller.signal.addEventListener.bind(controller.signal);
    controller.signal.addEventListener = (...args: Parameters<typeof listen>) => {
      listeners++;
      listen(...args);
    };
    const never = (): Promise<number> => new Promise(() => {});
    const waits = Array.from({ length: 40 }, (_, key) => cache.get(key, never, controller.signal));
    const reason = new Error('moved away');
    controller.abort(reason);
    const outcomes = await Promise.allSettled(waits);
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === reason));
    assert.equal(listeners, 1);
  });

  it('refuses tiles so small that a part of the slide would need very many, and sizes that cannot be', () => {
    const opening = (first: TiledLevel, ...coarser: TiledLevel[]) =>
      createTiledReader({
        name: 'odd',
        levels: [first, ...coarser],
        loadTile: () => assert.fail('asked for a tile'),
      });
    const refused: readonly (readonly [TiledLevel[], RegExp])[] = [
      [[level(50_000, 40_000, 1)], /“odd” is stored in tiles of 1 × 1 pixels.*256/],
      [[level(50_000, 40_000, 8)], /tiles of 8 × 8 pixels/],
      [[level(50_000, 40_000, 15)], /tiles of 15 × 15 pixels/],
      [[level(50_000, 40_000, 0)], /tiles of 0 × 0 pixels/],
      [[level(50_000, 40_000, NaN)], /tiles of NaN/],
      [[level(50_000, 40_000, 256), level(25_000, 20_000, 2, 2)], /tiles of 2 × 2 pixels/],
      [[level(2 ** 31, 40_000, 256)], /claims 2147483648 × 40000 pixels/],
      [[level(50_000, NaN, 256)], /claims 50000 × NaN pixels/],
      [[level(0, 40_000, 256)], /claims 0 × 40000 pixels/],
    ];
    for (const [[first, ...coarser], message] of refused) {
      assert.throws(
        () => opening(first as TiledLevel, ...coarser),
        (error) =>
          error instanceof SmearError && error.code === 'slide-unsupported' && message.test(error.message),
        String(message),
      );
    }
    const kept: readonly TiledLevel[] = [
      level(50_000, 40_000, 16),
      { ...level(50_000, 40_000, 1), tileWidth: 50_000 },
      { ...level(50_000, 40_000, 1), tileHeight: 1024 },
      level(60, 60, 1),
      level(2 ** 24, 2 ** 24, 4096),
    ];
    for (const one of kept) opening(one).dispose();
  });
});
