import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { openSlide } from '../../../../plugin/slide/open-slide.js';
import { detectFormat, READABLE_FORMATS } from '../../../../plugin/slide/slide-format.js';
import { rejectsWith } from '../../rejects-with.js';
import { bytesOf, ONE_OF_EACH } from './one-of-each.js';

async function open(bytes: Uint8Array, name = 'picture'): Promise<RgbaTile> {
  const slide = await openSlide(new File([Uint8Array.from(bytes)], name), { decode: decodeInNode });
  const { width, height } = slide;
  return slide.read({ region: { minX: 0, minY: 0, maxX: width, maxY: height }, width, height });
}

const pixelAt = ({ data, width }: RgbaTile, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
];

describe('the formats that are said to be read', () => {
  it('are those that the first bytes tell, and have one name and their own endings each', () => {
    const formats = READABLE_FORMATS.map(({ format }) => format);
    assert.deepEqual([...ONE_OF_EACH.keys()].sort(), [...formats].sort());
    const endings = READABLE_FORMATS.flatMap((format) => format.endings);
    assert.equal(new Set(endings).size, endings.length);
    for (const [format, base64] of ONE_OF_EACH) assert.equal(detectFormat(bytesOf(base64)), format);
  });

  for (const [format, base64] of ONE_OF_EACH) {
    it(`are read on Node: ${format}`, async () => {
      const tile = await open(bytesOf(base64));
      assert.deepEqual([tile.width, tile.height], [16, 8]);
      for (const [x, colour] of [
        [2, [200, 60, 120]],
        [13, [40, 90, 180]],
      ] as const) {
        pixelAt(tile, x, 4).forEach((value, c) => assert.ok(Math.abs(value - (colour[c] as number)) <= 4));
      }
    });
  }
});

describe('a BMP', () => {
  interface Made {
    readonly bits: number;
    readonly compression?: number;
    readonly rows: readonly (readonly number[])[];
    readonly width: number;
    readonly topDown?: boolean;
    readonly palette?: readonly (readonly [number, number, number])[];
    readonly masks?: readonly number[];
  }
  /** A bitmap of BITMAPINFOHEADER; `rows` as they stand in the file. */
  function bmp({ bits, compression = 0, rows, width, topDown, palette = [], masks = [] }: Made): Buffer {
    const start = 54 + palette.length * 4 + masks.length * 4;
    const body = Buffer.from(rows.flat());
    const file = Buffer.concat([Buffer.alloc(start), body]);
    file.write('BM');
    file.writeUInt32LE(start, 10);
    file.writeUInt32LE(40, 14);
    file.writeInt32LE(width, 18);
    file.writeInt32LE(2 * (topDown ? -1 : 1), 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    file.writeUInt32LE(compression, 30);
    palette.forEach(([r, g, b], i) => file.set([b, g, r, 0], 54 + i * 4));
    masks.forEach((mask, i) => file.writeUInt32LE(mask, 54 + i * 4));
    return file;
  }
  const RED = [255, 0, 0];
  const BLUE = [0, 0, 255];
  const palette = [
    [255, 0, 0],
    [0, 0, 255],
  ] as const;
  const kinds: readonly (readonly [string, Made])[] = [
    [
      '1 bit',
      {
        bits: 1,
        width: 3,
        palette,
        rows: [
          [0b01000000, 0, 0, 0],
          [0b10100000, 0, 0, 0],
        ],
      },
    ],
    [
      '4 bits',
      {
        bits: 4,
        width: 3,
        palette,
        rows: [
          [0x01, 0x00, 0, 0],
          [0x10, 0x10, 0, 0],
        ],
      },
    ],
    [
      '8 bits',
      {
        bits: 8,
        width: 3,
        palette,
        rows: [
          [0, 1, 0, 0],
          [1, 0, 1, 0],
        ],
      },
    ],
    [
      '8 bits in runs',
      {
        bits: 8,
        compression: 1,
        width: 3,
        palette,
        rows: [
          [1, 0, 1, 1, 1, 0, 0, 0],
          [0, 3, 1, 0, 1, 0, 0, 1],
        ],
      },
    ],
    [
      '16 bits',
      {
        bits: 16,
        width: 3,
        rows: [
          [0, 0x7c, 0x1f, 0, 0, 0x7c, 0, 0],
          [0x1f, 0, 0, 0x7c, 0x1f, 0, 0, 0],
        ],
      },
    ],
    [
      '16 bits with masks',
      {
        ...{ bits: 16, compression: 3, width: 3, masks: [0xf800, 0x7e0, 0x1f] },
        rows: [
          [0, 0xf8, 0x1f, 0, 0, 0xf8, 0, 0],
          [0x1f, 0, 0, 0xf8, 0x1f, 0, 0, 0],
        ],
      },
    ],
    [
      '24 bits',
      {
        ...{ bits: 24, width: 3 },
        rows: [
          [0, 0, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0],
          [255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0],
        ],
      },
    ],
    [
      '32 bits',
      {
        ...{ bits: 32, width: 3 },
        rows: [
          [0, 0, 255, 0, 255, 0, 0, 0, 0, 0, 255, 0],
          [255, 0, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0],
        ],
      },
    ],
  ];

  for (const [name, made] of kinds) {
    it(`of ${name} is read, from the bottom up or from the top down`, async () => {
      const up = await open(bmp(made));
      assert.deepEqual([pixelAt(up, 0, 1), pixelAt(up, 1, 1), pixelAt(up, 2, 1)], [RED, BLUE, RED]);
      assert.deepEqual([pixelAt(up, 0, 0), pixelAt(up, 1, 0), pixelAt(up, 2, 0)], [BLUE, RED, BLUE]);
      assert.deepEqual(pixelAt(await open(bmp({ ...made, topDown: true })), 0, 0), RED);
    });
  }

  it('that is cut short is refused', async () => {
    const [, whole] = kinds.at(-1) as (typeof kinds)[number];
    await assert.rejects(open(bmp(whole).subarray(0, -1)), rejectsWith('slide-unreadable', /BMP.*cut short/));
  });
});

describe('a plain picture', () => {
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: { r: 220, g: 180, b: 190 } } }).composite([
      {
        input: { create: { width: 4, height: 4, channels: 3, background: { r: 90, g: 30, b: 120 } } },
        left: 0,
        top: 0,
      },
    ]);

  it('is upright, whichever format notes that it was turned', async () => {
    for (const format of ['jpeg', 'webp', 'png'] as const) {
      for (const [orientation, corner] of [
        [1, [1, 1]],
        [2, [14, 1]],
        [3, [14, 6]],
        [6, [6, 1]],
        [8, [1, 14]],
      ] as const) {
        const file = await picture(16, 8)
          .withMetadata({ orientation })
          .toFormat(format, { quality: 100 })
          .toBuffer();
        const tile = await open(file);
        assert.deepEqual([tile.width, tile.height], orientation >= 5 ? [8, 16] : [16, 8]);
        const [red] = pixelAt(tile, corner[0], corner[1]);
        assert.ok((red as number) < 130, `${format}, orientation ${orientation}: ${red}`);
      }
    }
  });

  it('without colours is refused, however it is stored', async () => {
    const raw = Buffer.from(Array.from({ length: 64 }, (_, i) => i * 4));
    const grey = sharp(raw, { raw: { width: 8, height: 8, channels: 1 } }).toColourspace('b-w');
    for (const file of [
      await grey.clone().png().toBuffer(),
      await grey.clone().jpeg().toBuffer(),
      await grey.clone().toColourspace('srgb').png().toBuffer(),
      await grey.clone().toColourspace('srgb').webp().toBuffer(),
    ]) {
      await assert.rejects(open(file), rejectsWith('slide-unsupported', /is a grey picture/));
    }
    const empty = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f4f4f4' } })
      .png()
      .toBuffer();
    assert.equal((await open(empty)).width, 8, 'empty glass has no colour either');
  });

  it('in the colours of print is refused, since each platform makes other colours of them', async () => {
    const cmyk = await picture(8, 8).toColourspace('cmyk').jpeg().toBuffer();
    await assert.rejects(open(cmyk), rejectsWith('slide-unsupported', /CMYK.*RGB/));
  });

  it('that claims more pixels than memory is for is refused before any is decoded', async () => {
    const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const size = Buffer.alloc(13);
    size.writeUInt32BE(30_000, 0);
    size.writeUInt32BE(30_000, 4);
    size.set([8, 2, 0, 0, 0], 8);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(typeof crc32 === 'function' ? crc32(Buffer.concat([Buffer.from('IHDR'), size])) : 0);
    const before = process.memoryUsage().rss;
    await assert.rejects(
      open(Buffer.concat([head, size, crc, Buffer.alloc(64)]), 'huge.png'),
      rejectsWith('slide-unsupported', /30000 × 30000 pixels.*134 megapixels.*tiled TIFF/),
    );
    assert.ok(process.memoryUsage().rss - before < 100e6);
  });

  it('whose first frame reaches beyond its screen is refused, since decoders make it larger', async () => {
    const gif = Buffer.from(bytesOf(ONE_OF_EACH.get('image/gif') ?? ''));
    const frame = gif.indexOf(',', 13);
    for (const at of [frame + 5, frame + 7]) {
      const larger = Buffer.from(gif);
      larger.writeUInt16LE(65_296, at);
      await assert.rejects(open(larger, 'frame.gif'), rejectsWith('slide-unreadable', /GIF/));
    }
  });
});
