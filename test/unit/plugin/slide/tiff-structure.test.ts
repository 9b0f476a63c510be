import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { SeveralPagesError } from '../../../../plugin/slide/several-pages.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { openTiff } from '../../../../plugin/slide/tiff/tiff-reader.js';
import { rejectsWith } from '../../rejects-with.js';
import { writeTiff, type TiffLayout, type TiffPage } from './slide-tiff-writer.js';

const open = (file: Buffer, page?: number): Promise<SlideReader> =>
  openTiff(new File([Uint8Array.from(file)], 'made.tif'), {
    decode: decodeInNode,
    ...(page === undefined ? {} : { page }),
  });

const drawn = new Map<number, (x: number, y: number) => readonly [number, number, number]>();

/** Blobs of their own for each seed, the same at every scale; `x` and `y` in pixels of the finest level. */
function field(seed: number): (x: number, y: number) => readonly [number, number, number] {
  const known = drawn.get(seed);
  if (known) return known;
  const random = seededRandom(seed);
  const dark = new Uint8Array(512 * 512);
  for (let blob = 0; blob < 40; blob++) {
    const [cx, cy] = [Math.floor(random() * 512), Math.floor(random() * 512)];
    for (let y = Math.max(0, cy - 22); y < Math.min(512, cy + 22); y++) {
      dark.fill(1, y * 512 + Math.max(0, cx - 22), y * 512 + Math.min(512, cx + 22));
    }
  }
  const colourAt = (x: number, y: number): readonly [number, number, number] =>
    dark[Math.floor(y) * 512 + Math.floor(x)] ? [150, 60 + (seed % 7), 150] : [235, 230, 233];
  drawn.set(seed, colourAt);
  return colourAt;
}

const made = (seed: number, scale = 1, more: Partial<TiffPage> = {}): TiffPage => {
  const colour = field(seed);
  return {
    width: 512 / scale,
    height: 384 / scale,
    tileSize: 64,
    colourAt: (x, y) => colour(x * scale, y * scale),
    ...more,
  };
};
const fieldOne = field(1);
const one = (more: Partial<TiffPage> = {}): TiffPage => made(1, 1, more);

async function whole(slide: SlideReader): Promise<RgbaTile> {
  const region = { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
  return slide.read({ region, width: slide.width, height: slide.height });
}

function pixelAt({ data, width }: RgbaTile, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

const LAYOUTS: readonly TiffLayout[] = [
  {},
  { bigEndian: true },
  { big: true },
  { bigEndian: true, big: true },
];
const nameOf = ({ bigEndian, big }: TiffLayout) =>
  `${big ? 'BigTIFF' : 'classic TIFF'}, ${bigEndian ? 'big' : 'little'}-endian`;

describe('tables far from their directory', () => {
  for (const layout of LAYOUTS) {
    it(`of thousands of tiles are read right in a ${nameOf(layout)}`, async () => {
      const colourAt = (x: number, y: number) => [x & 255, y & 255, ((x >> 8) << 4) | (y >> 8)];
      const page = { width: 1200, height: 1000, tileSize: 16, colourAt };
      const slide = await open(
        writeTiff([page, { ...page, width: 600, height: 500, subfileType: 1 }], layout),
      );
      const { data } = await whole(slide);
      for (let i = 0, wrong = 0; i < 1200 * 1000; i += 7) {
        const [x, y] = [i % 1200, Math.floor(i / 1200)];
        if (data[i * 4] !== (x & 255) || data[i * 4 + 1] !== (y & 255)) wrong++;
        assert.equal(wrong, 0, `at ${x}, ${y}`);
      }
      assert.equal(slide.levels.length, 2);
    });

    it(`of strips, with description and resolution, are read right in a ${nameOf(layout)}`, async () => {
      const page = one({
        tileSize: undefined,
        rowsPerStrip: 1,
        pixelsPerCm: 100_000,
        description: 'a smear | MPP = 0.125 | of Tuesday',
      });
      const slide = await open(writeTiff([page], layout));
      assert.equal(slide.micronsPerPixel, 0.125);
      assert.deepEqual(pixelAt(await whole(slide), 511, 383).slice(0, 3), [...fieldOne(511, 383)]);
    });
  }
});

describe('which picture of a TIFF is the slide', () => {
  it('is the largest, where a label, a macro picture or a thumbnail comes first', async () => {
    for (const first of [
      made(2, 4, { description: 'Label Image' }),
      made(2, 2, { description: 'macro', tileSize: undefined }),
      made(2, 2, { subfileType: 9 }),
      made(2, 4, { tileSize: undefined }),
      one({ description: 'Probability_Image', width: 128, height: 96 }),
    ]) {
      const slide = await open(writeTiff([first, one(), made(1, 2, { subfileType: 1 })]));
      assert.deepEqual(
        slide.levels.map(({ width }) => width),
        [512, 256],
      );
    }
  });

  it('is the largest, where the smallest level comes first', async () => {
    const slide = await open(
      writeTiff([made(1, 4, { subfileType: 1 }), made(1, 2, { subfileType: 1 }), one({ description: 'x' })]),
    );
    assert.deepEqual(
      slide.levels.map(({ width }) => width),
      [512, 256, 128],
    );
  });

  it('is the larger part, where the directory itself is a thumbnail', async () => {
    const slide = await open(writeTiff([made(1, 4, { subfileType: 1, subPages: [one()] })]));
    assert.equal(slide.width, 512);
  });

  it('is never a smaller picture in the place of one that cannot be read', async () => {
    await assert.rejects(
      open(writeTiff([made(1, 2, {}), one({ compression: 33005 })])),
      rejectsWith('slide-unsupported', /JPEG 2000/),
    );
  });

  it('is not guessed among several fields or focus planes of one size: the pages are named', async () => {
    const file = writeTiff([one(), made(2), made(3)]);
    await assert.rejects(open(file), rejectsWith('slide-several-pages', /holds 3 pictures.*pages 1, 2, 3/));
    await assert.rejects(open(file), (error) => {
      assert.ok(error instanceof SeveralPagesError);
      assert.deepEqual(error.pages, [1, 2, 3]);
      return true;
    });
    assert.deepEqual(pixelAt(await whole(await open(file, 2)), 9, 9).slice(0, 3), [...field(2)(9, 9)]);
    await assert.rejects(open(file, 4), rejectsWith('invalid-argument', /no page 4/));
    const planes = writeTiff([one({ subPages: [made(1, 2)] }), one({ subPages: [made(1, 2)] })]);
    await assert.rejects(open(planes), rejectsWith('slide-several-pages', /focus planes/));
    assert.equal((await open(planes, 2)).levels.length, 2);
  });

  it('does not take a smaller field for a level, though its size would fit', async () => {
    for (const tileSize of [64, undefined]) {
      const file = writeTiff([one({ tileSize }), made(5, 2, { tileSize })]);
      await assert.rejects(open(file), rejectsWith('slide-several-pages', /pages 1, 2/));
      assert.deepEqual(
        (await open(file, 1)).levels.map(({ width }) => width),
        [512],
      );
      const unmarked = await open(writeTiff([one({ tileSize }), made(1, 2, { tileSize })]));
      assert.deepEqual(
        unmarked.levels.map(({ width }) => width),
        [512, 256],
        'a level that bears no mark',
      );
    }
  });

  it('says the name of a format whose tiles it cannot put together', async () => {
    const xmp = '<EncodeInfo><TileJointInfo FlagJoined="1" OverlapX="18" OverlapY="0"/></EncodeInfo>';
    await assert.rejects(
      open(
        writeTiff([made(2, 4, { description: 'Label_Image' }), one({ description: 'level=0 mag=40', xmp })]),
      ),
      rejectsWith('slide-unsupported', /Ventana BIF/),
    );
  });
});

describe('the scale of a level', () => {
  const padded = (scale: number, size: number, more: Partial<TiffPage> = {}): TiffPage => ({
    width: size,
    height: size,
    tileSize: 64,
    subfileType: 1,
    colourAt: (x, y) => (x * scale < 192 && y * scale < 192 ? fieldOne(x * scale, y * scale) : [0, 0, 0]),
    ...more,
  });

  it('is a whole number, also where the level is padded to whole tiles', async () => {
    const slide = await open(writeTiff([padded(1, 192, { subfileType: 0 }), padded(2, 128)]));
    assert.deepEqual(slide.levels, [
      { width: 192, height: 192, downsample: 1 },
      { width: 96, height: 96, downsample: 2 },
    ]);
    const region = { minX: 100, minY: 100, maxX: 192, maxY: 192 };
    const half = await slide.read({ region, width: 46, height: 46 });
    assert.deepEqual(pixelAt(half, 45, 45).slice(0, 3), [...fieldOne(190, 190)]);
  });

  it('is what Philips says of it', async () => {
    const levels = [padded(2, 128, { description: 'level=1' }), padded(4, 64, { description: 'level=2' })];
    const base = padded(1, 192, { subfileType: 0, software: 'Philips DP v1.0' });
    const slide = await open(writeTiff([base, ...levels]));
    assert.deepEqual(
      slide.levels.map(({ downsample }) => downsample),
      [1, 2, 4],
    );
  });

  it('is not guessed: a level that could be several is left out', async () => {
    // 64 may be a third of 192, or a quarter padded.
    const slide = await open(writeTiff([padded(1, 192, { subfileType: 0 }), padded(2, 128), padded(4, 64)]));
    assert.deepEqual(
      slide.levels.map(({ downsample }) => downsample),
      [1, 2],
    );
    const odd = await open(
      writeTiff([padded(1, 192, { subfileType: 0 }), { ...padded(1.5, 130), tileSize: 64 }]),
    );
    assert.equal(odd.levels.length, 1);
  });
});

describe('tiles that are not as they are said to be', () => {
  it('are read where their lengths are zero or missing', async () => {
    for (const compression of [1, 8]) {
      const encode = compression === 8 ? (samples: Buffer) => deflateSync(samples) : undefined;
      const shape = { tileSize: undefined, rowsPerStrip: 50, compression, ...(encode ? { encode } : {}) };
      const expected = await whole(await open(writeTiff([one(shape)])));
      const zeros = await whole(
        await open(writeTiff([one({ ...shape, byteCounts: [0, 0, 0, 0, 0, 0, 0, 0] })])),
      );
      assert.deepEqual(zeros.data, expected.data);
    }
  });

  it('are read where the rows below the picture were left out, and refused where rows inside are missing', async () => {
    const cut = (rows: number) =>
      one({
        height: 350,
        compression: 8,
        encode: (samples, index) => deflateSync(index < 40 ? samples : samples.subarray(0, 64 * 3 * rows)),
      });
    const slide = await open(writeTiff([cut(30)]));
    assert.deepEqual(pixelAt(await whole(slide), 500, 349).slice(0, 3), [...fieldOne(500, 349)]);
    await assert.rejects(whole(await open(writeTiff([cut(29)]))), rejectsWith('tile-failed', /incomplete/));
    const torn = one({
      height: 350,
      compression: 8,
      encode: (samples, index) => {
        const whole = deflateSync(samples);
        return index < 40 ? whole : whole.subarray(0, whole.length - 4);
      },
    });
    assert.deepEqual((await whole(await open(writeTiff([torn])))).data, (await whole(slide)).data);
  });

  it('never give more than they declare, whatever they hold', async () => {
    const inflating = deflateSync(Buffer.alloc(64 * 1024 * 1024, 7));
    const bombs: readonly Partial<TiffPage>[] = [
      { compression: 8, encode: () => inflating },
      // 3 bytes give 128 each in PackBits.
      { compression: 32773, encode: () => Buffer.alloc(200_000, Buffer.from([129, 7])) },
    ];
    for (const bomb of bombs) {
      const before = process.memoryUsage();
      const slide = await open(writeTiff([one({ ...bomb, width: 64, height: 64 })]));
      assert.deepEqual(pixelAt(await whole(slide), 63, 63), [7, 7, 7, 255]);
      const after = process.memoryUsage();
      assert.ok(after.external + after.heapUsed - before.external - before.heapUsed < 32 * 1024 * 1024);
    }
    const large = await sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#c8a0a8' } })
      .jpeg()
      .toBuffer();
    const slide = await open(writeTiff([one({ compression: 7, photometric: 6, encode: () => large })]));
    await assert.rejects(whole(slide), rejectsWith('tile-failed', /holds 5000 × 5000 pixels/));
    const small = await sharp({ create: { width: 32, height: 64, channels: 3, background: '#c8a0a8' } })
      .jpeg()
      .toBuffer();
    const short = await open(writeTiff([one({ compression: 7, photometric: 6, encode: () => small })]));
    await assert.rejects(whole(short), rejectsWith('tile-failed', /incomplete/));
  });

  it('fail alone where their LZW data are damaged at any place', async () => {
    const raw = Buffer.alloc(128 * 128 * 3);
    const random = seededRandom(3);
    for (let i = 0; i < raw.length; i++) raw[i] = 200 + 40 * random();
    const file = await sharp(raw, { raw: { width: 128, height: 128, channels: 3 } })
      .tiff({ compression: 'lzw', tile: true, tileWidth: 128, tileHeight: 128 })
      .toBuffer();
    const length = (await whole(await open(file))).data.length;
    for (let round = 0; round < 60; round++) {
      const damaged = Buffer.from(file);
      const at = 8 + Math.floor(random() * 20_000);
      for (let i = at; i < at + 40; i++) damaged[i] = 256 * random();
      try {
        assert.equal((await whole(await open(damaged))).data.length, length);
      } catch (error) {
        assert.ok(rejectsWith('tile-failed', /LZW|incomplete/)(error), String(error));
      }
    }
  });
});

describe('colours of a TIFF', () => {
  it('lie on white where they are transparent', async () => {
    const colourAt = (x: number) => [200, 100, 50, x < 32 ? 0 : 128];
    const page = { width: 64, height: 64, tileSize: 64, channels: 4, colourAt };
    const at = async (extraSamples?: number, planes = 1) => {
      const options = { ...page, planes, ...(extraSamples === undefined ? {} : { extraSamples }) };
      const tile = await whole(await open(writeTiff([options])));
      return [pixelAt(tile, 5, 5), pixelAt(tile, 40, 5)];
    };
    assert.deepEqual(await at(2), [
      [255, 255, 255, 255],
      [227, 177, 152, 255],
    ]);
    assert.deepEqual(await at(1), [
      [255, 255, 255, 255],
      [255, 227, 177, 255],
    ]);
    assert.deepEqual((await at(0))[0], [200, 100, 50, 255], 'a fourth channel of another kind is left aside');
    assert.deepEqual(await at(2, 2), await at(2), 'planes one after another');
  });

  it('and places are upright, however the picture is stored', async () => {
    const upright = await whole(await open(writeTiff([one({ width: 96, height: 64 })])));
    for (let orientation = 1; orientation <= 8; orientation++) {
      const stored = await sharp(Buffer.from(upright.data), { raw: { width: 96, height: 64, channels: 4 } })
        .removeAlpha()
        .raw()
        .toBuffer();
      const place = storedPlace(orientation);
      const swapped = orientation >= 5;
      const page: TiffPage = {
        width: swapped ? 64 : 96,
        height: swapped ? 96 : 64,
        tileSize: 32,
        orientation,
        colourAt: (x, y) => {
          const [u, v] = place(x, y);
          return [...stored.subarray((v * 96 + u) * 3, (v * 96 + u) * 3 + 3)];
        },
      };
      const slide = await open(writeTiff([page]));
      assert.deepEqual([slide.width, slide.height], [96, 64]);
      assert.deepEqual((await whole(slide)).data, upright.data, `orientation ${orientation}`);
      const region = { minX: 20, minY: 4, maxX: 60, maxY: 34 };
      const part = await slide.read({ region, width: 40, height: 30 });
      assert.deepEqual(pixelAt(part, 0, 0), pixelAt(upright, 20, 4));
    }
  });
});

/** Upright place of a stored pixel of a 96 × 64 picture. Source: TIFF 6.0, Orientation. */
function storedPlace(orientation: number): (x: number, y: number) => readonly [number, number] {
  const [w, h] = [95, 63];
  const places: readonly ((x: number, y: number) => readonly [number, number])[] = [
    (x, y) => [x, y],
    (x, y) => [w - x, y],
    (x, y) => [w - x, h - y],
    (x, y) => [x, h - y],
    (x, y) => [y, x],
    (x, y) => [w - y, x],
    (x, y) => [w - y, h - x],
    (x, y) => [y, h - x],
  ];
  return places[orientation - 1] as (x: number, y: number) => readonly [number, number];
}

describe('structures that never end', () => {
  it('are left: a chain that bites its tail, and a hundred thousand parts', async () => {
    const file = writeTiff([one()]);
    const first = file.readUInt32LE(4);
    file.writeUInt32LE(first, first + 2 + file.readUInt16LE(first) * 12);
    assert.equal((await open(file)).levels.length, 1);
    const parts = writeTiff([one({ subPages: Array.from({ length: 200 }, () => made(1, 64)) })]);
    assert.equal((await open(parts)).width, 512);
  });

  it('are refused: offsets and counts beyond the file, sizes beyond reason', async () => {
    const fields = [256, 257, 258, 273, 277, 278, 279, 282, 322, 323, 324, 325, 330];
    for (const layout of LAYOUTS) {
      const good = writeTiff([one({ pixelsPerCm: 100_000, width: 128, height: 96 })], layout);
      const size = layout.big ? 8 : 4;
      for (const tag of fields) {
        for (const place of ['count', 'value'] as const) {
          const bad = Buffer.from(good);
          if (!spoil(bad, layout, tag, place, size)) continue;
          await open(bad)
            .then(whole)
            .catch((error: unknown) => {
              const known = ['slide-unreadable', 'slide-unsupported', 'tile-failed', 'slide-several-pages'];
              assert.ok(
                known.includes((error as { code?: string }).code ?? ''),
                `${tag} ${place}: ${String(error)}`,
              );
            });
        }
      }
    }
  });
});

/** Sets all bits of a field's count or value; false where the file has no such field. */
function spoil(
  file: Buffer,
  layout: TiffLayout,
  tag: number,
  place: 'count' | 'value',
  size: number,
): boolean {
  const get = (at: number, bytes: number): number =>
    layout.bigEndian
      ? file.readUIntBE(at + Math.max(0, bytes - 6), Math.min(bytes, 6))
      : file.readUIntLE(at, Math.min(bytes, 6));
  const start = get(layout.big ? 8 : 4, size);
  const [countBytes, entryBytes] = layout.big ? [8, 20] : [2, 12];
  for (let i = 0; i < get(start, countBytes); i++) {
    const at = start + countBytes + i * entryBytes;
    if (get(at, 2) !== tag) continue;
    const from = at + 4 + (place === 'count' ? 0 : size);
    file.fill(255, from, from + size);
    return true;
  }
  return false;
}
