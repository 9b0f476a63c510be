import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import { fromArrayBuffer } from 'geotiff';
import sharp from 'sharp';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { openTiff } from '../../../../plugin/slide/tiff/tiff-reader.js';
import { writeTiff, type TiffPage } from './slide-tiff-writer.js';

const [WIDTH, HEIGHT] = [75, 53];
const colourAt = (x: number, y: number) => [(x * 7 + y) & 255, (x * y) & 255, 255 - ((x * 3) & 255)];

/** LZW as TIFF 6.0 describes it, with a clear code before the table is full. */
function lzw(data: Buffer): Buffer {
  const out: number[] = [];
  let [held, bits, width] = [0, 0, 9];
  const put = (code: number): void => {
    held = (held << width) | code;
    for (bits += width; bits >= 8; bits -= 8) out.push((held >>> (bits - 8)) & 255);
    held &= (1 << bits) - 1;
  };
  let table = new Map<string, number>();
  const clear = (): void => {
    put(256);
    table = new Map();
    width = 9;
  };
  clear();
  let prefix = '';
  const codeOf = (word: string): number =>
    word.length === 1 ? word.charCodeAt(0) : (table.get(word) as number);
  for (const byte of data) {
    const longer = prefix + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      prefix = longer;
      continue;
    }
    put(codeOf(prefix));
    table.set(longer, 258 + table.size);
    if (258 + table.size >= 1 << width) width++;
    if (table.size + 258 === 4094) clear();
    prefix = String.fromCharCode(byte);
  }
  if (prefix) put(codeOf(prefix));
  put(257);
  put(0);
  return Buffer.from(out);
}

function packBits(data: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < data.length;) {
    let run = 1;
    while (run < 128 && data[at + run] === data[at]) run++;
    if (run > 2) {
      out.push(257 - run, data[at] as number);
      at += run;
    } else {
      const literal = data.subarray(at, at + 5);
      out.push(literal.length - 1, ...literal);
      at += literal.length;
    }
  }
  return Buffer.from(out);
}

const COMPRESSIONS: readonly (readonly [string, Partial<TiffPage>])[] = [
  ['uncompressed', {}],
  ['LZW', { compression: 5, encode: lzw }],
  ['deflate', { compression: 8, encode: (data) => deflateSync(data) }],
  ['deflate by its old number', { compression: 32946, encode: (data) => deflateSync(data) }],
  ['PackBits', { compression: 32773, encode: packBits }],
];

describe('a TIFF gives the pixels that libtiff and geotiff give', () => {
  for (const [name, compression] of COMPRESSIONS) {
    it(`${name}, in either byte order, classic and Big, tiles and strips, with and without predictor and planes`, async () => {
      // The others are stored without differences, whatever the tag says.
      const predictors = [5, 8, 32946].includes(compression.compression ?? 1) ? [1, 2] : [1];
      let compared = 0;
      for (const bigEndian of [false, true])
        for (const big of [false, true])
          for (const shape of [{ tileSize: 32 }, { rowsPerStrip: 10 }, {}])
            for (const predictor of predictors)
              for (const planes of [1, 2])
                for (const channels of [3, 4]) {
                  const extra = channels === 4 ? { extraSamples: 0 } : {};
                  const page = {
                    ...{ width: WIDTH, height: HEIGHT, predictor, planes, channels, ...extra },
                    ...compression,
                    ...shape,
                    colourAt: (x: number, y: number) => [...colourAt(x, y), 255],
                  };
                  const file = writeTiff([page], { bigEndian, big });
                  const what = JSON.stringify({ bigEndian, big, ...shape, predictor, planes, channels });
                  const ours = await rgbOf(file);
                  // libvips reads no tiles in separate planes.
                  const byLibtiff = !('tileSize' in shape && planes === 2);
                  if (byLibtiff) assert.ok(ours.equals(await libtiffRgb(file)), `libtiff: ${what}`);
                  // geotiff 3.0.5 reads tables far from their directory as if they were little-endian.
                  if (!bigEndian) assert.ok(ours.equals(await geotiffRgb(file)), `geotiff: ${what}`);
                  compared++;
                }
      assert.equal(compared, 48 * predictors.length);
    });
  }
});

async function rgbOf(file: Buffer): Promise<Buffer> {
  const slide = await openTiff(new File([Uint8Array.from(file)], 'made.tif'), { decode: decodeInNode });
  const region = { minX: 0, minY: 0, maxX: WIDTH, maxY: HEIGHT };
  const { data } = await slide.read({ region, width: WIDTH, height: HEIGHT });
  return Buffer.from(data.filter((_, i) => i % 4 !== 3));
}

async function libtiffRgb(file: Buffer): Promise<Buffer> {
  return sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
}

async function geotiffRgb(file: Buffer): Promise<Buffer> {
  const tiff = await fromArrayBuffer(Uint8Array.from(file).buffer);
  const rgb = await (await tiff.getImage()).readRasters({ interleave: true, samples: [0, 1, 2] });
  return Buffer.from(rgb as unknown as Uint8Array);
}

describe('JPEG tiles whose components a TIFF calls RGB', () => {
  const side = 64;
  const picture = sharp(
    Buffer.from(Array.from({ length: side * side }, (_, at) => colourAt(at % side, at >> 6)).flat()),
    { raw: { width: side, height: side, channels: 3 } },
  );

  /** The TIFF as two readers show it: mean distance of their values. */
  async function distance(jpeg: Buffer): Promise<number> {
    const page = { width: side, height: side, tileSize: side, compression: 7, photometric: 2 };
    const file = writeTiff([{ ...page, encode: () => jpeg }]);
    const slide = await openTiff(new Blob([Uint8Array.from(file)]), { decode: decodeInNode });
    const region = { minX: 0, minY: 0, maxX: side, maxY: side };
    const { data } = await slide.read({ region, width: side, height: side });
    slide.dispose();
    const libvips = await sharp(file).removeAlpha().raw().toBuffer();
    assert.equal(libvips.length, side * side * 3);
    let sum = 0;
    libvips.forEach(
      (value, i) => (sum += Math.abs(value - (data[Math.floor(i / 3) * 4 + (i % 3)] as number))),
    );
    return sum / libvips.length;
  }

  it('are RGB, whether the tile bears a JFIF marker or none', async () => {
    const encoded = await picture
      .clone()
      .blur(3)
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const start = encoded.subarray(0, 2);
    const isMarked = encoded[3] === 0xe0;
    const without = isMarked
      ? Buffer.concat([start, encoded.subarray(4 + encoded.readUInt16BE(4))])
      : encoded;
    const marker = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
    const withMarker = Buffer.concat([start, marker, without.subarray(2)]);
    assert.ok((await distance(without)) < 1.5, `${await distance(without)} without the marker`);
    assert.ok((await distance(withMarker)) < 1.5, `${await distance(withMarker)} with it`);
  });
});
