import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { SmearError } from '../../../../models/domain/errors.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { blobBytes, type ByteSource } from '../../../../plugin/slide/bytes/byte-source.js';
import { openTiff, openTiffBytes } from '../../../../plugin/slide/tiff/tiff-reader.js';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { openSlideFile } from '../../../../plugin/slide/open-slide-file.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { writeTiff, type TiffPage } from './slide-tiff-writer.js';
import { rejectsWith } from '../../rejects-with.js';

const data = process.env.SMEARLENS_DATA;
const withData = data ? {} : { skip: 'SMEARLENS_DATA is not set' };
const slideFile = (name: string) => join(data ?? '', 'slides', name);

const decode = decodeInNode;
const openBuffer = (file: Buffer): Promise<SlideReader> =>
  openTiff(new File([Uint8Array.from(file)], 'made.tif'), { decode });

/** Every place has a colour of its own; a level of half the size shows it brighter in blue. */
const colourAt = (level: number) => (x: number, y: number) => [
  (x << level) % 256,
  (y << level) % 256,
  level * 40,
];
const page = (level: number, more: Partial<TiffPage> = {}): TiffPage => ({
  width: 300 >> level,
  height: 200 >> level,
  tileSize: 64,
  colourAt: colourAt(level),
  ...more,
});

function pixel(tile: RgbaTile, x: number, y: number): number[] {
  return [...tile.data.subarray((y * tile.width + x) * 4, (y * tile.width + x) * 4 + 4)];
}

describe('openTiff', () => {
  it('reads a pyramid of directories across tile seams, each size from the level that fits', async () => {
    const slide = await openBuffer(
      writeTiff([page(0), page(1, { subfileType: 1 }), page(2, { subfileType: 1 })]),
    );
    assert.deepEqual(slide.levels, [
      { width: 300, height: 200, downsample: 1 },
      { width: 150, height: 100, downsample: 2 },
      { width: 75, height: 50, downsample: 4 },
    ]);
    const region = { minX: 50, minY: 60, maxX: 290, maxY: 190 };
    const fine = await slide.read({ region, width: 240, height: 130 });
    assert.deepEqual(pixel(fine, 13, 3), [63, 63, 0, 255]);
    assert.deepEqual(pixel(fine, 14, 4), [64, 64, 0, 255]);
    assert.deepEqual(pixel(fine, 239, 129), [289 % 256, 189, 0, 255]);
    const half = await slide.read({ region, width: 120, height: 65 });
    assert.deepEqual(pixel(half, 10, 10), [70, 80, 40, 255]);
    const between = await slide.read({ region, width: 90, height: 49 });
    assert.equal(pixel(between, 5, 5)[2], 40, 'never from a level coarser than asked');
  });

  it('finds the pyramid of an OME-TIFF in SubIFDs, and its resolution in OME-XML', async () => {
    const description =
      '<?xml version="1.0"?><OME><Image><Pixels SizeX="300" PhysicalSizeX="65.5" PhysicalSizeXUnit="nm"/></Image></OME>';
    const slide = await openBuffer(writeTiff([page(0, { description, subPages: [page(1), page(2)] })]));
    assert.deepEqual(
      slide.levels.map((level) => level.width),
      [300, 150, 75],
    );
    assert.equal(slide.micronsPerPixel, 0.0655);
  });

  it('takes an Aperio slide without its thumbnail, label and macro picture', async () => {
    const description = 'Aperio Image Library v11\r\n300x200 (64x64) JPEG/RGB Q=30|AppMag = 40|MPP = 0.2520';
    const slide = await openBuffer(
      writeTiff([
        page(0, { description, pixelsPerCm: 28 }),
        page(1, {
          tileSize: undefined,
          description: 'Aperio Image Library v11\n300x200 -> 150x100 - |AppMag = 40',
        }),
        page(2),
        page(1, { subfileType: 1, description: 'Aperio Image Library v11\nlabel 150x100' }),
        page(1, { subfileType: 9, description: 'Aperio Image Library v11\nmacro 150x100' }),
      ]),
    );
    assert.deepEqual(
      slide.levels.map((level) => level.width),
      [300, 75],
    );
    assert.equal(slide.micronsPerPixel, 0.252);
  });

  it('believes resolution tags of a microscope, not those of a printer', async () => {
    assert.equal((await openBuffer(writeTiff([page(0, { pixelsPerCm: 40_000 })]))).micronsPerPixel, 0.25);
    assert.equal((await openBuffer(writeTiff([page(0, { pixelsPerCm: 118 })]))).micronsPerPixel, undefined);
  });

  for (const compression of ['jpeg', 'lzw', 'deflate', 'none', 'packbits', 'webp'] as const) {
    for (const tile of [true, false]) {
      if (compression === 'webp' && !tile) continue;
      it(`gives libtiff’s own pixels for ${compression} ${tile ? 'tiles' : 'strips'}`, async () => {
        const raw = Buffer.alloc(150 * 130 * 3);
        for (let i = 0; i < raw.length; i++) raw[i] = (i % 450) / 2 + Math.floor(i / 450) / 4;
        const file = await sharp(raw, { raw: { width: 150, height: 130, channels: 3 } })
          .tiff({ compression, tile, tileWidth: 64, tileHeight: 64, quality: 80 })
          .toBuffer();
        const expected = await sharp(file).raw().toBuffer();
        const slide = await openBuffer(file);
        const tileRead = await slide.read({
          region: { minX: 0, minY: 0, maxX: 150, maxY: 130 },
          width: 150,
          height: 130,
        });
        const rgb = tileRead.data.filter((_, i) => i % 4 !== 3);
        assert.ok(Buffer.from(rgb).equals(expected));
      });
    }
  }

  it('says what a file holds that it cannot show', async () => {
    const cases: [TiffPage, RegExp][] = [
      [page(0, { channels: 1, bits: 16 }), /16-bit integer grey/],
      [page(0, { bits: 16 }), /16-bit integer colour/],
      [page(0, { channels: 1 }), /greyscale, a single channel or a fluorescence stack/],
      [page(0, { channels: 5, photometric: 1 }), /5 channels/],
      [page(0, { compression: 33005 }), /JPEG 2000.*vips tiffsave/],
      [page(0, { compression: 34925 }), /LZMA/],
    ];
    for (const [made, message] of cases) {
      await assert.rejects(openBuffer(writeTiff([made])), rejectsWith('slide-unsupported', message));
    }
  });

  it('refuses a file that is cut short, wherever the cut is', async () => {
    const file = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#c8a0a8' } })
      .tiff({ compression: 'lzw', tile: true, pyramid: true })
      .toBuffer();
    assert.equal((await openBuffer(file)).levels.length, 3);
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.98]) {
      await assert.rejects(
        openBuffer(file.subarray(0, Math.max(9, file.length * share))),
        rejectsWith('slide-unreadable', /ends too early or is damaged/),
        `cut at ${share}`,
      );
    }
  });

  it('reads a tile once, however many ask for it, and again after a failure', async () => {
    const file = writeTiff([page(0)]);
    const memory = blobBytes(new Blob([Uint8Array.from(file)]), 'counted.tif');
    let reads: number[] = [];
    let broken = false;
    const counted: ByteSource = {
      ...memory,
      async read(offset, length, signal) {
        if (length === 64 * 64 * 3) reads.push(offset);
        if (broken) throw new SmearError('network', 'The connection broke.');
        return memory.read(offset, length, signal);
      },
    };
    const slide = await openTiffBytes(counted, { decode });
    const request = { region: { minX: 70, minY: 70, maxX: 80, maxY: 80 }, width: 10, height: 10 };
    reads = [];
    await Promise.all([slide.read(request), slide.read(request), slide.read(request)]);
    await slide.read(request);
    assert.equal(reads.length, 1);
    const elsewhere = { ...request, region: { minX: 200, minY: 130, maxX: 210, maxY: 140 } };
    broken = true;
    await assert.rejects(slide.read(elsewhere), rejectsWith('network', /broke/));
    broken = false;
    assert.equal((await slide.read(elsewhere)).width, 10);
  });
});

describe('real slide files', withData, () => {
  it('gives the pixels of an Aperio slide exactly as libtiff does', async () => {
    const slide = await openSlideFile(slideFile('CMU-1-Small-Region.svs'));
    assert.deepEqual([slide.width, slide.height, slide.levels.length], [2220, 2967, 1]);
    assert.equal(slide.micronsPerPixel, 0.499);
    const region = { minX: 400, minY: 700, maxX: 900, maxY: 1100 };
    const tile = await slide.read({ region, width: 500, height: 400 });
    const expected = await sharp(slideFile('CMU-1-Small-Region.svs'), { page: 0 })
      .extract({ left: 400, top: 700, width: 500, height: 400 })
      .raw()
      .toBuffer();
    assert.ok(Buffer.from(tile.data.filter((_, i) => i % 4 !== 3)).equals(expected));
    slide.dispose();
  });

  it('opens deflate and zstd pyramids', async () => {
    const boxes = await openSlideFile(slideFile('boxes.tiff'));
    assert.equal(boxes.levels.length, 4);
    assert.equal(boxes.micronsPerPixel, undefined);
    const stripes = await openSlideFile(slideFile('yb10kx5k.zstd.tiff'));
    assert.equal(stripes.levels.length, 5);
    const tile = await stripes.read({
      region: { minX: 0, minY: 0, maxX: 10000, maxY: 5000 },
      width: 20,
      height: 10,
    });
    const [, , blue] = pixel(tile, 10, 1);
    const [red, , none] = pixel(tile, 10, 5);
    assert.ok((blue as number) > 250 && (red as number) > 250 && (none as number) < 5);
    boxes.dispose();
    stripes.dispose();
  });

  it('says why it does not open JPEG 2000, signed stacks and NDPI', async () => {
    for (const [name, message] of [
      ['tcga-jpeg2000.svs', /compressed as JPEG 2000/],
      ['multi-channel-z-series.ome.tif', /8-bit signed grey/],
      ['test3-DAPI.ndpi', /Hamamatsu NDPI/],
    ] as const) {
      await assert.rejects(openSlideFile(slideFile(name)), rejectsWith('slide-unsupported', message));
    }
  });

  it('refuses a slide whose second half is missing', async () => {
    const whole = await readFile(slideFile('CMU-1-Small-Region.svs'));
    await assert.rejects(
      openBuffer(whole.subarray(0, whole.length / 2)),
      rejectsWith('slide-unreadable', /ends too early/),
    );
  });
});
